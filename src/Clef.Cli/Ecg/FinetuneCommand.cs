using System.CommandLine;
using Clef.Datasets;
using Clef.Ecg.Finetuning;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tasks;
using Clef.Learning.Configuration;
using Clef.Learning.Runs;
using Clef.Learning.Training;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg finetune CONFIG [key=value...]</c>.</summary>
internal static class FinetuneCommand
{
    private const string Description =
        """
        Train a head, and with it the encoder unless it is frozen, on labelled recordings: from a model folder, or from random weights where no model is given.
        The weights with the best figure on the validation part are kept (select: auroc, loss or last). Writes predictions.csv, results.csv, results.md, results.json (each figure with its
        95 % interval over patients) and a model folder with its head, which 'clef ecg predict' and 'clef ecg embed' take. Settings come from a YAML file and
        key=value overrides; an unknown key is an error. A run that was interrupted or killed goes on from its newest checkpoint, to the same weights.
        """;

    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "A YAML file of settings; see configs/ecg." };
        var overrides = new Argument<string[]>("key=value") { Description = "Settings that replace those of the file.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("finetune", Description) { config, overrides };
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed.GetValue(config)!, parsed.GetValue(overrides) ?? [], stop), CancellationToken.None));
        return command;
    }

    private static int Run(string config, string[] overrides, CancellationToken stop)
    {
        FinetuneSettings settings = ConfigFile.Read<FinetuneSettings>(config, overrides);
        string path = settings.Run.Contains('/', StringComparison.Ordinal) ? settings.Run : Path.Combine("runs", settings.Run);
        var folder = new RunFolder(path);
        var progress = new StepProgress();
        var remarks = new List<string>();
        FinetuneOutcome outcome = new FinetuneRun(settings, folder)
        {
            OnPrepare = share => progress.Show(FormattableString.Invariant($"preparing recordings {share:P0}"), share >= 1),
            OnSkipped = problem => remarks.Add($"skipped {problem}"),
            OnStep = progress.Step,
        }.Run(stop);
        progress.End();
        if (outcome.End == TrainingEnd.Interrupted)
        {
            Console.WriteLine($"{path}: interrupted and saved; the same command goes on");
            return 130;
        }

        TaskTruth truth = TaskTruth.Of(outcome.Set.Kind, outcome.Set.Classes, outcome.Items);
        TaskRow row = TaskRow.OfNetwork(outcome.Set.Name, outcome.Set.Task, settings.Model is null, settings.Frozen, truth, outcome.Answers);
        row = row with { Row = row.Row + Labels(settings), Train = outcome.Training };
        remarks.Insert(0, $"{outcome.Set.Name}, {outcome.Set.Task}: split: {outcome.Set.SplitText}; {outcome.Items.Count} records; {(outcome.End == TrainingEnd.StoppedEarly ? "stopped early" : "all epochs made")}.");
        TaskResults.Write(path, [row], remarks);
        Console.WriteLine(TaskResults.Markdown([row], remarks));
        Console.WriteLine($"{outcome.Model}: the model with its head");
        return 0;
    }

    private static string Labels(FinetuneSettings settings) =>
        settings.LabelFraction < 1 ? FormattableString.Invariant($", {100 * settings.LabelFraction:0.##} % of labels") : "";
}

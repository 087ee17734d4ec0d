using System.CommandLine;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Eeg.Embedding;
using Clef.Eeg.Finetuning;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tasks;
using Clef.Evaluation.TrainedProbes;
using Clef.Learning.Configuration;
using Clef.Learning.Training;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg finetune CONFIG [key=value...]</c>.</summary>
internal static class FinetuneCommand
{
    private const string Description =
        """
        Train a head, and with it the encoder unless it is frozen, on labelled sessions. labels is a CSV table with a column session (or record) and
        the task's column: two values, several, several joined by ';', or numbers; and, where there are, patient, split (train, validation, test;
        else 70/15/15 of the patients), age and sex. The weights with the best look at the validation part are kept (select: auroc, loss or last).
        Writes predictions.csv, results.csv, results.md, results.json (each figure with its 95 % interval over patients) and a model folder, which
        'clef eeg embed' takes, with the head as a probe for 'clef serve'. Settings come from a YAML file and key=value overrides; an unknown key is an
        error. A run that was interrupted or killed goes on from its newest checkpoint, to the same weights.
        """;

    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "A YAML file of settings; configs/eeg/finetune.yaml." };
        var overrides = new Argument<string[]>("KEY=VALUE") { Description = "Settings that differ, as training.steps=1000.", Arity = ArgumentArity.ZeroOrMore };
        var simulated = new Option<bool>("--simulated") { Description = "The data are simulated; the probe that is kept says so." };
        var command = new Command("finetune", Description) { config, overrides, simulated };
        command.SetAction((parsed, stop) =>
        {
            FinetuneRecipe recipe = ConfigFile.Read<FinetuneRecipe>(parsed.GetValue(config), parsed.GetValue(overrides) ?? []);
            return Task.FromResult(Run(recipe, parsed.GetValue(simulated), stop));
        });
        return command;
    }

    private static int Run(FinetuneRecipe recipe, bool simulated, CancellationToken stop)
    {
        var progress = new StepProgress();
        FinetuneOutcome outcome = new FinetuneRun(recipe)
        {
            OnStep = p => progress.Step(p.Step, p.Steps, p.Loss),
            OnTokenise = (done, all) => progress.Show(() => $"tokens of {done} of {all} sessions"),
        }.Run(stop);
        progress.End();
        if (outcome.End == TrainingEnd.Interrupted)
        {
            Console.Error.WriteLine("clef: stopped; a checkpoint was written, the same command goes on from it");
            return 130;
        }

        LabelledSet set = outcome.Set;
        TaskTruth truth = TaskTruth.Of(set.Kind, set.Classes, set.Items);
        TaskRow row = TaskRow.OfNetwork(set.Name, set.Task, recipe.Random, recipe.Frozen, truth, outcome.Answers);
        string left = string.Concat(set.LeftOut.Select(l => $"; left out: {l.Value} ({l.Key})"));
        string[] remarks = [$"{set.Name}, {set.Task}: split: {set.SplitText}; {set.Items.Count} sessions{left}."];
        TaskResults.Write(recipe.Run, [row], remarks);
        Console.WriteLine(TaskResults.Markdown([row], remarks));
        if (Probe(recipe, outcome, truth, simulated) is { } probe)
        {
            probe.Write(Path.Combine(outcome.Model!, "probes", TaskResults.FileName(set.Task) + ".json"));
        }

        Console.WriteLine($"{outcome.Model}: the model{(set.Kind == TaskKind.MultiClass ? "" : " with its head as a probe")}");
        return 0;
    }

    /// <summary>The head as a probe; null for classes that exclude one another, since a probe answers for each by itself.</summary>
    private static TrainedProbe? Probe(FinetuneRecipe recipe, FinetuneOutcome outcome, TaskTruth truth, bool simulated)
    {
        LabelledSet set = outcome.Set;
        if (set.Kind == TaskKind.MultiClass)
        {
            return null;
        }

        double[] Logits(double[] probabilities) => [.. probabilities.Select(p => Math.Log(Math.Max(p, 1e-300)) - Math.Log(Math.Max(1 - p, 1e-300)))];
        ProbeResult[] results = set.Kind == TaskKind.Binary
            // The logit of the second class against the first is the difference of their outputs.
            ? [new ProbeResult(truth.Classes[0], 0, Logits(outcome.Answers[1]),
                [.. outcome.Weights[1].Zip(outcome.Weights[0], (b, a) => b - a)], outcome.Intercepts[1] - outcome.Intercepts[0])]
            : set.Kind == TaskKind.Regression
            ? [new ProbeResult(set.Task, 0, outcome.Answers[0], outcome.Weights[0], outcome.Intercepts[0])]
            : [.. outcome.Answers.Select((answers, i) => new ProbeResult(truth.Classes[i], 0, Logits(answers), outcome.Weights[i], outcome.Intercepts[i]))];
        using EegModel model = EegModel.Open(outcome.Model!);
        var of = new ProbeModel(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(recipe.Run)), model.Digest, model.Preparation.Pipeline.Name, "session", "",
            model.Width(EmbeddingSpace.Session));
        return TrainedProbeFit.Of(results, truth, [.. set.Items.Select(i => new ProbePerson(i.Age, i.Sex))], set.Task, set.Name, of, simulated, 1000);
    }
}

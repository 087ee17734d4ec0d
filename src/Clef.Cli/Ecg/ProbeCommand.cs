using System.CommandLine;
using System.Globalization;
using Clef.Core;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Ecg.Models;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg probe --model DIR --data DATASET=PATH --task NAME --out RUN</c>.</summary>
internal static class ProbeCommand
{
    private const string Description =
        """
        Probe frozen embeddings on labelled recordings: one-vs-rest logistic regression, or ridge regression, with the penalty chosen on the validation
        part and every figure on the test part with its 95 % interval of the bootstrap over patients. Beside each model stand the rows it has to beat: the
        same network with random weights, heart-rate features, boosted trees on RR intervals, and age and sex alone where they are known. Embeddings are kept by digest: what was embedded
        once is not embedded again. Writes results.csv, results.md and results.json, what each row says of the records that were not trained on to predictions/, where
        'clef ecg compare' takes it, and the probes of the models themselves to probes/, where 'clef serve --probes' takes them.
        """;

    public static Command Create()
    {
        var model = new Option<string[]>("--model") { Description = "A model folder; may be given several times.", Required = true, AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out") { Description = "The run's folder.", Required = true };
        var lead = new Option<string>("--lead") { Description = "The lead, for models of one lead.", DefaultValueFactory = _ => "I" };
        var stages = new Option<bool>("--stages") { Description = "A row for every stage of each model (the last stage is the embedding), for all stages together, with their deviations over time, and with how regularly they repeat." };
        var seed = new Option<ulong>("--seed") { Description = "The seed of the random network and of the bootstrap.", DefaultValueFactory = _ => 0UL };
        var replicates = new Option<int>("--replicates") { Description = "Draws of the bootstrap.", DefaultValueFactory = _ => 1000 };
        replicates.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1)
            {
                r.AddError("--replicates is 1 or more.");
            }
        });
        var simulated = new Option<bool>("--simulated") { Description = "The data are simulated; the probes that are kept say so." };
        var labelled = new LabelledOptions();
        var command = new Command("probe", Description) { model, output, lead, stages, seed, replicates, simulated };
        foreach (Option option in labelled.All)
        {
            command.Add(option);
        }

        command.SetAction((parsed, stop) => Task.FromResult(Run(
            parsed.GetValue(model)!, parsed.GetValue(output)!, labelled.Read(parsed),
            new ProbeSettings(parsed.GetValue(lead)!, parsed.GetValue(stages), parsed.GetValue(seed), parsed.GetValue(replicates), parsed.GetValue(simulated)), stop)));
        return command;
    }

    private static int Run(string[] models, string output, IEnumerable<LabelledSet> sets, ProbeSettings settings, CancellationToken stop)
    {
        EcgModelFolder[] folders = [.. models.Select(EcgModelFolder.Open)];
        var progress = new ProgressLine();
        var rows = new List<TaskRow>();
        var remarks = new List<string>();
        Directory.CreateDirectory(output);
        foreach (LabelledSet set in sets)
        {
            var run = new ProbeRun(set, settings, Path.Combine(output, "cache"), progress);
            rows.AddRange(run.Run(folders, stop));
            remarks.AddRange(run.Remarks);
            TaskResults.Write(output, rows, remarks); // after each task, so that a run that is stopped has what it finished
        }

        progress.End();
        if (rows.Count == 0)
        {
            throw new ClefException("options", "--task", null, "a task of one of the datasets");
        }

        Console.WriteLine(TaskResults.Markdown(rows, remarks));
        return 0;
    }
}

/// <summary>What a probe run depends on beside models and data.</summary>
internal sealed record ProbeSettings(string Lead, bool Stages, ulong Seed, int Replicates, bool Simulated = false);

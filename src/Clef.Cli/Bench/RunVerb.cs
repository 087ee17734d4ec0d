using System.CommandLine;
using System.Globalization;
using Clef.Cohorts.Labels;
using Clef.Core;
using Clef.Evaluation.Runs;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench run</c>: the options; <see cref="BenchJob"/> does the work.</summary>
internal static class RunVerb
{
    private const string Description =
        """
        Probe embeddings on every task of a suite.

        Writes predictions, results.csv, summary.csv, the counts of every task and the leakage check. A run that was stopped goes on by the
        same command; models may join later by the same command with another --embeddings or --baseline.
        """;

    public static Command Create()
    {
        var suite = new Argument<string>("suite") { Description = "A suite by name (clef bench suites) or a file" };
        var cohort = new Option<string?>("--cohort") { Description = "The cohort's folder, split (for suites of tasks)" };
        Option<string[]> data = Many("--data", "DATASET=FOLDER, or an archive (for suites of dataset targets)");
        Option<string[]> embeddings = Many("--embeddings", "NAME=FILE: embeddings by session, CSV or Parquet");
        Option<string[]> baselines = Many("--baseline", "NAME=FILE: vectors that count as a baseline (random-init encoder, signal features)");
        Option<string[]> supervised = Many(
            "--supervised", "NAME=FILE: scores of a network trained on the tasks (session, task, score, and seed), CSV or Parquet");
        var output = new Option<string>("--out") { Description = "The run's folder; an unfinished run is completed", Required = true };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds", DefaultValueFactory = _ => 3 };
        Option<string[]> probes = Many("--probe", "logistic, mlp, token-mlp, knn; the first makes the ranking");
        probes.DefaultValueFactory = _ => ["logistic"];
        Option<string[]> fractions = Many("--few-shot", "Shares of the labels in percent, such as 1 10");
        var level = new Option<string?>("--level")
        {
            Description = "Puts every task at this level in place of its own: each session by itself, or all of a patient together",
        };
        level.AcceptOnlyFromAmong("session", "patient");
        var least = new Option<int?>("--minimum-positives") { Description = "Replaces the tasks' least number of positive patients" };
        var leastTest = new Option<int>("--minimum-test") { Description = "Fewest test sessions of each class", DefaultValueFactory = _ => 5 };
        Option<string[]> maps = Many("--map", "Code maps (CSV)");
        var recordings = new Option<string?>("--recordings") { Description = "The recordings, for the leakage check, where they have moved" };
        var replicates = new Option<int>("--replicates") { Description = "Draws of patients behind the intervals", DefaultValueFactory = _ => 1000 };
        var json = new Option<bool>("--json") { Description = "The means, counts and failed checks as JSON" };
        AtLeast(leastTest, 1);
        AtLeast(replicates, 1);
        least.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int?>() < 1)
            {
                r.AddError("--minimum-positives is 1 or more.");
            }
        });
        var command = new Command("run", Description)
        {
            suite, cohort, data, embeddings, baselines, supervised, output, seeds, probes, fractions, level, least, leastTest, maps, recordings,
                replicates, json,
        };
        command.SetAction((parsed, stop) =>
        {
            var job = new BenchJob
            {
                Suite = parsed.GetValue(suite)!,
                Cohort = parsed.GetValue(cohort),
                Data = [.. NamedPlaces.Parse("--data", parsed.GetValue(data))],
                Embeddings = [.. NamedPlaces.Parse("--embeddings", parsed.GetValue(embeddings))],
                Baselines = [.. NamedPlaces.Parse("--baseline", parsed.GetValue(baselines))],
                Supervised = [.. NamedPlaces.Parse("--supervised", parsed.GetValue(supervised))],
                Output = parsed.GetValue(output)!,
                Command = $"clef {string.Join(' ', parsed.Tokens.Select(t => t.Value))}",
                Options = new BenchOptions { Seeds = parsed.GetValue(seeds), Probes = parsed.GetValue(probes)!,
                    Fractions = [.. (parsed.GetValue(fractions) ?? []).Select(Percent)] }.Checked(),
                Level = parsed.GetValue(level) is { } said ? Enum.Parse<TaskLevel>(said, ignoreCase: true) : null,
                LeastPositives = parsed.GetValue(least),
                LeastTest = parsed.GetValue(leastTest),
                Maps = parsed.GetValue(maps) ?? [],
                Recordings = parsed.GetValue(recordings),
                Replicates = parsed.GetValue(replicates),
            };
            Console.WriteLine(job.Run(parsed.GetValue(json), stop));
            return Task.FromResult(0);
        });
        return command;
    }

    private static Option<string[]> Many(string name, string description) => new(name) { Description = description, AllowMultipleArgumentsPerToken = true };

    internal static void AtLeast(Option<int> option, int least) => option.Validators.Add(r =>
    {
        if (r.GetValueOrDefault<int>() < least)
        {
            r.AddError($"{option.Name} is {least} or more.");
        }
    });

    private static double Percent(string text) =>
        double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and <= 100
            ? value / 100
            : throw new ClefException("--few-shot", null, text, "a share above 0 and at most 100 percent");
}

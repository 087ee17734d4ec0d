using System.CommandLine;
using System.Globalization;
using Clef.Clinical.Codes;
using Clef.Cohorts.Checks;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench run</c>.</summary>
internal static class RunVerb
{
    public static Command Create()
    {
        var suite = new Argument<string>("suite") { Description = "A suite by name (clef bench suites) or a file" };
        var cohort = new Option<string?>("--cohort") { Description = "The cohort's folder, split (for suites of tasks)" };
        var data = new Option<string[]>("--data") { Description = "DATASET=FOLDER (for suites of dataset targets)", AllowMultipleArgumentsPerToken = true };
        var embeddings = new Option<string[]>("--embeddings") { Description = "NAME=FILE: embeddings by session, CSV or Parquet", AllowMultipleArgumentsPerToken = true };
        var baselines = new Option<string[]>("--baseline") { Description = "NAME=FILE: vectors that count as a baseline (random-init encoder, signal features)", AllowMultipleArgumentsPerToken = true };
        var supervised = new Option<string[]>("--supervised") { Description = "NAME=FILE: scores of a network trained on the tasks (session, task, score, and seed), CSV or Parquet", AllowMultipleArgumentsPerToken = true };
        var output = new Option<string>("--out") { Description = "The run's folder; an unfinished run is completed", Required = true };
        var seeds = new Option<int>("--seeds") { Description = "How many seeds", DefaultValueFactory = _ => 3 };
        var probes = new Option<string[]>("--probe") { Description = "logistic, mlp, token-mlp, knn; the first makes the ranking", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => ["logistic"] };
        var fractions = new Option<string[]>("--few-shot") { Description = "Shares of the labels in percent, such as 1 10", AllowMultipleArgumentsPerToken = true };
        var least = new Option<int?>("--minimum-positives") { Description = "Replaces the tasks' least number of positive patients" };
        var leastTest = new Option<int>("--minimum-test") { Description = "Fewest test sessions of each class", DefaultValueFactory = _ => 5 };
        var maps = new Option<string[]>("--map") { Description = "Code maps (CSV)", AllowMultipleArgumentsPerToken = true };
        var recordings = new Option<string?>("--recordings") { Description = "The recordings, for the leakage check, where they have moved" };
        var replicates = new Option<int>("--replicates") { Description = "Draws of patients behind the intervals", DefaultValueFactory = _ => 1000 };
        var command = new Command("run", "Probe embeddings on every task of a suite") { suite, cohort, data, embeddings, baselines, supervised, output, seeds, probes, fractions, least, leastTest, maps, recordings, replicates };
        command.SetAction((parsed, stop) =>
        {
            Suite tasks = SuiteFile.Read(parsed.GetValue(suite)!);
            ModelSource[] models = [.. Sources(parsed.GetValue(embeddings), ModelKind.Embedding), .. Sources(parsed.GetValue(baselines), ModelKind.Baseline)];
            ScoreSource[] scored = [.. NamedPlaces.Parse("--supervised", parsed.GetValue(supervised)).Select(p => new ScoreSource(p.Name, p.Place))];
            if (models.Select(m => m.Name).Concat(scored.Select(s => s.Name)).Append(FactBaselines.Demographics).Append(FactBaselines.RecordingFacts).GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
            {
                throw new ClefException("--embeddings", "name", twice.Key, "each name once, and not that of a built-in baseline");
            }

            var options = new BenchOptions { Seeds = parsed.GetValue(seeds), Probes = parsed.GetValue(probes)!, Fractions = (parsed.GetValue(fractions) ?? []).Select(Percent).ToArray() }.Checked();
            var progress = new Progress();
            int fewest = parsed.GetValue(leastTest);
            CohortStore? store = tasks.Tasks.Count > 0 ? CohortStore.Open(parsed.GetValue(cohort) ?? throw new ClefException("--cohort", null, null, "a cohort's folder, since the suite has tasks over one")) : null;
            RuleEvaluator? evaluator = store is null ? null : new RuleEvaluator(store, CodeMap.Load(parsed.GetValue(maps) ?? []));
            IReadOnlyList<BenchTable> all = store is null
                ? DatasetBench.Read(tasks, NamedPlaces.Parse("--data", parsed.GetValue(data)).ToDictionary(p => p.Name, p => p.Place), fewest)
                : CohortBench.Label(store, tasks, evaluator!, parsed.GetValue(least), fewest, (done, count) => progress.Say(done, count, "tasks labelled"));
            IReadOnlyList<BenchTable> tables = BenchRunner.Restrict(all, models, fewest, out int dropped);
            var folder = new RunFolder(parsed.GetValue(output)!);
            string source = store is null ? string.Join(", ", NamedPlaces.Parse("--data", parsed.GetValue(data)).Select(p => p.Name)) : $"{(CohortBench.Simulated(store) ? "simulated " : "")}{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(store.Folder)))}";
            var description = new RunDescription(
                tasks.Name, tasks.Description, tasks.Digest, source, RunFolder.Digest(tables), dropped, options.Probes, options.Seeds, options.Fractions,
                [
                    .. models.Select(m => new ModelDescription(m.Name, m.Kind, m.Width, m.Digest)),
                    .. scored.Select(m => new ModelDescription(m.Name, ModelKind.Supervised, 0, m.Digest)),
                    .. ((string[])[FactBaselines.Demographics, FactBaselines.RecordingFacts]).Select(n => new ModelDescription(n, ModelKind.Baseline, 0, "computed from the table of sessions")),
                ],
                [$"clef {string.Join(' ', parsed.Tokens.Select(t => t.Value))}"]);
            new BenchRunner(folder, options).Run(description, tables, models, scored, (done, count, what) => progress.Say(done, count, $"fits ({what})"), stop);
            using (SourceFolder? signals = store is null ? null : Recordings.Open(store, parsed.GetValue(recordings)))
            {
                IReadOnlyList<CheckResult> checks = LeakageReport.Run(store, signals, tables, models, evaluator is null ? null : (tasks.Tasks, evaluator));
                LeakageReport.Write(folder, checks);
                foreach (CheckResult failed in checks.Where(c => c.Level == CheckLevel.Failed))
                {
                    Console.Error.WriteLine($"clef: LEAK: {failed.Check}: {failed.Text}");
                }
            }

            ResultSet set = ResultSet.Compute(folder, parsed.GetValue(replicates), cancel: stop);
            IReadOnlyList<MacroResult> macros = ResultFiles.Write(folder, set);
            Say(tables, macros, set);
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Say(IReadOnlyList<BenchTable> tables, IReadOnlyList<MacroResult> macros, ResultSet set)
    {
        Console.WriteLine($"{tables.Sum(t => t.Tasks.Count)} tasks listed, {tables.Sum(t => t.Scored.Count)} scored (tasks.csv says why the others are not)");
        foreach (MacroResult m in macros.Where(m => m.Probe == set.Probe && m.Fraction == 1 && m.Heading.StartsWith("all", StringComparison.Ordinal)).OrderBy(m => m.Part).ThenByDescending(m => m.Interval.Value))
        {
            int flagged = set.Results.Count(r => r.Flag is not null && r.Key.Model == m.Model && r.Key.Probe == m.Probe && r.Key.Fraction == 1 && r.Key.Part == m.Part && r.Metric == m.Metric);
            Console.WriteLine($"  {m.Part,-8} {m.Model,-24} mean {m.Metric} {m.Interval} over {m.Tasks} tasks{(flagged > 0 ? $", {flagged} reached by facts alone" : "")}");
        }
    }

    private static IEnumerable<ModelSource> Sources(string[]? pairs, ModelKind kind) => NamedPlaces.Parse(kind == ModelKind.Baseline ? "--baseline" : "--embeddings", pairs).Select(p => new ModelSource(p.Name, kind, p.Place));

    private static double Percent(string text) => double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value is > 0 and <= 100
        ? value / 100
        : throw new ClefException("--few-shot", null, text, "a share above 0 and at most 100 percent");
}

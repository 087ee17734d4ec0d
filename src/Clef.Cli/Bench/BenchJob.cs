using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
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

/// <summary>What 'clef bench run' was asked for, and how it is done: label, fit, check for leaks, measure, say.</summary>
internal sealed class BenchJob
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    private readonly Progress _progress = new();

    public required string Suite { get; init; }

    public string? Cohort { get; init; }

    public IReadOnlyList<(string Name, string Place)> Data { get; init; } = [];

    public IReadOnlyList<(string Name, string Place)> Embeddings { get; init; } = [];

    public IReadOnlyList<(string Name, string Place)> Baselines { get; init; } = [];

    public IReadOnlyList<(string Name, string Place)> Supervised { get; init; } = [];

    public required string Output { get; init; }

    public required string Command { get; init; }

    public required BenchOptions Options { get; init; }

    public TaskLevel? Level { get; init; }

    public int? LeastPositives { get; init; }

    public int LeastTest { get; init; }

    public IReadOnlyList<string> Maps { get; init; } = [];

    public string? Recordings { get; init; }

    public int Replicates { get; init; }

    /// <summary>Runs, and returns what is to be printed.</summary>
    public string Run(bool json, CancellationToken stop)
    {
        Suite suite = Read();
        ModelSource[] models = [.. Embeddings.Select(e => new ModelSource(e.Name, ModelKind.Embedding, e.Place)),
            .. Baselines.Select(b => new ModelSource(b.Name, ModelKind.Baseline, b.Place))];
        ScoreSource[] supervised = [.. Supervised.Select(s => new ScoreSource(s.Name, s.Place))];
        RequireOwnNames(models, supervised);
        CohortStore? store = suite.Tasks.Count > 0 ? CohortStore.Open(Cohort!) : null;
        RuleEvaluator? evaluator = store is null ? null : new RuleEvaluator(store, CodeMap.Load(Maps));
        IReadOnlyList<BenchTable> all = store is null
            ? DatasetBench.Read(suite, Data.ToDictionary(p => p.Name, p => p.Place, StringComparer.Ordinal), LeastTest)
            : CohortBench.Label(store, suite, evaluator!, LeastPositives, LeastTest, (done, count) => _progress.Say(done, count, "tasks labelled"));
        string[] absent = store is null ? [.. suite.Targets.Select(t => t.Dataset).Distinct().Where(d => Data.All(p => p.Name != d))] : [];
        if (absent.Length > 0)
        {
            Console.Error.WriteLine($"clef: not at hand: {string.Join(", ", absent)} (--data {absent[0]}=FOLDER)");
        }

        var folder = new RunFolder(Output);
        IReadOnlyList<BenchTable> tables = BenchRunner.Restrict(all, models, LeastTest, out IReadOnlyList<MissingRows> missing, folder);
        foreach (MissingRows left in missing)
        {
            Console.Error.WriteLine($"clef: {left}");
        }

        RunDescription description = Describe(suite, store, tables, all.Sum(t => t.Rows.Count) - tables.Sum(t => t.Rows.Count), models, supervised);
        new BenchRunner(folder, Options)
            .Run(description, tables, models, supervised, (done, count, what) => _progress.Say(done, count, $"fits ({what})"), stop);
        CheckResult[] failed = Check(folder, store, tables, models, evaluator is null ? null : (suite.Tasks, evaluator));
        ResultSet set = ResultSet.Compute(folder, Replicates, cancel: stop);
        IReadOnlyList<MacroResult> macros = ResultFiles.Write(folder, set);
        return json ? Json(tables, macros, set, failed) : Text(tables, macros, set);
    }

    private Suite Read()
    {
        Suite suite = SuiteFile.Read(Suite);
        (string odd, string? asked) = suite.Tasks.Count > 0 ? ("--data", Data.Select(d => d.Name).FirstOrDefault()) : ("--cohort", Cohort);
        if (asked is not null)
        {
            throw new ClefException(odd, null, asked, suite.Tasks.Count > 0 ? $"nothing: {suite.Name} has tasks over a cohort (--cohort)"
                : $"nothing: {suite.Name} has targets of datasets (--data)");
        }

        if (suite.Tasks.Count > 0 && Cohort is null)
        {
            throw new ClefException("--cohort", null, null, $"a cohort's folder: {suite.Name} has tasks over one");
        }

        if (Data.GroupBy(d => d.Name).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ClefException("--data", "dataset", twice.Key, "each dataset once");
        }

        if (Level is not { } level)
        {
            return suite;
        }

        return suite.Tasks.Count > 0 ? CohortBench.AtLevel(suite, level)
            : throw new ClefException("--level", null, level.ToString().ToLowerInvariant(), $"nothing: {suite.Name} has targets of datasets");
    }

    private static void RequireOwnNames(ModelSource[] models, ScoreSource[] supervised)
    {
        IEnumerable<string> names = [.. models.Select(m => m.Name), .. supervised.Select(s => s.Name), FactBaselines.Demographics,
            FactBaselines.RecordingFacts];
        if (names.GroupBy(n => n).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ClefException("--embeddings", "name", twice.Key, "each name once, and not that of a built-in baseline");
        }
    }

    private RunDescription Describe(
        Suite suite, CohortStore? store, IReadOnlyList<BenchTable> tables, int dropped, ModelSource[] models, ScoreSource[] supervised)
    {
        string source = store is null ? string.Join(", ", Data.Select(p => p.Name))
            : $"{(CohortBench.Simulated(store) ? "simulated " : "")}{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(store.Folder)))}";
        string version = Assembly.GetExecutingAssembly().GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "unknown";
        string[] built = [FactBaselines.Demographics, FactBaselines.RecordingFacts];
        return new RunDescription(
            suite.Name, suite.Description, suite.Digest, source, RunFolder.Digest(tables), dropped, Options.Probes, Options.Seeds, Options.Fractions,
            [
                .. models.Select(m => new ModelDescription(m.Name, m.Kind, m.Width, m.Digest)),
                .. supervised.Select(m => new ModelDescription(m.Name, ModelKind.Supervised, 0, m.Digest)),
                .. built.Select(n => new ModelDescription(n, ModelKind.Baseline, 0, "computed from the table of sessions")),
            ],
            [Command], $"clef {version}");
    }

    private CheckResult[] Check(
        RunFolder folder, CohortStore? store, IReadOnlyList<BenchTable> tables, ModelSource[] models, (IReadOnlyList<TaskDefinition>, RuleEvaluator)? rules)
    {
        using SourceFolder? signals = store is null ? null : Bench.Recordings.Open(store, Recordings);
        IReadOnlyList<CheckResult> checks = LeakageReport.Run(store, signals, tables, models, rules);
        LeakageReport.Write(folder, checks);
        CheckResult[] failed = [.. checks.Where(c => c.Level == CheckLevel.Failed)];
        foreach (CheckResult check in failed)
        {
            Console.Error.WriteLine($"clef: LEAK: {check.Check}: {check.Text}");
        }

        return failed;
    }

    /// <summary>The means that a reader looks for first: over all tasks, first probe, all labels, best first.</summary>
    private static IEnumerable<(MacroResult Mean, int Reached)> Means(IReadOnlyList<MacroResult> macros, ResultSet set) => macros
        .Where(m => m.Probe == set.Probe && m.Fraction == 1 && m.Heading.StartsWith("all", StringComparison.Ordinal))
        .OrderBy(m => m.Part).ThenBy(m => m.Metric, StringComparer.Ordinal).ThenByDescending(m => m.Interval.Value)
        .Select(m => (m, set.Results.Count(r => r.Flag is not null && r.Metric == m.Metric && r.Key.Model == m.Model && r.Key.Probe == m.Probe
            && r.Key.Fraction == 1 && r.Key.Part == m.Part)));

    private static string Text(IReadOnlyList<BenchTable> tables, IReadOnlyList<MacroResult> macros, ResultSet set)
    {
        (int listed, int scored) = (tables.Sum(t => t.Tasks.Count), tables.Sum(t => t.Scored.Count));
        var text = new StringBuilder($"{listed} tasks listed, {scored} scored (tasks.csv says why the others are not)");
        foreach ((MacroResult mean, int reached) in Means(macros, set))
        {
            text.Append($"\n  {mean.Part,-8} {mean.Model,-24} mean {mean.Metric} {mean.Interval} over {mean.Tasks} tasks");
            text.Append(reached > 0 ? $", {reached} reached by facts alone" : "");
        }

        return text.ToString();
    }

    private static string Json(IReadOnlyList<BenchTable> tables, IReadOnlyList<MacroResult> macros, ResultSet set, CheckResult[] failed)
    {
        static JsonNode? Number(double value) => double.IsFinite(value) ? JsonValue.Create(value) : null;
        return new JsonObject
        {
            ["suite"] = set.Description.Suite,
            ["source"] = set.Description.Source,
            ["tasks"] = tables.Sum(t => t.Tasks.Count),
            ["scored"] = tables.Sum(t => t.Scored.Count),
            ["dropped_rows"] = set.Description.DroppedRows,
            ["means"] = new JsonArray([.. Means(macros, set).Select(m => new JsonObject
            {
                ["model"] = m.Mean.Model, ["part"] = m.Mean.Part.ToString().ToLowerInvariant(), ["metric"] = m.Mean.Metric,
                    ["value"] = Number(m.Mean.Interval.Value),
                ["low"] = Number(m.Mean.Interval.Low), ["high"] = Number(m.Mean.Interval.High), ["tasks"] = m.Mean.Tasks, ["reached_by_facts"] = m.Reached,
            })]),
            ["failed_checks"] = new JsonArray([.. failed.Select(f => new JsonObject { ["check"] = f.Check, ["text"] = f.Text })]),
        }.ToJsonString(Indented);
    }
}

using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Reports.Findings;
using Clef.Cohorts.Store;
using Clef.Core.Tables;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Cli.Demo;

/// <summary>One row of the results: a model's mean over all tasks.</summary>
/// <param name="Name">The model.</param>
/// <param name="Baseline">Whether every embedding should beat it.</param>
/// <param name="Auroc">Its mean AUROC over patients.</param>
internal sealed record ModelRow(string Name, bool Baseline, Interval Auroc);

/// <summary>One task's figures.</summary>
internal sealed record TaskRow(string Name, string Group, int Positives, int Negatives, IReadOnlyDictionary<string, double> Auroc);

/// <summary>What a benchmark came to.</summary>
/// <param name="Kind">EEG or ECG.</param>
/// <param name="Suite">The suite.</param>
/// <param name="Patients">Test patients.</param>
/// <param name="Tasks">The tasks that were scored.</param>
/// <param name="Listed">How many tasks the suite has.</param>
/// <param name="Models">All models, the best first.</param>
/// <param name="Ours">The embedding that is judged: the one named first, not the one that came out best; null where no task was scored.</param>
/// <param name="Verdict">Whether the embedding is better than its baselines, in a sentence.</param>
/// <param name="Better">Whether it is, beyond doubt.</param>
/// <param name="Report">The full report, within the demo's folder.</param>
internal sealed record BenchOutcome(string Kind, string Suite, int Patients, IReadOnlyList<TaskRow> Tasks, int Listed, IReadOnlyList<ModelRow> Models,
    string? Ours, string Verdict, bool Better, string Report);

/// <summary>A session that was found.</summary>
/// <param name="Session">Its name.</param>
/// <param name="Cosine">How near it lies.</param>
/// <param name="Says">What its report states; empty without one.</param>
internal sealed record FoundSession(string Session, double Cosine, string Says);

/// <summary>What the search found.</summary>
/// <param name="Query">What was searched for.</param>
/// <param name="Hits">The nearest.</param>
/// <param name="Judged">How good it was, in a sentence; empty where nothing tells.</param>
internal sealed record SearchOutcome(string Query, IReadOnlyList<FoundSession> Hits, string Judged);

/// <summary>Everything that the demo shows at its end.</summary>
internal sealed record DemoResults(
    DemoPlan Plan, bool Simulated, IReadOnlyList<(DemoStep Step, JournalEntry Entry)> Steps, IReadOnlyList<BenchOutcome> Benches,
        SearchOutcome? Search, ZeroShotOutcome? ZeroShot, IReadOnlyList<(string Why, string[] Command)> Next)
{
    private const int Shown = 5;

    /// <summary>Gathers it from the demo's folder.</summary>
    public static DemoResults Gather(DemoPlan plan, bool simulated, IReadOnlyList<(DemoStep Step, JournalEntry Entry)> steps, CancellationToken stop)
    {
        bool Done(string part) => steps.Any(s => s.Step.Part == part) && steps.Where(s => s.Step.Part == part).All(s => s.Entry.Failure is null);
        var benches = new List<BenchOutcome>();
        foreach ((string kind, string suite) in DemoPlan.Suites.Where(s => Done($"{s.Kind}-bench-{s.Suite}")))
        {
            benches.Add(Bench(plan, kind, suite, stop));
        }

        bool aligned = Done("eeg-align-search");
        string cohort = simulated ? "eeg/cohort" : "cohort";
        SearchOutcome? search = aligned || Done("eeg-search") ? Searched(plan, cohort, aligned, steps) : null;
        ZeroShotOutcome? zeroShot = aligned ? Asked(plan, cohort, steps) : null;
        return new DemoResults(plan, simulated, steps, benches, search, zeroShot, NextCommands.Of(plan, simulated, aligned, Done("eeg"), Done("ecg")));
    }

    private static BenchOutcome Bench(DemoPlan plan, string kind, string suite, CancellationToken stop)
    {
        ResultSet set = ResultSet.Compute(new RunFolder(plan.At($"{kind}/bench-{suite}")), plan.Sizes.Replicates, cancel: stop);
        Dictionary<string, ModelKind> kinds = set.Description.Models.ToDictionary(m => m.Name, m => m.Kind, StringComparer.Ordinal);
        ModelRow[] models = [.. MacroResult.Of(set).Where(m => m.Heading == "all" && m.Probe == set.Probe && m.Fraction == 1 && m.Part == Part.Test)
            .OrderByDescending(m => m.Interval.Value).Select(m => new ModelRow(m.Model, kinds[m.Model] != ModelKind.Embedding, m.Interval))];
        TaskRow[] tasks = [.. set.Tables.SelectMany(t => t.Tasks.Where(k => k.Skipped is null).Select(k => new TaskRow(
            k.Name, k.Group, k.Counts[2 * (int)Part.Test], k.Counts[(2 * (int)Part.Test) + 1],
            models.ToDictionary(m => m.Name, m => set.Primary(new(t.Name, m.Name, set.Probe, 1, k.Name, Part.Test))?.Interval.Value
                ?? double.NaN, StringComparer.Ordinal))))];
        string? ours = set.Description.Models.FirstOrDefault(m => m.Kind == ModelKind.Embedding)?.Name;
        ours = models.Any(m => m.Name == ours) ? ours : null;
        (string verdict, bool better) = ours is null ? ("No task had cases enough to be scored.", false) : Verdict(set, models, ours);
        int patients = set.Tables.SelectMany(t => t.Rows).Where(r => r.Part == Part.Test).Select(r => r.Patient).Distinct().Count();
        return new BenchOutcome(kind.ToUpperInvariant(), set.Description.Suite, patients, tasks, set.Tables.Sum(t => t.Tasks.Count), models, ours,
            verdict, better, $"{kind}/{suite}.html");
    }

    /// <summary>
    /// An embedding beside each baseline, under the same draws of patients. What does not hold is said as plainly as what does.
    /// </summary>
    private static (string Verdict, bool Better) Verdict(ResultSet set, ModelRow[] models, string ours)
    {
        IReadOnlyList<ModelComparison> pairs = ModelComparison.Of([set]);
        (string Name, Interval Gain)[] gains = [.. models.Where(m => m.Baseline).Select(m => (m.Name, Gain(pairs, ours, m.Name)))];
        (string Name, Interval Gain)[] ahead = [.. gains.Where(g => g.Gain.Low > 0)], behind = [.. gains.Where(g => g.Gain.High < 0)];
        (string Name, Interval Gain)[] open = [.. gains.Except(ahead).Except(behind)];
        var said = new List<string>();
        Say(ahead, ahead.Length == gains.Length ? "is better than every baseline" : "is better than");
        Say(open, "is NOT shown to be better than");
        Say(behind, "is WORSE than");
        string last = ahead.Length == gains.Length ? "" : " More patients and more steps would tell; this training was minutes.";
        return ($"In mean AUROC, {ours} {string.Join("; it ", said)}.{last}", ahead.Length == gains.Length);

        void Say((string Name, Interval Gain)[] some, string what)
        {
            if (some.Length > 0)
            {
                said.Add($"{what} {(what.EndsWith("every baseline", StringComparison.Ordinal) ? "(" : "")}" + string.Join(", ", some.Select(Figures))
                    + (what.EndsWith("every baseline", StringComparison.Ordinal) ? ")" : ""));
            }
        }
    }

    private static string Figures((string Name, Interval Gain) of) => string.Create(
        CultureInfo.InvariantCulture, $"{of.Name} {of.Gain.Value:+0.000;-0.000} [{of.Gain.Low:+0.000;-0.000}, {of.Gain.High:+0.000;-0.000}]");

    /// <summary>One model less another, in mean AUROC.</summary>
    private static Interval Gain(IReadOnlyList<ModelComparison> pairs, string ours, string other)
    {
        ModelComparison pair = pairs.First(p => (p.First, p.Second) == (ours, other) || (p.Second, p.First) == (ours, other));
        Interval d = pair.MeanDifference;
        return pair.First == ours ? d : new Interval(-d.Value, -d.High, -d.Low);
    }

    private static SearchOutcome Searched(DemoPlan plan, string cohort, bool byText, IReadOnlyList<(DemoStep Step, JournalEntry Entry)> steps)
    {
        CohortStore store = CohortStore.Open(plan.At(cohort));
        IReadOnlyDictionary<string, string> splits = store.Splits() ?? new Dictionary<string, string>();
        Dictionary<string, string> patients = store.Sessions().ToDictionary(s => s.Id, s => s.Patient, StringComparer.Ordinal);
        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(plan.At("eeg/search.json")));
        (string Session, double Cosine)[] hits = [.. json.RootElement.EnumerateArray()
            .Select(h => (h.GetProperty("session").GetString()!, h.GetProperty("cosine").GetDouble()))];
        if (!byText)
        {
            return new SearchOutcome($"sessions like {steps.First(s => s.Step.Part == "eeg-search").Step.Command[3]}",
                [.. hits.Take(Shown).Select(h => new FoundSession(h.Session, h.Cosine, ""))], "");
        }

        // Training sessions lie near their own reports by having been put there; those of the test part show what was learnt.
        (string Session, double Cosine)[] test = [.. hits.Where(h => patients.GetValueOrDefault(h.Session.Split('@')[0]) is { } p
            && splits.GetValueOrDefault(p) == "test")];
        Dictionary<string, string> reports = Reports(steps);
        var extractor = new FindingExtractor(FindingVocabulary.Default);
        string[] texts = [.. test.Select(h => reports.GetValueOrDefault(h.Session.Split('@')[0], ""))];
        return new SearchOutcome(
            DemoPlan.Query, [.. test.Take(Shown).Select((h, i) => new FoundSession(h.Session, h.Cosine, Stated(extractor, texts[i])))],
                Judge(extractor, texts));
    }

    private static ZeroShotOutcome? Asked(DemoPlan plan, string cohort, IReadOnlyList<(DemoStep Step, JournalEntry Entry)> steps)
    {
        CohortStore store = CohortStore.Open(plan.At(cohort));
        IReadOnlyDictionary<string, string> splits = store.Splits() ?? new Dictionary<string, string>();
        Dictionary<string, string> patients = store.Sessions().Where(s => splits.GetValueOrDefault(s.Patient) == "test")
            .ToDictionary(s => s.Id, s => s.Patient, StringComparer.Ordinal);
        Dictionary<string, string> reports = Reports(steps).Where(r => patients.ContainsKey(r.Key)).ToDictionary(StringComparer.Ordinal);
        return ZeroShotOutcome.Of(plan.At(DemoPlan.ZeroShot), reports, patients, plan.Sizes.LeastTest, plan.Sizes.Replicates);
    }

    private static Dictionary<string, string> Reports(IReadOnlyList<(DemoStep Step, JournalEntry Entry)> steps)
    {
        string file = steps.SelectMany(s => s.Step.Command).First(w => w.StartsWith("reports=", StringComparison.Ordinal))["reports=".Length..];
        CsvTable table = CsvTable.Read(file);
        int session = table.Column("session"), text = table.Column("text");
        return table.Rows.GroupBy(r => r[session]).ToDictionary(g => g.Key, g => g.First()[text], StringComparer.Ordinal);
    }

    /// <summary>What a report states, by the vocabulary's names; artefacts are left out.</summary>
    private static string Stated(FindingExtractor extractor, string report) => string.Join("; ", extractor.Extract(report).Results
        .Where(r => r.Status == FindingStatus.Present && r.Finding.Group != "artifact").Select(r => r.Finding.Name));

    /// <summary>How many of the first ten reports state generalised slowing, beside how many of all do: what drawing by lot would find.</summary>
    private static string Judge(FindingExtractor extractor, string[] reports)
    {
        const int first = 10;
        bool[] states = [.. reports.Select(r => r.Length > 0 && extractor.Extract(r)
            .Results.Any(f => f.Finding.Id == "generalized-slowing" && f.Status == FindingStatus.Present))];
        return states.Length <= first || !states.Any(s => s) ? ""
            : string.Create(CultureInfo.InvariantCulture, $"Of the first {first} test sessions, the reports of {states.Take(first).Count(s => s)} state generalised " +
                $"slowing; by lot it would be {first * states.Count(s => s) / (double)states.Length:0.0}.");
    }
}

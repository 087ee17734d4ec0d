using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Suites;

namespace Clef.Evaluation.Runs;

/// <summary>Makes tables from a cohort: its split, and the labels of every task of a suite with matched controls. Tasks over sessions and tasks over
/// patients have a table each.</summary>
public static class CohortBench
{
    /// <summary>The name of the table whose rows are sessions.</summary>
    public const string SessionTable = "cohort";

    /// <summary>The name of the table whose rows are patients.</summary>
    public const string PatientTable = "patients";

    /// <summary>The suite with every task at one level: each session by itself, or all sessions of a patient together.</summary>
    public static Suite AtLevel(Suite suite, TaskLevel level) => suite with { Tasks = suite.Tasks.Select(t => t with { Level = level }).ToArray() };

    /// <summary>Labels the cohort.</summary>
    /// <param name="store">The cohort, which must be split.</param>
    /// <param name="suite">Tasks by rules.</param>
    /// <param name="evaluator">Answers the rules, with its translations of codes.</param>
    /// <param name="minimumPositives">Replaces the tasks' own least number of positive patients; null keeps it.</param>
    /// <param name="leastTest">The fewest test rows of each class.</param>
    /// <param name="progress">Receives tasks done and all.</param>
    public static IReadOnlyList<BenchTable> Label(
        CohortStore store, Suite suite, RuleEvaluator evaluator, int? minimumPositives, int leastTest, Action<int, int>? progress = null)
    {
        IReadOnlyDictionary<string, string> splits = store.Splits()
            ?? throw new ClefException(store.SplitsPath, null, null, "a split of the patients (clef cohort split)");
        if (suite.Tasks.Count == 0)
        {
            throw new ClefException(suite.Name, "tasks", 0, "a suite of tasks over a cohort; this one has targets of datasets");
        }

        IReadOnlyList<Session> sessions = store.Sessions();
        BenchRow[] rows = sessions.Where(s => splits.ContainsKey(s.Patient))
            .Select(s => new BenchRow(s.Id, s.Patient, PartOf(splits[s.Patient], store.SplitsPath)) { Age = s.Age, Sex = s.Sex, Site = s.Site,
                Start = s.Start, Session = s, File = s.File }).ToArray();
        Dictionary<TaskLevel, BenchRow[]> levels = new() { [TaskLevel.Session] = rows, [TaskLevel.Patient] = Patients(rows) };
        var tasks = levels.Keys.ToDictionary(l => l, _ => new List<BenchTask>());
        var labeller = new TaskLabeller(store, evaluator);
        int done = 0;
        foreach (TaskDefinition definition in suite.Tasks)
        {
            (IReadOnlyList<SessionLabel> labels, TaskSummary summary) = labeller.Label(
                minimumPositives is { } least ? definition with { MinimumPositives = least } : definition);
            Dictionary<string, double> known = labels.Where(l => l.Label >= 0).DistinctBy(l => definition.Level == TaskLevel.Patient ? l.Patient : l.Session)
                .ToDictionary(l => definition.Level == TaskLevel.Patient ? l.Patient : l.Session, l => (double)l.Label, StringComparer.Ordinal);
            BenchRow[] own = levels[definition.Level];
            double[] values = own.Select(r => known.GetValueOrDefault(r.Id, double.NaN)).ToArray();
            tasks[definition.Level].Add(new BenchTask(
                definition.Name, definition.Name, definition.Group, false, values, summary.Skipped) { Candidates = summary.Candidates,
                Concepts = Concepts(definition.Positive).Distinct().ToArray() }.Checked(own, leastTest));
            progress?.Invoke(++done, suite.Tasks.Count);
        }

        return levels.Keys.Where(l => tasks[l].Count > 0)
            .Select(l => new BenchTable(l == TaskLevel.Session ? SessionTable : PatientTable, levels[l], tasks[l])).ToArray();
    }

    /// <summary>Whether the cohort's metadata say that any of it is simulated (the column <c>data</c>, as 'clef simulate' writes it).</summary>
    public static bool Simulated(CohortStore store)
    {
        if (!File.Exists(store.Table("metadata")))
        {
            return false;
        }

        using var database = new DuckDatabase(threads: 1);
        using DuckResult all = database.Query($"SELECT * FROM {DuckFiles.Source(store.Table("metadata"))}");
        int data = Enumerable.Range(0, all.Columns.Count).FirstOrDefault(c => all.Columns[c].Name == "data", -1);
        bool found = false;
        while (data >= 0 && !found && all.Next())
        {
            found = Enumerable.Range(0, all.Count).Any(i => all.Column(data).Text(i)?.StartsWith("simulated", StringComparison.Ordinal) == true);
        }

        return found;
    }

    /// <summary>A row for each patient, with the sessions that are pooled into it and the age, site and facts of the first.</summary>
    public static BenchRow[] Patients(IReadOnlyList<BenchRow> sessions) => sessions.GroupBy(r => r.Patient, StringComparer.Ordinal).Select(g =>
    {
        BenchRow first = g.OrderBy(r => r.Session?.Start ?? DateTime.MaxValue).ThenBy(r => r.Id, StringComparer.Ordinal).First();
        BenchRow[] own = [.. g.OrderBy(r => r.Id, StringComparer.Ordinal)];
        return first with { Id = first.Patient, File = null, Sessions = [.. own.Select(r => r.Id)], SessionFiles = [.. own.Select(r => r.File)] };
    }).ToArray();

    /// <summary>The codes and findings that a rule names, negated parts left out.</summary>
    public static IEnumerable<string> Concepts(Rule rule) => rule switch
    {
        AnyRule any => any.Parts.SelectMany(Concepts),
        AllRule all => all.Parts.SelectMany(Concepts),
        EventRule e => e.Codes.Select(c => c.Replace(".", "", StringComparison.Ordinal)),
        FindingRule f => [f.Finding],
        _ => [],
    };

    /// <summary>The part of a split's name.</summary>
    public static Part PartOf(string split, string file) => split switch
    {
        "train" => Part.Train,
        "validation" => Part.Validation,
        "test" => Part.Test,
        "external" => Part.External,
        _ => throw new ClefException(file, "split", split, "train, validation, test or external"),
    };
}

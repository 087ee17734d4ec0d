using Clef.Clinical.Codes;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Suites;

namespace Clef.Evaluation.Runs;

/// <summary>Makes a table from a cohort: its split, and the labels of every task of a suite with matched controls.</summary>
public static class CohortBench
{
    /// <summary>Labels the cohort.</summary>
    /// <param name="store">The cohort, which must be split.</param>
    /// <param name="suite">Tasks by rules.</param>
    /// <param name="map">Translations of codes.</param>
    /// <param name="minimumPositives">Replaces the tasks' own least number of positive patients; null keeps it.</param>
    /// <param name="leastTest">The fewest test rows of each class.</param>
    /// <param name="progress">Receives tasks done and all.</param>
    public static BenchTable Label(CohortStore store, Suite suite, CodeMap map, int? minimumPositives, int leastTest, Action<int, int>? progress = null)
    {
        IReadOnlyDictionary<string, string> splits = store.Splits() ?? throw new ClefException(store.SplitsPath, null, null, "a split of the patients (clef cohort split)");
        if (suite.Tasks.Count == 0)
        {
            throw new ClefException(suite.Name, "tasks", 0, "a suite of tasks over a cohort; this one has targets of datasets");
        }

        IReadOnlyList<Session> sessions = store.Sessions();
        BenchRow[] rows = sessions.Where(s => splits.ContainsKey(s.Patient))
            .Select(s => new BenchRow(s.Id, s.Patient, PartOf(splits[s.Patient], store.SplitsPath)) { Age = s.Age, Sex = s.Sex, Site = s.Site, Session = s }).ToArray();
        Dictionary<string, int> index = rows.Select((r, i) => (r.Id, i)).ToDictionary(r => r.Id, r => r.i, StringComparer.Ordinal);
        var labeller = new TaskLabeller(store, new RuleEvaluator(store, map));
        var tasks = new List<BenchTask>(suite.Tasks.Count);
        foreach (TaskDefinition definition in suite.Tasks)
        {
            (IReadOnlyList<SessionLabel> labels, TaskSummary summary) = labeller.Label(minimumPositives is { } least ? definition with { MinimumPositives = least } : definition);
            double[] values = Enumerable.Repeat(double.NaN, rows.Length).ToArray();
            foreach (SessionLabel label in labels.Where(l => l.Label >= 0))
            {
                values[index[label.Session]] = label.Label;
            }

            tasks.Add(new BenchTask(definition.Name, definition.Name, definition.Group, false, values, summary.Skipped) { Candidates = summary.Candidates, Concepts = Concepts(definition.Positive).Distinct().ToArray() }.Checked(rows, leastTest));
            progress?.Invoke(tasks.Count, suite.Tasks.Count);
        }

        return new BenchTable("cohort", rows, tasks);
    }

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

using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Subgroups;

/// <summary>How a model does in a subgroup, and how far that is from everybody else.</summary>
/// <param name="Table">The table.</param>
/// <param name="Model">The model.</param>
/// <param name="Attribute"><c>sex</c>, <c>age</c>, <c>site</c> or <c>time</c>, the earlier and the later half of the test part.</param>
/// <param name="Level">The subgroup.</param>
/// <param name="Sessions">Its sessions in the test part.</param>
/// <param name="Tasks">Tasks with at least <see cref="LeastOfClass"/> rows of each class, inside and outside the subgroup.</param>
/// <param name="Auroc">Mean AUROC over those tasks.</param>
/// <param name="Gap">Inside minus outside, over the same tasks and draws.</param>
public sealed record SubgroupResult(string Table, string Model, string Attribute, string Level, int Sessions, int Tasks, Interval Auroc, Interval Gap)
{
    /// <summary>The fewest rows of each class on either side.</summary>
    public const int LeastOfClass = 5;

    // Young, middle and old adults, and children apart: bands wide enough to hold cases.
    private static readonly (double From, double To, string Name)[] Bands = [
        (0, 18, "under 18"), (18, 40, "18 to 39"), (40, 65, "40 to 64"), (65, 200, "65 and over")];

    /// <summary>Every subgroup of a run's test part, with all labels and the first probe.</summary>
    public static IReadOnlyList<SubgroupResult> Of(ResultSet set, int replicates = 500, int seed = 0)
    {
        var results = new List<SubgroupResult>();
        foreach (StoredTable table in set.Tables.Where(t => t.Tasks.Any(k => k.Skipped is null && !k.Regression)))
        {
            (string Name, Func<BenchRow, string?> Level)[] attributes = Attributes(table.Rows);
            var figures = new DrawnFigures(table.Rows.Select(r => r.Patient).ToArray(), replicates, seed);
            var cells = new List<(string Model, string Attribute, string Level, int Inside, int Outside)>();
            foreach (ModelDescription model in set.Description.Models)
            {
                foreach (TaskPredictions task in set.Predictions(table.Name, model.Name, set.Probe, 1).Values.Where(t => !t.Task.Regression && t.Seeds > 0))
                {
                    PartScores test = task.Of(Part.Test);
                    foreach ((string attribute, Func<BenchRow, string?> level) in attributes)
                    {
                        string?[] levels = test.Rows.Select(r => level(table.Rows[r])).ToArray();
                        foreach (string name in levels.Where(l => l is not null).Select(l => l!).Distinct().Order(StringComparer.Ordinal))
                        {
                            int[] inside = Enumerable.Range(0, levels.Length).Where(i => levels[i] == name).ToArray();
                            int[] outside = Enumerable.Range(0, levels.Length).Where(i => levels[i] is not null && levels[i] != name).ToArray();
                            if (Enough(test, inside) && Enough(test, outside))
                            {
                                cells.Add((model.Name, attribute, name, Add(figures, test, inside), Add(figures, test, outside)));
                            }
                        }
                    }
                }
            }

            figures.Draw();
            int Place(string level) => Array.FindIndex(Bands, b => b.Name == level);
            results.AddRange(cells.GroupBy(c => (c.Model, c.Attribute, c.Level))
                .OrderBy(g => set.Description.Models.ToList().FindIndex(m => m.Name == g.Key.Model))
                    .ThenBy(g => Array.FindIndex(attributes, a => a.Name == g.Key.Attribute))
                .ThenBy(g => Place(g.Key.Level)).ThenBy(g => g.Key.Level, StringComparer.Ordinal).Select(g =>
            {
                (double, double[])[] inside = g.Select(c => (figures.Value(c.Inside), figures.Replicates(c.Inside))).ToArray();
                (double, double[])[] gaps = g.Select(c =>
                    (figures.Value(c.Inside) - figures.Value(c.Outside), figures.Replicates(c.Inside)
                    .Zip(figures.Replicates(c.Outside), (a, b) => a - b).ToArray())).ToArray();
                Func<BenchRow, string?> level = attributes.Single(a => a.Name == g.Key.Attribute).Level;
                return new SubgroupResult(
                    table.Name, g.Key.Model, g.Key.Attribute, g.Key.Level, table.Rows.Count(r => r.Part == Part.Test && level(r) == g.Key.Level), g.Count(),
                    PatientBootstrap.Expanded(
                        g.Average(c => figures.Value(c.Inside)), MacroResult.MeanReplicates(inside), g.Max(c => figures.Patients(c.Inside))),
                    PatientBootstrap.Expanded(
                        g.Average(c => figures.Value(c.Inside) - figures.Value(c.Outside)), MacroResult.MeanReplicates(gaps),
                        g.Max(c => Math.Min(figures.Patients(c.Inside), figures.Patients(c.Outside)))));
            }));
        }

        return results;
    }

    private static (string Name, Func<BenchRow, string?> Level)[] Attributes(IReadOnlyList<BenchRow> rows)
    {
        DateTime? middle = BenchTable.MiddleStart(rows.Where(r => r.Part == Part.Test));
        return
        [
            ("sex", r => r.Sex),
            ("age", r => r.Age is { } age ? Bands.FirstOrDefault(b => age >= b.From && age < b.To).Name : null),
            ("site", r => r.Site),
            ("time", r => middle is null || r.Start is null ? null : r.Start < middle ? "earlier half" : "later half"),
        ];
    }

    private static bool Enough(PartScores part, int[] rows)
    {
        int positive = rows.Count(i => part.Labels[i]);
        return Math.Min(positive, rows.Length - positive) >= LeastOfClass;
    }

    private static int Add(DrawnFigures figures, PartScores part, int[] rows) => figures.Add(
        part.Scores.Select(s => (ResampledMetric)new Auroc(rows.Select(i => s[i]).ToArray(), rows.Select(i => part.Labels[i]).ToArray())).ToArray(),
            rows.Select(i => part.Rows[i]).ToArray());
}

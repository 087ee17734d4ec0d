using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Results;

/// <summary>The mean of the primary metric over the tasks of a heading, with its interval over patients.</summary>
/// <param name="Model">The model.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Fraction">The share of labels.</param>
/// <param name="Part">Test or external.</param>
/// <param name="Heading"><c>all</c>, a group, or a target of several classes.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Interval">The mean with its interval.</param>
/// <param name="Tasks">How many tasks had a figure.</param>
/// <param name="Skipped">Names of those that had none.</param>
public sealed record MacroResult(
    string Model, string Probe, double Fraction, Part Part, string Heading, string Metric, Interval Interval, int Tasks, IReadOnlyList<string> Skipped)
{
    /// <summary>All means of a run. Means over several tables (datasets) take the draws of each table as independent, which they are.</summary>
    public static IReadOnlyList<MacroResult> Of(ResultSet set)
    {
        var macros = new List<MacroResult>();
        var tasks = set.Tables.SelectMany(t => t.Tasks.Where(k => k.Skipped is null).Select(k => (Table: t.Name, Task: k))).ToArray();
        var headings = new List<(string Heading, bool Regression, (string Table, string Task)[] Tasks)>();
        foreach (var kind in tasks.GroupBy(t => t.Task.Regression))
        {
            headings.Add((kind.Key ? "all regressions" : "all", kind.Key, kind.Select(t => (t.Table, t.Task.Name)).ToArray()));
            headings.AddRange(kind.GroupBy(t => t.Task.Group).Where(g => g.Count() < kind.Count())
                .Select(g => (g.Key, kind.Key, g.Select(t => (t.Table, t.Task.Name)).ToArray())));
            headings.AddRange(kind.GroupBy(t => t.Task.Target).Where(g => g.Count() > 1)
                .Select(g => (g.Key, kind.Key, g.Select(t => (t.Table, t.Task.Name)).ToArray())));
        }

        foreach (string model in set.Description.Models.Select(m => m.Name))
        {
            foreach (string probe in set.Description.Probes)
            {
                foreach (double fraction in set.Description.Fractions)
                {
                    foreach (Part part in (Part[])[Part.Test, Part.External])
                    {
                        macros.AddRange(headings.Select(h => Mean(set, model, probe, fraction, part, h.Heading, h.Regression, h.Tasks))
                            .Where(m => m.Tasks > 0));
                    }
                }
            }
        }

        return macros;
    }

    /// <summary>The mean over given tasks.</summary>
    public static MacroResult Mean(
        ResultSet set, string model, string probe, double fraction, Part part, string heading, bool regression,
        IReadOnlyList<(string Table, string Task)> tasks)
    {
        (string Task, Result? Result)[] found = tasks.Select(t => (t.Task, set.Primary(new(t.Table, model, probe, fraction, t.Task, part)))).ToArray();
        MacroAverage average = MacroAverage.Of(found.Select(f => (f.Task, f.Result?.Interval.Value ?? double.NaN)));
        Result[] defined = found.Where(f => f.Result is { } r && double.IsFinite(r.Interval.Value)).Select(f => f.Result!).ToArray();
        double[] replicates = MeanReplicates(defined.Select(r => (r.Interval.Value, r.Replicates!)).ToArray());
        // The mean rests on at least the patients of its largest task.
        int patients = defined.Select(r => r.Patients).DefaultIfEmpty(0).Max();
        return new(
            model, probe, fraction, part, heading, TaskMetrics.Primary(regression), PatientBootstrap.Expanded(average.Value, replicates, patients),
            average.Counted, average.Skipped);
    }

    /// <summary>
    /// The mean under each draw. A task that a draw leaves undefined (no patient of one class was drawn) stays at its own value, so that every draw
    /// is a mean over the same tasks; leaving it out would make the mean wander between tasks that are easy and tasks that are hard.
    /// </summary>
    /// <param name="tasks">The figure of each task and its figures under the draws.</param>
    public static double[] MeanReplicates(IReadOnlyList<(double Value, double[] Replicates)> tasks) =>
        tasks.Count == 0 ? [] : Enumerable.Range(0, tasks[0].Replicates.Length)
            .Select(r => tasks.Average(t => double.IsFinite(t.Replicates[r]) ? t.Replicates[r] : t.Value)).ToArray();
}

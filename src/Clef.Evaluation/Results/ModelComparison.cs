using Clef.Core;
using Clef.Evaluation.Comparisons;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Results;

/// <summary>One task in the comparison of two models.</summary>
/// <param name="Task">The task.</param>
/// <param name="Difference">First minus second, with the paired bootstrap's p-value.</param>
/// <param name="Adjusted">The p-value after Holm's correction over the tasks of the pair.</param>
public sealed record TaskDifference(string Task, PairedDifference Difference, double Adjusted);

/// <summary>Two models over all tasks that both have.</summary>
/// <param name="First">The first model.</param>
/// <param name="Second">The second.</param>
/// <param name="Tasks">Task by task.</param>
/// <param name="Wins">Tasks in which the first has the higher figure, a tie counting one half, with an interval over patients.</param>
/// <param name="MeanDifference">Mean over tasks, with its interval.</param>
/// <param name="Wilcoxon">The signed-rank test over tasks, which takes tasks as independent; on one cohort they are not, and the interval over
/// patients is the safer word.</param>
public sealed record ModelComparison(string First, string Second, IReadOnlyList<TaskDifference> Tasks, Interval Wins, Interval MeanDifference, double Wilcoxon)
{
    /// <summary>Tasks that the first wins significantly after correction.</summary>
    public int SignificantWins => Tasks.Count(t => t.Adjusted < 0.05 && t.Difference.Difference.Value > 0);

    /// <summary>Tasks that the second wins significantly after correction.</summary>
    public int SignificantLosses => Tasks.Count(t => t.Adjusted < 0.05 && t.Difference.Difference.Value < 0);

    /// <summary>Compares every pair of models of one or several runs over the same rows, with all labels and each run's first probe, on the test
    /// part.</summary>
    public static IReadOnlyList<ModelComparison> Of(IReadOnlyList<ResultSet> runs)
    {
        foreach (ResultSet run in runs.Skip(1))
        {
            if (run.Description.LabelsDigest != runs[0].Description.LabelsDigest)
            {
                throw new ClefException(run.Description.Suite, "rows and labels", run.Description.LabelsDigest,
                    $"those of the first run, {runs[0].Description.LabelsDigest}: only models on the same rows can be compared in pairs");
            }
        }

        var models = new List<(string Name, ResultSet Run)>();
        foreach (ResultSet run in runs)
        {
            models.AddRange(run.Description.Models.Where(m => models.All(k => k.Name != m.Name)).Select(m => (m.Name, run)));
        }

        return (from i in Enumerable.Range(0, models.Count) from j in Enumerable.Range(i + 1, models.Count - i - 1) select Pair(models[i], models[j]))
            .ToArray();
    }

    private static ModelComparison Pair((string Name, ResultSet Run) first, (string Name, ResultSet Run) second)
    {
        var differences = new List<(string Task, double Value, double[] Replicates, int Patients)>();
        foreach ((string table, string task) in first.Run.Tables.SelectMany(t => t.Tasks.Select(k => (t.Name, k.Name))))
        {
            Result? a = first.Run.Primary(new(table, first.Name, first.Run.Probe, 1, task, Part.Test)),
                b = second.Run.Primary(new(table, second.Name, second.Run.Probe, 1, task, Part.Test));
            if (a is not null && b is not null && double.IsFinite(a.Interval.Value) && double.IsFinite(b.Interval.Value))
            {
                differences.Add((task, a.Interval.Value - b.Interval.Value, a.Replicates!.Zip(b.Replicates!, (x, y) => x - y).ToArray(), a.Patients));
            }
        }

        PairedDifference[] paired = differences.Select(d => PairedDifference.Of(d.Value, d.Replicates, patients: d.Patients)).ToArray();
        double[] adjusted = Holm.Adjust(paired.Select(p => p.PValue).ToArray());
        double[] wins = differences.Count == 0 ? [] : Enumerable.Range(0, differences[0].Replicates.Length)
            .Select(r => differences.Sum(d => Win(d.Replicates[r]))).ToArray();
        int patients = differences.Select(d => d.Patients).DefaultIfEmpty(0).Max();
        return new(
            first.Name,
            second.Name,
            differences.Select((d, i) => new TaskDifference(d.Task, paired[i], adjusted[i])).ToArray(),
            WinsInterval(differences.Sum(d => Win(d.Value)), wins, differences.Count),
            PatientBootstrap.Expanded(
                differences.Select(d => d.Value).DefaultIfEmpty(double.NaN).Average(),
                MacroResult.MeanReplicates(differences.Select(d => (d.Value, d.Replicates)).ToArray()), patients),
            SignedRank.PValue(differences.Select(d => d.Value).ToArray()));
    }

    /// <summary>
    /// The count and 1.96 standard deviations of its replicates, within 0 and the number of tasks. Percentiles would not do: a resampled difference
    /// has its own luck on top of that of the test patients, so that resampled counts are drawn towards one half of the tasks, and the interval could
    /// leave out the count itself.
    /// </summary>
    private static Interval WinsInterval(double count, double[] replicates, int tasks)
    {
        double mean = replicates.DefaultIfEmpty(double.NaN).Average();
        double reach = Normal.Quantile(0.975) * Math.Sqrt(replicates.Sum(r => (r - mean) * (r - mean)) / Math.Max(1, replicates.Length - 1));
        return new Interval(count, Math.Max(0, count - reach), Math.Min(tasks, count + reach));
    }

    /// <summary>1 for a win, one half for a tie or an undefined draw.</summary>
    private static double Win(double difference) => difference > 0 ? 1 : difference < 0 ? 0 : 0.5;
}

using Clef.Evaluation.Intervals;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>The figures of a model averaged over its seeds, plain and under every draw of patients.</summary>
internal sealed class SeedMean
{
    private readonly double[] _values;
    private readonly double[][] _replicates;

    /// <summary>Averages runs of one model.</summary>
    public SeedMean(IReadOnlyList<RunFigures> runs)
    {
        Runs = runs;
        _values = [.. Enumerable.Range(0, SimulatedTasks.All.Count).Select(k => runs.Average(r => r.Values[k]))];
        _replicates = [.. Enumerable.Range(0, SimulatedTasks.All.Count).Select(k => Enumerable.Range(0, runs[0].Replicates[k].Length).Select(r => runs.Average(f => f.Replicates[k][r])).ToArray())];
    }

    /// <summary>One for each seed.</summary>
    public IReadOnlyList<RunFigures> Runs { get; }

    /// <summary>The mean of several models, as if their seeds were one model's.</summary>
    public static SeedMean Of(IEnumerable<SeedMean> models) => new([.. models.SelectMany(m => m.Runs)]);

    /// <summary>The figure of one task.</summary>
    public double Task(int task) => _values[task];

    /// <summary>The mean over tasks with its interval over patients.</summary>
    public Interval Mean(int[] tasks) => Figure(m => tasks.Average(k => m(k)));

    /// <summary>The mean difference from another model over tasks, patients drawn alike for both.</summary>
    public Interval Difference(SeedMean other, int[] tasks) => Figure(other, (a, b) => tasks.Average(k => a(k) - b(k)));

    /// <summary>The mean over tasks of this model's figure relative to another's, less one: -0.03 for errors that are 3 % lower.</summary>
    public Interval Relative(SeedMean other, int[] tasks) => Figure(other, (a, b) => tasks.Average(k => a(k) / b(k)) - 1);

    private Interval Figure(Func<Func<int, double>, double> of) => Figure(this, (a, _) => of(a));

    private Interval Figure(SeedMean other, Func<Func<int, double>, Func<int, double>, double> of) => PatientBootstrap.Percentile(
        of(k => _values[k], k => other._values[k]),
        [.. Enumerable.Range(0, _replicates[0].Length).Select(r => of(k => _replicates[k][r], k => other._replicates[k][r]))]);
}

using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Results;

/// <summary>
/// Many figures over the rows of one table under the same draws of patients: any two of them, and so any difference, mean or count of wins, are paired. A
/// figure is the mean of a metric over seeds.
/// </summary>
/// <param name="patients">The patient of each row of the table.</param>
/// <param name="replicates">How many draws.</param>
/// <param name="seed">The seed of the draws.</param>
public sealed class DrawnFigures(IReadOnlyList<string> patients, int replicates, int seed)
{
    private readonly List<(ResampledMetric[] Seeds, int[] Rows, int Patients, double Value, double[] Replicates)> _figures = [];

    /// <summary>Adds a figure.</summary>
    /// <param name="seeds">The metric of each seed, over the same rows.</param>
    /// <param name="rows">The table's rows that the metrics are about, in their order.</param>
    /// <returns>The figure's place.</returns>
    public int Add(IReadOnlyList<ResampledMetric> seeds, int[] rows)
    {
        _figures.Add((seeds.ToArray(), rows, rows.Select(i => patients[i]).Distinct(StringComparer.Ordinal).Count(), seeds.Count == 0 ? double.NaN
            : seeds.Average(m => m.Value()), new double[replicates]));
        return _figures.Count - 1;
    }

    /// <summary>The figure itself.</summary>
    public double Value(int figure) => _figures[figure].Value;

    /// <summary>The figure of each seed.</summary>
    public double[] Seeds(int figure) => _figures[figure].Seeds.Select(m => m.Value()).ToArray();

    /// <summary>The figure under each draw, after <see cref="Draw"/>; NaN where a draw left it undefined.</summary>
    public double[] Replicates(int figure) => _figures[figure].Replicates;

    /// <summary>How many patients the figure rests on.</summary>
    public int Patients(int figure) => _figures[figure].Patients;

    /// <summary>The figure with its expanded percentile interval.</summary>
    public Interval Interval(int figure) => PatientBootstrap.Expanded(Value(figure), Replicates(figure), Patients(figure));

    /// <summary>Draws patients and computes every figure under every draw.</summary>
    public void Draw(CancellationToken cancel = default)
    {
        var bootstrap = new PatientBootstrap(patients, replicates, seed);
        Parallel.For(0, replicates, new ParallelOptions { CancellationToken = cancel, MaxDegreeOfParallelism = Environment.ProcessorCount }, r =>
        {
            var all = new double[bootstrap.Rows];
            bootstrap.Weights(r, all);
            double[] weights = new double[all.Length];
            foreach ((ResampledMetric[] metrics, int[] rows, _, _, double[] values) in _figures)
            {
                for (int i = 0; i < rows.Length; i++)
                {
                    weights[i] = all[rows[i]];
                }

                double sum = metrics.Length == 0 ? double.NaN : 0;
                foreach (ResampledMetric metric in metrics)
                {
                    sum += metric.Value(weights.AsSpan(0, rows.Length));
                }

                values[r] = sum / metrics.Length;
            }
        });
    }
}

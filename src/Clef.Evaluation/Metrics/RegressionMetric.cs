namespace Clef.Evaluation.Metrics;

/// <summary>A metric of predicted against true numbers, on the scale in which they are given.</summary>
public sealed class RegressionMetric : ResampledMetric
{
    private readonly double[] _truth;
    private readonly double[] _predicted;
    private readonly Func<double[], double[], double[], double> _figure;

    private RegressionMetric(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted, Func<double[], double[], double[], double> figure)
    {
        RequireEqualLength(predicted.Length, truth.Length);
        RequireFinite(truth, "true value");
        RequireFinite(predicted, "prediction");
        _truth = truth.ToArray();
        _predicted = predicted.ToArray();
        _figure = figure;
    }

    /// <inheritdoc/>
    public override int Rows => _truth.Length;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights) => _figure(_truth, _predicted, weights.ToArray());

    /// <summary>Mean absolute error, in the unit of the values.</summary>
    public static RegressionMetric MeanAbsoluteError(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted) =>
        new(truth, predicted, (y, p, w) =>
        {
            double sum = 0, all = 0;
            for (int i = 0; i < y.Length; i++)
            {
                sum += w[i] * Math.Abs(y[i] - p[i]);
                all += w[i];
            }

            return sum / all;
        });

    /// <summary>
    /// Coefficient of determination, 1 - residual / total sum of squares; it is negative where the mean would do better, and NaN where the truth
    /// is constant.
    /// </summary>
    public static RegressionMetric R2(ReadOnlySpan<double> truth, ReadOnlySpan<double> predicted) =>
        new(truth, predicted, (y, p, w) =>
        {
            double all = 0, mean = 0;
            for (int i = 0; i < y.Length; i++)
            {
                all += w[i];
                mean += w[i] * y[i];
            }

            mean /= all;
            double residual = 0, total = 0;
            for (int i = 0; i < y.Length; i++)
            {
                residual += w[i] * (y[i] - p[i]) * (y[i] - p[i]);
                total += w[i] * (y[i] - mean) * (y[i] - mean);
            }

            return total > 0 ? 1 - (residual / total) : double.NaN;
        });
}

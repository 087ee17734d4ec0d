using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Comparisons;

/// <summary>The difference of a metric between two models on the same rows, with a paired interval over patients.</summary>
/// <param name="Difference">First minus second, with its interval.</param>
/// <param name="PValue">
/// Two-sided, of the difference over the standard deviation of its replicates as a normal deviate (the bootstrap test of pROC, Robin et al. 2011).
/// Shares of replicates would serve too, but cannot fall below 2 / (replicates + 1), and a thousand replicates would then leave nothing significant
/// after Holm's correction over 234 tasks. 1 where nothing differs; 2 / (replicates + 1) where all replicates are one and the same difference.
/// </param>
public readonly record struct PairedDifference(Interval Difference, double PValue)
{
    /// <summary>Compares two metrics under the same patient draws.</summary>
    public static PairedDifference Of(ResampledMetric first, ResampledMetric second, PatientBootstrap bootstrap, double confidence = 0.95)
    {
        double[] replicates = bootstrap.Distribution(first.Rows, weights => first.Value(weights) - second.Value(weights));
        return Of(first.Value() - second.Value(), replicates, confidence, bootstrap.Patients);
    }

    /// <summary>Summarises replicates of a difference.</summary>
    /// <param name="difference">The difference.</param>
    /// <param name="replicates">Its replicates.</param>
    /// <param name="confidence">The interval's confidence.</param>
    /// <param name="patients">The patients that it rests on, for an expanded interval; null leaves it plain.</param>
    public static PairedDifference Of(double difference, ReadOnlySpan<double> replicates, double confidence = 0.95, int? patients = null)
    {
        int defined = 0;
        double sum = 0, squares = 0;
        foreach (double r in replicates)
        {
            if (double.IsFinite(r))
            {
                // About the difference, so that squares of large equal numbers do not cancel.
                defined++;
                sum += r - difference;
                squares += (r - difference) * (r - difference);
            }
        }

        double variance = defined < 2 ? double.NaN : Math.Max(0, squares - (sum * sum / defined)) / (defined - 1);
        double p = defined * 2 < replicates.Length || double.IsNaN(variance) ? double.NaN : difference == 0 ? 1 : variance == 0 ? 2.0 / (defined + 1)
            : 2 * Normal.Tail(Math.Abs(difference) / Math.Sqrt(variance));
        Interval interval = patients is { } n ? PatientBootstrap.Expanded(difference, replicates, n, confidence)
            : PatientBootstrap.Percentile(difference, replicates, confidence);
        return new PairedDifference(interval, p);
    }
}

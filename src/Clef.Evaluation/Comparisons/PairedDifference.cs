using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Comparisons;

/// <summary>The difference of a metric between two models on the same rows, with a paired interval over patients.</summary>
/// <param name="Difference">First minus second, with its interval.</param>
/// <param name="PValue">Two-sided bootstrap p-value: twice the smaller share of replicates on either side of zero, at least 1 / (replicates + 1).</param>
public readonly record struct PairedDifference(Interval Difference, double PValue)
{
    /// <summary>Compares two metrics under the same patient draws.</summary>
    public static PairedDifference Of(ResampledMetric first, ResampledMetric second, PatientBootstrap bootstrap, double confidence = 0.95)
    {
        double[] replicates = bootstrap.Distribution(first.Rows, weights => first.Value(weights) - second.Value(weights));
        return Of(first.Value() - second.Value(), replicates, confidence);
    }

    /// <summary>Summarises replicates of a difference.</summary>
    public static PairedDifference Of(double difference, ReadOnlySpan<double> replicates, double confidence = 0.95)
    {
        int defined = 0, below = 0, above = 0;
        foreach (double r in replicates)
        {
            if (double.IsFinite(r))
            {
                defined++;
                below += r <= 0 ? 1 : 0;
                above += r >= 0 ? 1 : 0;
            }
        }

        double p = defined == 0 ? double.NaN : Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (defined + 1));
        return new PairedDifference(PatientBootstrap.Percentile(difference, replicates, confidence), p);
    }
}

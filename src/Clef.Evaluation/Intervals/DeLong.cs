using Clef.Core.Statistics;

namespace Clef.Evaluation.Intervals;

/// <summary>
/// DeLong's interval of an AUROC, and the test for two AUROCs on the same rows (DeLong, DeLong and Clarke-Pearson 1988), from <see cref="RocPlacements"/>.
/// Rows are taken as independent; where patients have several rows use <see cref="PatientBootstrap"/>.
/// </summary>
public sealed class DeLong
{
    private readonly RocPlacements _placements;

    /// <summary>Computes the structural components.</summary>
    public DeLong(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels) => _placements = RocPlacements.Of(scores, labels);

    /// <summary>The AUROC; NaN where a class is absent.</summary>
    public double Value => _placements.Area;

    /// <summary>The variance of <see cref="Value"/>; NaN with fewer than two rows of a class.</summary>
    public double Variance => _placements.Variance;

    /// <summary>The covariance of two AUROCs computed on the same rows in the same order.</summary>
    public double Covariance(DeLong other) => _placements.Covariance(other._placements);

    /// <summary>The interval on the logit scale, which stays within 0 and 1; at an AUROC of exactly 0 or 1 it has no width and NaN ends say so.</summary>
    public Interval Interval(double confidence = 0.95)
    {
        double z = Normal.Quantile(0.5 + (0.5 * confidence));
        if (!(Value > 0 && Value < 1))
        {
            return new Interval(Value, double.NaN, double.NaN);
        }

        double logit = Math.Log(Value / (1 - Value)), error = Math.Sqrt(Variance) / (Value * (1 - Value));
        return new Interval(Value, Metrics.Logistic.Sigmoid(logit - (z * error)), Metrics.Logistic.Sigmoid(logit + (z * error)));
    }

    /// <summary>The two-sided p-value for equal AUROCs of two scores on the same rows; 1 where the two do not differ at all.</summary>
    public static double PValue(DeLong first, DeLong second)
    {
        double difference = first.Value - second.Value;
        double variance = first.Variance + second.Variance - (2 * first.Covariance(second));
        return difference == 0 ? 1 : variance <= 0 ? 0 : 2 * Normal.Tail(Math.Abs(difference) / Math.Sqrt(variance));
    }
}

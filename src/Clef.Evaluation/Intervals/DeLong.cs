using Clef.Core;

namespace Clef.Evaluation.Intervals;

/// <summary>
/// DeLong, DeLong and Clarke-Pearson (1988): the AUROC's variance, and the covariance of two AUROCs on the same rows, from structural components
/// computed by mid-ranks (Sun and Xu 2014) in n log n. Rows are taken as independent; where patients have several rows use <see cref="PatientBootstrap"/>.
/// </summary>
public sealed class DeLong
{
    private readonly double[] _positive;
    private readonly double[] _negative;

    /// <summary>Computes the structural components.</summary>
    public DeLong(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ClefException(null, "labels", labels.Length, $"as many labels as scores, {scores.Length}");
        }

        var positives = new List<double>();
        var negatives = new List<double>();
        for (int i = 0; i < scores.Length; i++)
        {
            (labels[i] ? positives : negatives).Add(scores[i]);
        }

        // The component of a positive is the share of negatives below it, ties half; that of a negative the share of positives above it.
        _positive = Placement(positives, negatives, sign: 1);
        _negative = Placement(negatives, positives, sign: -1);
        Value = _positive.Length == 0 || _negative.Length == 0 ? double.NaN : _positive.Average();
    }

    /// <summary>The AUROC; NaN where a class is absent.</summary>
    public double Value { get; }

    /// <summary>The variance of <see cref="Value"/>; NaN with fewer than two rows of a class.</summary>
    public double Variance => Covariance(this);

    /// <summary>The covariance of two AUROCs computed on the same rows in the same order.</summary>
    public double Covariance(DeLong other)
    {
        if (other._positive.Length != _positive.Length || other._negative.Length != _negative.Length)
        {
            throw new ClefException(null, "rows", other._positive.Length + other._negative.Length, "the same rows for both scores");
        }

        return (Covariance(_positive, other._positive) / _positive.Length) + (Covariance(_negative, other._negative) / _negative.Length);
    }

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

    private static double[] Placement(List<double> of, List<double> among, int sign)
    {
        double[] sorted = among.ToArray();
        Array.Sort(sorted);
        var placement = new double[of.Count];
        for (int i = 0; i < placement.Length; i++)
        {
            int below = LowerBound(sorted, of[i], strict: true), atOrBelow = LowerBound(sorted, of[i], strict: false);
            double share = (below + (0.5 * (atOrBelow - below))) / sorted.Length;
            placement[i] = sign > 0 ? share : 1 - share;
        }

        return placement;
    }

    /// <summary>How many of the ascending values are below (strict) or at most the bound.</summary>
    private static int LowerBound(double[] ascending, double bound, bool strict)
    {
        int low = 0, high = ascending.Length;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (strict ? ascending[middle] < bound : ascending[middle] <= bound)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        return low;
    }

    private static double Covariance(double[] a, double[] b)
    {
        if (a.Length < 2)
        {
            return double.NaN;
        }

        double meanA = a.Average(), meanB = b.Average(), sum = 0;
        for (int i = 0; i < a.Length; i++)
        {
            sum += (a[i] - meanA) * (b[i] - meanB);
        }

        return sum / (a.Length - 1);
    }
}

namespace Clef.Core.Statistics;

/// <summary>
/// The area under the ROC curve, exactly, with the structural components from which its variance follows (DeLong, DeLong and Clarke-Pearson 1988), by
/// mid-ranks (Sun and Xu 2014) in n log n. The one implementation: what else is said of an area in this toolkit is derived from it.
/// </summary>
public sealed class RocPlacements
{
    private readonly double[] _positive;
    private readonly double[] _negative;

    /// <summary>Computes the components. Higher scores mean positive; ties count half; the lists may be in any order and are not changed.</summary>
    /// <param name="positives">The scores of the positive class.</param>
    /// <param name="negatives">The scores of the negative class.</param>
    public RocPlacements(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        // The component of a positive is the share of negatives below it; that of a negative the share of positives above it.
        (_positive, double above) = Components(positives, negatives, below: true);
        (_negative, _) = Components(negatives, positives, below: false);
        Area = positives.Length == 0 || negatives.Length == 0 ? double.NaN : above / ((double)positives.Length * negatives.Length);
    }

    /// <summary>The chance that a positive scores above a negative, ties counted half (the Mann-Whitney form); NaN where a class is empty.</summary>
    public double Area { get; }

    /// <summary>How many positives there are.</summary>
    public int Positives => _positive.Length;

    /// <summary>How many negatives there are.</summary>
    public int Negatives => _negative.Length;

    /// <summary>The variance of <see cref="Area"/>, rows taken as independent; NaN with fewer than two rows of a class.</summary>
    public double Variance => Covariance(this);

    /// <summary>The components of scores with binary labels, of equal length.</summary>
    public static RocPlacements Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        if (scores.Length != labels.Length)
        {
            throw new ClefException(null, "labels", labels.Length, $"as many labels as scores, {scores.Length}");
        }

        int positive = labels.Count(true);
        var positives = new double[positive];
        var negatives = new double[labels.Length - positive];
        for (int i = 0, p = 0, n = 0; i < labels.Length; i++)
        {
            if (labels[i])
            {
                positives[p++] = scores[i];
            }
            else
            {
                negatives[n++] = scores[i];
            }
        }

        return new(positives, negatives);
    }

    /// <summary>The covariance of two areas computed on the same rows in the same order; NaN with fewer than two rows of a class.</summary>
    public double Covariance(RocPlacements other) => other.Positives == Positives && other.Negatives == Negatives
        ? (Covariance(_positive, other._positive) / Positives) + (Covariance(_negative, other._negative) / Negatives)
        : throw new ClefException(null, "rows", other.Positives + other.Negatives, "the same rows for both scores");

    /// <summary>Each score's share of the other class below (or above) it, and the sum of those counts, which is exact: multiples of one half.</summary>
    private static (double[] Shares, double Count) Components(ReadOnlySpan<double> of, ReadOnlySpan<double> among, bool below)
    {
        double[] sorted = among.ToArray();
        Array.Sort(sorted);
        var shares = new double[of.Length];
        double count = 0;
        for (int i = 0; i < shares.Length; i++)
        {
            int lower = Bound(sorted, of[i], strict: true), atOrLower = Bound(sorted, of[i], strict: false);
            double beaten = lower + (0.5 * (atOrLower - lower));
            beaten = below ? beaten : sorted.Length - beaten;
            count += beaten;
            shares[i] = beaten / sorted.Length;
        }

        return (shares, count);
    }

    /// <summary>How many of the ascending values are below (strict) or at most the bound.</summary>
    private static int Bound(double[] ascending, double bound, bool strict)
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

namespace Clef.Cohorts.Checks;

/// <summary>An area under the ROC curve with its 95 % interval.</summary>
/// <param name="Area">0.5 where the fact says nothing.</param>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit.</param>
public readonly record struct RocArea(double Area, double Low, double High)
{
    /// <summary>
    /// The area by mid-ranks and its interval by DeLong's variance (DeLong et al., Biometrics 1988) on the logit scale. NaN where one class is empty. Without any variance (a perfect or a constant score) the
    /// interval is the point, widened to what the smaller class can show (rule of three).
    /// </summary>
    public static RocArea Of(IReadOnlyList<double> positives, IReadOnlyList<double> negatives)
    {
        int m = positives.Count, n = negatives.Count;
        if (m == 0 || n == 0)
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        double[] sortedPositives = positives.Order().ToArray();
        double[] sortedNegatives = negatives.Order().ToArray();
        double[] v10 = positives.Select(x => Below(sortedNegatives, x) / n).ToArray();
        double[] v01 = negatives.Select(x => 1 - (Below(sortedPositives, x) / m)).ToArray();
        double area = v10.Average();
        double variance = (Variance(v10, area) / m) + (Variance(v01, area) / n);
        if (!(variance > 0) || area is <= 0 or >= 1)
        {
            double margin = area is <= 0 or >= 1 ? Math.Min(0.5, 3.0 / Math.Min(m, n)) : 0;
            return new(area, Math.Max(0, area - margin), Math.Min(1, area + margin));
        }

        // 1.96: the 97.5th percentile of the normal distribution.
        double logit = Math.Log(area / (1 - area));
        double half = 1.96 * Math.Sqrt(variance) / (area * (1 - area));
        return new(area, 1 / (1 + Math.Exp(-(logit - half))), 1 / (1 + Math.Exp(-(logit + half))));
    }

    /// <summary>How many of a sorted list are below a value, equal ones counting half.</summary>
    private static double Below(double[] sorted, double value)
    {
        int low = Bound(sorted, value, false), high = Bound(sorted, value, true);
        return low + ((high - low) / 2.0);
    }

    private static int Bound(double[] sorted, double value, bool after)
    {
        int from = 0, to = sorted.Length;
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (sorted[middle] < value || (after && sorted[middle] == value))
            {
                from = middle + 1;
            }
            else
            {
                to = middle;
            }
        }

        return from;
    }

    private static double Variance(double[] values, double mean) => values.Length < 2 ? 0 : values.Sum(v => (v - mean) * (v - mean)) / (values.Length - 1);
}

using Clef.Core.Statistics;

namespace Clef.Cohorts.Checks;

/// <summary>An area under the ROC curve with its 95 % interval.</summary>
/// <param name="Area">0.5 where the fact says nothing.</param>
/// <param name="Low">Lower limit.</param>
/// <param name="High">Upper limit.</param>
public readonly record struct RocArea(double Area, double Low, double High)
{
    /// <summary>
    /// The exact area and its interval by DeLong's variance (<see cref="RocPlacements"/>) on the logit scale. NaN where one class is empty;
    /// the whole range from 0 to 1 where a class has one session only. Without any variance (a perfect or a constant score) the interval is
    /// the point, widened to what the smaller class can show (rule of three).
    /// </summary>
    public static RocArea Of(ReadOnlySpan<double> positives, ReadOnlySpan<double> negatives)
    {
        var roc = new RocPlacements(positives, negatives);
        double area = roc.Area, variance = roc.Variance;
        if (double.IsNaN(area))
        {
            return new(double.NaN, double.NaN, double.NaN);
        }

        if (double.IsNaN(variance))
        {
            return new(area, 0, 1);
        }

        if (variance <= 0 || area is <= 0 or >= 1)
        {
            double margin = area is <= 0 or >= 1 ? Math.Min(0.5, 3.0 / Math.Min(positives.Length, negatives.Length)) : 0;
            return new(area, Math.Max(0, area - margin), Math.Min(1, area + margin));
        }

        // 1.96: the 97.5th percentile of the normal distribution.
        double logit = Math.Log(area / (1 - area));
        double half = 1.96 * Math.Sqrt(variance) / (area * (1 - area));
        return new(area, 1 / (1 + Math.Exp(-(logit - half))), 1 / (1 + Math.Exp(-(logit + half))));
    }
}

namespace Clef.Evaluation.Metrics;

/// <summary>A threshold of a classifier and what it gives: predicted positive means score >= threshold.</summary>
public readonly record struct OperatingPoint(double Threshold, double Sensitivity, double Specificity, double Precision);

/// <summary>The operating points of a classifier, for drawing receiver operating and precision-recall curves.</summary>
public static class RocCurve
{
    /// <summary>
    /// One point for each distinct score, from the highest threshold to the lowest, after a first point at +infinity where nothing is predicted.
    /// Precision of that first point is 1 by convention.
    /// </summary>
    public static IReadOnlyList<OperatingPoint> Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var order = new ScoreOrder(scores, labels);
        var ones = new double[scores.Length];
        Array.Fill(ones, 1.0);
        (double positives, double negatives) = order.Sum(ones, 0, ones.Length);
        var points = new List<OperatingPoint>(order.GroupEnd.Length + 1) { new(double.PositiveInfinity, 0, 1, 1) };
        double truePositives = 0, falsePositives = 0;
        for (int g = order.GroupEnd.Length - 1; g >= 0; g--)
        {
            (double positive, double negative) = order.Sum(ones, g == 0 ? 0 : order.GroupEnd[g - 1], order.GroupEnd[g]);
            truePositives += positive;
            falsePositives += negative;
            points.Add(new OperatingPoint(
                order.Scores[order.GroupEnd[g] - 1], truePositives / positives, 1 - (falsePositives / negatives),
                    truePositives / (truePositives + falsePositives)));
        }

        return points;
    }
}

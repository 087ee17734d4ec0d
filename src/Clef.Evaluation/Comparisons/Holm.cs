namespace Clef.Evaluation.Comparisons;

/// <summary>Holm's step-down correction (1979), which bounds the chance of any false claim among several tests.</summary>
public static class Holm
{
    /// <summary>Adjusted p-values in the order given; NaN stays NaN and does not count as a test.</summary>
    public static double[] Adjust(IReadOnlyList<double> pValues)
    {
        int[] order = Enumerable.Range(0, pValues.Count).Where(i => !double.IsNaN(pValues[i])).OrderBy(i => pValues[i]).ToArray();
        double[] adjusted = Enumerable.Repeat(double.NaN, pValues.Count).ToArray();
        double floor = 0;
        for (int rank = 0; rank < order.Length; rank++)
        {
            floor = Math.Max(floor, Math.Min(1, (order.Length - rank) * pValues[order[rank]]));
            adjusted[order[rank]] = floor;
        }

        return adjusted;
    }
}

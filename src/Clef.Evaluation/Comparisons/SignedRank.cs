using Clef.Evaluation.Intervals;

namespace Clef.Evaluation.Comparisons;

/// <summary>
/// Wilcoxon's signed-rank test of paired differences (one a task), two-sided, with zero differences left out. Exact for up to 50 differences
/// without ties in size, else the normal approximation with tie correction and without continuity correction.
/// </summary>
public static class SignedRank
{
    /// <summary>The p-value of differences being symmetric about zero; 1 where all are zero, NaN where there are none.</summary>
    public static double PValue(IReadOnlyList<double> differences)
    {
        if (differences.Count == 0)
        {
            return double.NaN;
        }

        double[] nonZero = differences.Where(d => d != 0).OrderBy(Math.Abs).ToArray();
        if (nonZero.Length == 0)
        {
            return 1;
        }

        double positiveRanks = 0, tieCorrection = 0;
        for (int i = 0; i < nonZero.Length;)
        {
            int end = i;
            while (end < nonZero.Length && Math.Abs(nonZero[end]) == Math.Abs(nonZero[i]))
            {
                end++;
            }

            double rank = 0.5 * (i + 1 + end);
            positiveRanks += rank * nonZero[i..end].Count(d => d > 0);
            double ties = end - i;
            tieCorrection += (ties * ties * ties) - ties;
            i = end;
        }

        double n = nonZero.Length;
        // Zeros among the differences forbid the exact form as ties do: the ranks no longer are those of the null distribution's table.
        if (nonZero.Length <= 50 && tieCorrection == 0 && nonZero.Length == differences.Count)
        {
            return Exact(nonZero.Length, (int)Math.Min(positiveRanks, (n * (n + 1) / 2) - positiveRanks));
        }

        double mean = n * (n + 1) / 4, variance = (n * (n + 1) * ((2 * n) + 1) / 24) - (tieCorrection / 48);
        return 2 * Normal.Tail(Math.Abs(positiveRanks - mean) / Math.Sqrt(variance));
    }

    /// <summary>Twice the chance of a rank sum of at most <paramref name="sum"/>, by counting subsets of 1..n.</summary>
    private static double Exact(int n, int sum)
    {
        var ways = new double[(n * (n + 1) / 2) + 1];
        ways[0] = 1;
        for (int rank = 1; rank <= n; rank++)
        {
            for (int s = ways.Length - 1; s >= rank; s--)
            {
                ways[s] += ways[s - rank];
            }
        }

        return Math.Min(1, 2 * ways.AsSpan(0, sum + 1).ToArray().Sum() / Math.Pow(2, n));
    }
}

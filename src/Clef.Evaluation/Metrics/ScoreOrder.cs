namespace Clef.Evaluation.Metrics;

/// <summary>Binary labels sorted by ascending score, with the ends of each group of equal scores: what every ranking metric needs.</summary>
internal sealed class ScoreOrder
{
    public ScoreOrder(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        Row = new int[scores.Length];
        for (int i = 0; i < Row.Length; i++)
        {
            Row[i] = i;
        }

        double[] keys = scores.ToArray();
        Array.Sort(keys, Row);
        Positive = new bool[Row.Length];
        var ends = new List<int>();
        for (int i = 0; i < Row.Length; i++)
        {
            Positive[i] = labels[Row[i]];
            if (i + 1 == Row.Length || keys[i + 1] != keys[i])
            {
                ends.Add(i + 1);
            }
        }

        GroupEnd = ends.ToArray();
        Scores = keys;
    }

    /// <summary>Original row at each sorted position.</summary>
    public int[] Row { get; }

    /// <summary>Label at each sorted position.</summary>
    public bool[] Positive { get; }

    /// <summary>Score at each sorted position.</summary>
    public double[] Scores { get; }

    /// <summary>One past the last sorted position of each group of equal scores.</summary>
    public int[] GroupEnd { get; }

    /// <summary>The weights of positives and negatives in the sorted positions [from, to).</summary>
    public (double Positive, double Negative) Sum(ReadOnlySpan<double> weights, int from, int to)
    {
        double positive = 0, negative = 0;
        for (int i = from; i < to; i++)
        {
            double weight = weights[Row[i]];
            if (Positive[i])
            {
                positive += weight;
            }
            else
            {
                negative += weight;
            }
        }

        return (positive, negative);
    }
}

namespace Clef.Datasets.Labelled;

/// <summary>By what the weights that are kept are chosen.</summary>
public enum SelectBy
{
    /// <summary>
    /// The macro AUROC on the validation part; of regression its error. A network goes on to rank better long after its loss has begun to rise, since it grows too sure of itself.
    /// </summary>
    Auroc,

    /// <summary>The loss on the validation part: for probabilities that are to be believed as they are.</summary>
    Loss,

    /// <summary>None: the last weights are kept.</summary>
    Last,
}

/// <summary>The figure of a look at the validation part; lower is better.</summary>
public static class ValidationFigure
{
    /// <summary>1 less the mean AUROC of the classes that have both answers; NaN where none has.</summary>
    /// <param name="outputs">(record, output): any increasing function of probability.</param>
    /// <param name="targets">(record, output): 1 or 0.</param>
    public static double OfRanks(float[][] outputs, float[][] targets)
    {
        double[] areas = [.. Enumerable.Range(0, targets[0].Length)
            .Select(c => Auroc([.. outputs.Select(o => o[c])], [.. targets.Select(t => t[c] > 0)])).Where(double.IsFinite)];
        return areas.Length == 0 ? double.NaN : 1 - areas.Average();
    }

    /// <summary>The share of pairs of a positive and a negative in which the positive has more; ties count half.</summary>
    private static double Auroc(float[] scores, bool[] positive)
    {
        int[] order = [.. Enumerable.Range(0, scores.Length).OrderBy(i => scores[i])];
        double ranks = 0;
        for (int from = 0, to; from < order.Length; from = to)
        {
            to = from + 1;
            while (to < order.Length && scores[order[to]] == scores[order[from]])
            {
                to++;
            }

            double rank = (from + 1 + to) / 2.0; // the mean of the tie's ranks, which count from 1
            ranks += rank * Enumerable.Range(from, to - from).Count(i => positive[order[i]]);
        }

        double count = positive.Count(p => p), rest = positive.Length - count;
        return (ranks - (count * (count + 1) / 2)) / (count * rest);
    }

    /// <summary>The figure by which a task's weights are chosen.</summary>
    public static double Of(SelectBy rule, TaskKind kind, double loss, Func<float[][]> outputs, float[][] targets)
    {
        double ranks = rule == SelectBy.Auroc && kind != TaskKind.Regression ? OfRanks(Softened(kind, outputs()), targets) : double.NaN;
        return double.IsFinite(ranks) ? ranks : loss;
    }

    /// <summary>Of classes that exclude one another the logit against all others: one class's own output alone says nothing.</summary>
    private static float[][] Softened(TaskKind kind, float[][] outputs) => kind == TaskKind.MultiLabel ? outputs
        : [.. outputs.Select(o => TaskAnswer.Of(kind, [.. o.Select(v => (double)v)], 0, 1).Select(p => (float)p).ToArray())];
}

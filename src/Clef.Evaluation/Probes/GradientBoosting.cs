using Clef.Evaluation.LinearAlgebra;

namespace Clef.Evaluation.Probes;

/// <summary>
/// Gradient-boosted trees for binary tasks (Friedman 2001, with second-order leaves), the usual strong model on a few hand-made features: logistic loss,
/// features cut into quantile bins, unknown values a bin of their own below all others. Depth and the number of trees are those with the least log loss
/// on the validation rows. Nothing is drawn at random.
/// </summary>
public static class GradientBoosting
{
    private const int Bins = 64; // 0 for unknown values
    private const int MostTrees = 400, Patience = 30;
    private const double Rate = 0.1, LeafPenalty = 1, LeastHessian = 1;

    /// <summary>The depths of trees that are tried.</summary>
    public static IReadOnlyList<int> Depths { get; } = [1, 2, 3, 4];

    /// <summary>Fits every task.</summary>
    /// <param name="features">(row, feature); NaN where unknown.</param>
    /// <param name="tasks">Labels over the same rows.</param>
    /// <param name="parts">The split of the rows.</param>
    /// <param name="cancel">Stops between trees.</param>
    /// <returns>(task, row): logits; NaN for a task without both classes in training.</returns>
    public static IReadOnlyList<double[]> Fit(DenseMatrix features, IReadOnlyList<ProbeTask> tasks, Part[] parts, CancellationToken cancel = default)
    {
        int[] train = [.. Enumerable.Range(0, features.Rows).Where(i => parts[i] == Part.Train)];
        byte[][] bins = [.. Enumerable.Range(0, features.Columns).Select(j => Cut(features, j, train))]; // (feature, row)
        return [.. tasks.AsParallel().AsOrdered().WithCancellation(cancel).Select(task => Fit(bins, task, parts, cancel))];
    }

    private static double[] Fit(byte[][] bins, ProbeTask task, Part[] parts, CancellationToken cancel)
    {
        int[] train = task.Rows(parts, Part.Train), validation = task.Rows(parts, Part.Validation);
        if (train.Select(i => task.Labels[i]).Distinct().Count() < 2)
        {
            return [.. Enumerable.Repeat(double.NaN, parts.Length)];
        }

        (double Loss, double[] Logits) best = (double.PositiveInfinity, []);
        foreach (int depth in Depths)
        {
            (double Loss, double[] Logits) fitted = Boost(bins, task.Labels, train, validation, depth, cancel);
            best = fitted.Loss < best.Loss ? fitted : best;
        }

        return best.Logits;
    }

    /// <summary>Adds trees until the validation rows gain no more, or to the end where there are none.</summary>
    private static (double Loss, double[] Logits) Boost(byte[][] bins, sbyte[] labels, int[] train, int[] validation, int depth, CancellationToken cancel)
    {
        int rows = labels.Length;
        double share = train.Count(i => labels[i] == 1) / (double)train.Length;
        double[] logits = [.. Enumerable.Repeat(Math.Log(share / (1 - share)), rows)];
        int[] watched = validation.Length > 0 ? validation : train;
        (double Loss, double[] Logits) best = (Loss(logits, labels, watched), (double[])logits.Clone());
        var gradients = new double[rows];
        var hessians = new double[rows];
        for (int tree = 0, since = 0; tree < MostTrees && since < Patience; tree++)
        {
            cancel.ThrowIfCancellationRequested();
            foreach (int i in train)
            {
                double p = 1 / (1 + Math.Exp(-logits[i]));
                (gradients[i], hessians[i]) = (p - labels[i], p * (1 - p));
            }

            Grow(bins, train, gradients, hessians, depth, logits);
            double loss = Loss(logits, labels, watched);
            since = loss < best.Loss ? 0 : since + 1;
            best = loss < best.Loss ? (loss, (double[])logits.Clone()) : best;
        }

        return best;
    }

    /// <summary>Grows one tree level by level and adds its leaves to the logits of all rows.</summary>
    private static void Grow(byte[][] bins, int[] train, double[] gradients, double[] hessians, int depth, double[] logits)
    {
        var node = new int[logits.Length]; // place in the level
        for (int level = 0; level < depth; level++)
        {
            var splits = new (int Feature, int Bin)[1 << level];
            Array.Fill(splits, (-1, 0));
            var gains = new double[1 << level];
            for (int feature = 0; feature < bins.Length; feature++)
            {
                Improve(Sums(bins[feature], train, node, gradients, hessians, 1 << level), feature, splits, gains);
            }

            for (int i = 0; i < node.Length; i++)
            {
                (int feature, int bin) = splits[node[i]];
                node[i] = (2 * node[i]) + (feature >= 0 && bins[feature][i] > bin ? 1 : 0);
            }
        }

        var sums = new (double Gradient, double Hessian)[1 << depth];
        foreach (int i in train)
        {
            sums[node[i]] = (sums[node[i]].Gradient + gradients[i], sums[node[i]].Hessian + hessians[i]);
        }

        for (int i = 0; i < node.Length; i++)
        {
            logits[i] -= Rate * sums[node[i]].Gradient / (sums[node[i]].Hessian + LeafPenalty);
        }
    }

    /// <summary>(node, bin): the sums of gradients and hessians.</summary>
    private static (double Gradient, double Hessian)[] Sums(byte[] bins, int[] train, int[] node, double[] gradients, double[] hessians, int nodes)
    {
        var sums = new (double Gradient, double Hessian)[nodes * Bins];
        foreach (int i in train)
        {
            ref (double Gradient, double Hessian) sum = ref sums[(node[i] * Bins) + bins[i]];
            sum = (sum.Gradient + gradients[i], sum.Hessian + hessians[i]);
        }

        return sums;
    }

    /// <summary>Takes the best split of a feature wherever it gains more than those so far.</summary>
    private static void Improve((double Gradient, double Hessian)[] sums, int feature, (int Feature, int Bin)[] splits, double[] gains)
    {
        static double Score(double gradient, double hessian) => gradient * gradient / (hessian + LeafPenalty);
        for (int n = 0; n < splits.Length; n++)
        {
            ReadOnlySpan<(double Gradient, double Hessian)> own = sums.AsSpan(n * Bins, Bins);
            double gradient = 0, hessian = 0;
            foreach ((double g, double h) in own)
            {
                (gradient, hessian) = (gradient + g, hessian + h);
            }

            double left = 0, leftHessian = 0;
            for (int bin = 0; bin < Bins - 1; bin++)
            {
                (left, leftHessian) = (left + own[bin].Gradient, leftHessian + own[bin].Hessian);
                double gain = Score(left, leftHessian) + Score(gradient - left, hessian - leftHessian) - Score(gradient, hessian);
                if (leftHessian >= LeastHessian && hessian - leftHessian >= LeastHessian && gain > gains[n] + 1e-12)
                {
                    (gains[n], splits[n]) = (gain, (feature, bin));
                }
            }
        }
    }

    /// <summary>The bin of every row: quantiles of the training rows, 0 where unknown.</summary>
    private static byte[] Cut(DenseMatrix features, int column, int[] train)
    {
        double[] known = [.. train.Select(i => features[i, column]).Where(double.IsFinite).Order()];
        double[] edges = known.Length == 0 ? [] : [.. Enumerable.Range(1, Bins - 2).Select(q => known[(int)((long)q * known.Length / (Bins - 1))]).Distinct()];
        var bins = new byte[features.Rows];
        for (int i = 0; i < bins.Length; i++)
        {
            double value = features[i, column];
            int place = double.IsFinite(value) ? Array.BinarySearch(edges, value) : -1;
            bins[i] = (byte)(!double.IsFinite(value) ? 0 : 1 + (place >= 0 ? place + 1 : ~place));
        }

        return bins;
    }

    private static double Loss(double[] logits, sbyte[] labels, int[] rows) =>
        rows.Average(i => Math.Max(logits[i], 0) - (logits[i] * labels[i]) + Math.Log(1 + Math.Exp(-Math.Abs(logits[i]))));
}

using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Probes;

/// <summary>
/// Nearest neighbours by cosine on standardised features: a row's score is the share of positives among its k nearest training rows of the task,
/// with weights exp(cosine / 0.07) so that ties are rare. The k with the best validation AUROC is taken, equal ones going to the larger.
/// A training row never counts as its own neighbour.
/// </summary>
public static class NeighbourProbe
{
    private const double Temperature = 0.07; // as the contrastive objectives of both models

    /// <summary>The numbers of neighbours tried unless others are given.</summary>
    public static IReadOnlyList<int> DefaultNeighbours { get; } = [50, 20, 10, 5];

    /// <summary>Scores every row for every task; a task without both classes in training has NaN.</summary>
    public static IReadOnlyList<ProbeResult> Fit(DenseMatrix embeddings, IReadOnlyList<ProbeTask> tasks, Part[] parts, IReadOnlyList<int>? neighbours = null)
    {
        int[] train = Enumerable.Range(0, embeddings.Rows).Where(i => parts[i] == Part.Train).ToArray();
        DenseMatrix unit = Normalise(embeddings, train);
        DenseMatrix similarity = MatrixProduct.Of(unit, unit.Select(train).Transpose()); // (row, training row)
        int[] tried = (neighbours ?? DefaultNeighbours).OrderDescending().ToArray();
        var results = new ProbeResult[tasks.Count];
        var nearest = new int[embeddings.Rows][];
        Parallel.For(0, embeddings.Rows, i =>
        {
            double[] keys = similarity.Row(i).ToArray();
            int[] order = Enumerable.Range(0, train.Length).ToArray();
            Array.Sort(keys, order);
            Array.Reverse(order);
            nearest[i] = order.Where(t => train[t] != i).ToArray();
        });
        Parallel.For(0, tasks.Count, t => results[t] = Score(tasks[t], parts, train, similarity, nearest, tried));
        return results;
    }

    private static ProbeResult Score(ProbeTask task, Part[] parts, int[] train, DenseMatrix similarity, int[][] nearest, int[] tried)
    {
        (int positive, int negative) = task.Count(parts, Part.Train);
        double[] best = Enumerable.Repeat(double.NaN, similarity.Rows).ToArray();
        double chosen = double.NaN, bestValue = double.NegativeInfinity;
        if (positive > 0 && negative > 0)
        {
            int[] validation = task.Rows(parts, Part.Validation);
            foreach (int k in tried)
            {
                double[] scores = Enumerable.Range(0, similarity.Rows).Select(i => Share(task, train, similarity.Row(i), nearest[i], k)).ToArray();
                double value = Auroc.Of(validation.Select(i => scores[i]).ToArray(), validation.Select(i => task.Labels[i] == 1).ToArray());
                if (double.IsNaN(chosen) || value > bestValue)
                {
                    (best, chosen, bestValue) = (scores, k, double.IsNaN(value) ? double.NegativeInfinity : value);
                }
            }
        }

        return new ProbeResult(task.Name, chosen, best, [], double.NaN);
    }

    private static double Share(ProbeTask task, int[] train, ReadOnlySpan<double> similarity, int[] nearest, int k)
    {
        double positive = 0, all = 0;
        int found = 0;
        foreach (int t in nearest)
        {
            sbyte label = task.Labels[train[t]];
            if (label < 0)
            {
                continue;
            }

            double weight = Math.Exp((similarity[t] - 1) / Temperature);
            positive += label * weight;
            all += weight;
            if (++found == k)
            {
                break;
            }
        }

        return all > 0 ? positive / all : 0.5;
    }

    private static DenseMatrix Normalise(DenseMatrix embeddings, int[] train)
    {
        DenseMatrix unit = new Standardiser(embeddings.Select(train)).Apply(embeddings);
        for (int i = 0; i < unit.Rows; i++)
        {
            Span<double> row = unit.Row(i);
            double norm = Math.Sqrt(System.Numerics.Tensors.TensorPrimitives.SumOfSquares<double>(row));
            System.Numerics.Tensors.TensorPrimitives.Divide(row, Math.Max(norm, 1e-12), row);
        }

        return unit;
    }
}

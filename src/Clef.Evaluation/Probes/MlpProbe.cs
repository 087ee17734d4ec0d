using Clef.Core;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Probes;

/// <summary>How an <see cref="MlpProbe"/> trains. The defaults are the EEG paper's (spec section 8): the last epoch is used, never the best on test.</summary>
/// <param name="Hidden">Width of the hidden layer.</param>
/// <param name="Epochs">Passes over the task's training sessions.</param>
/// <param name="LearningRate">Adam's rate after warm-up.</param>
/// <param name="WarmUp">Share of all steps over which the rate rises linearly.</param>
/// <param name="Batch">Sessions a step.</param>
/// <param name="Seed">Seeds initialisation and order.</param>
public sealed record MlpProbeOptions(int Hidden = 256, int Epochs = 5, double LearningRate = 1e-4, double WarmUp = 0.1, int Batch = 128, int Seed = 0);

/// <summary>
/// The paper's probe: linear, ReLU, linear, one for each task, on frozen embeddings standardised over training rows. A session may have one row (its
/// embedding) or several (its tokens): with several, the network runs on each and the session's logit is their mean (pooling after the network).
/// </summary>
public static class MlpProbe
{
    /// <summary>Fits one task.</summary>
    /// <param name="rows">(row, feature); all rows of session s are [starts[s], starts[s + 1]).</param>
    /// <param name="starts">First row of each session, and at the end the number of rows; null where each row is a session.</param>
    /// <param name="task">Labels over sessions.</param>
    /// <param name="parts">The split of sessions.</param>
    /// <param name="options">How to train.</param>
    /// <returns>A logit for every session; NaN where training lacks a class.</returns>
    public static ProbeResult Fit(DenseMatrix rows, int[]? starts, ProbeTask task, Part[] parts, MlpProbeOptions options)
    {
        starts ??= Enumerable.Range(0, rows.Rows + 1).ToArray();
        if (starts.Length != parts.Length + 1 || starts[^1] != rows.Rows)
        {
            throw new ClefException(null, "session starts", starts.Length, $"{parts.Length + 1} values that end at {rows.Rows}");
        }

        (int positive, int negative) = task.Count(parts, Part.Train);
        if (positive == 0 || negative == 0)
        {
            return new ProbeResult(task.Name, double.NaN, Enumerable.Repeat(double.NaN, parts.Length).ToArray(), [], double.NaN);
        }

        int[] train = task.Rows(parts, Part.Train);
        DenseMatrix standard = new Standardiser(rows.Select(RowsOf(train, starts))).Apply(rows);
        var network = new TwoLayerNetwork(rows.Columns, options.Hidden, options.Seed);
        int perEpoch = (train.Length + options.Batch - 1) / options.Batch, total = perEpoch * options.Epochs;
        double warmUp = Math.Max(1, options.WarmUp * total);
        var random = new Random(options.Seed);
        int step = 0;
        for (int epoch = 0; epoch < options.Epochs; epoch++)
        {
            random.Shuffle(train);
            foreach (int[] batch in train.Chunk(options.Batch))
            {
                step++;
                network.Step(
                    standard.Select(RowsOf(batch, starts)), batch.Select(s => starts[s + 1] - starts[s]).ToArray(),
                    batch.Select(s => (double)task.Labels[s]).ToArray(), options.LearningRate * Math.Min(1, step / warmUp));
            }
        }

        double[] each = network.Logits(standard);
        double[] scores = Enumerable.Range(0, parts.Length).Select(s => Mean(each.AsSpan(starts[s]..starts[s + 1]))).ToArray();
        return new ProbeResult(task.Name, double.NaN, scores, [], double.NaN);
    }

    private static int[] RowsOf(int[] sessions, int[] starts) => sessions.SelectMany(s => Enumerable.Range(starts[s], starts[s + 1] - starts[s])).ToArray();

    private static double Mean(ReadOnlySpan<double> values)
    {
        double sum = 0;
        foreach (double v in values)
        {
            sum += v;
        }

        return sum / values.Length;
    }
}

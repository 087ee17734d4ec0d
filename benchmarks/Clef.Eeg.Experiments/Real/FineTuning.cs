using Clef.Eeg.Encoder;
using Clef.Eeg.Experiments.Simulated;
using Clef.Eeg.Tokenizer;
using Clef.Evaluation.Probes;
using Clef.Learning.Data;
using Clef.Tensors;
using Clef.Tensors.Optimisation;
using Clef.Core;

namespace Clef.Eeg.Experiments.Real;

/// <summary>
/// Trains an encoder with a new linear output on the training rows of one fold, and keeps the scores of the look with the least loss on its
/// validation rows. A fold has some forty rows, so no run folder and no checkpoint: a fold takes seconds.
/// </summary>
internal static class FineTuning
{
    private const int Steps = 80, Batch = 16, LookEvery = 10;
    private const double Rate = 3e-4, WeightDecay = 0.05;

    /// <summary>A quarter of the tokens is dropped, so that no two looks at a recording are the same.</summary>
    private static readonly MaskLaw Dropped = new() { Mean = 0.25, Deviation = 0, Least = 0.25, Most = 0.25, Dropped = 0.25 };

    /// <summary>The scores of every row.</summary>
    public static double[] Fit(string folder, bool random, SessionTokens[] tokens, sbyte[] labels, Part[] parts, ulong seed, CancellationToken stop)
    {
        RandomState.Seed(seed);
        (SessionEncoder encoder, MaskedDecoder decoder, _) = EncoderRun.Load(TokenEmbedding.Inner(folder));
        decoder.Dispose();
        using var network = new TaskNetwork(random ? encoder.Untrained() : encoder, 1);
        using var optimiser = new AdamW([.. network.NamedParameters()], Rate, weightDecay: WeightDecay);
        TokenSequence[] sequences = [.. tokens.Select(t => TokenSequence.Of(t, encoder.Config))];
        int[] RowsOf(Part part) => [.. Enumerable.Range(0, parts.Length).Where(i => parts[i] == part)];
        int[] all = [.. Enumerable.Range(0, parts.Length)], train = RowsOf(Part.Train), validation = RowsOf(Part.Validation);
        var draws = new CounterRandom(seed);
        LabelledSession Sample(int row, MaskLaw law) => new(law.Apply(sequences[row], draws) with { Masked = [] }, [labels[row]]);
        double least = double.PositiveInfinity;
        double[] kept = [];
        for (int step = 1; step <= Steps; step++)
        {
            stop.ThrowIfCancellationRequested();
            using (var scope = new TensorScope())
            {
                network.Train();
                optimiser.LearningRate = Rate * Math.Min(1, step / 10.0) * 0.5 * (1 + Math.Cos(Math.PI * step / (Steps + 1)));
                optimiser.ZeroGrad();
                network.Loss([.. Enumerable.Range(0, Batch).Select(_ => Sample(train[draws.Index(train.Length)], Dropped))]).Backward();
                optimiser.Step();
            }

            if (step % LookEvery == 0)
            {
                using var scope = new TensorScope();
                using GradientMode.Restore mode = GradientMode.Disable();
                network.Evaluate();
                double loss = network.Loss([.. validation.Select(r => Sample(r, MaskLaw.None))]).ToDouble();
                if (loss < least)
                {
                    least = loss;
                    kept = [.. network.Forward([.. all.Select(r => Sample(r, MaskLaw.None))]).ToArray<float>().Select(v => (double)v)];
                }
            }
        }

        return kept;
    }
}

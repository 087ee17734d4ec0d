using Clef.Learning.Data;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Encoder;

/// <summary>Pretraining: part of the tokens is hidden, and their codes are predicted by cross-entropy with smoothing, on masked tokens only.</summary>
public sealed class MaskedReconstruction(SessionEncoder encoder, MaskedDecoder decoder, double smoothing = 0.1) : ITrainable<MaskedSequence>
{
    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Module)> Parts => [("encoder", encoder), ("decoder", decoder)];

    /// <inheritdoc/>
    public Tensor Loss(LoadedBatch<MaskedSequence> batch, IDictionary<string, double> report) => Loss(batch.Items, report);

    /// <summary>The loss of samples.</summary>
    public Tensor Loss(IReadOnlyList<MaskedSequence> samples, IDictionary<string, double> report)
    {
        EncodedSessions encoded = encoder.Forward(TokenBatch.Kept(samples, encoder.MaskCode));
        report["mask_rate"] = samples.Average(s => s.Rate);
        return Predict(decoder, encoded.Tokens, samples, smoothing, report);
    }

    /// <summary>The loss of the decoder's predictions; 0, with gradient 0, where nothing is masked.</summary>
    internal static Tensor Predict(MaskedDecoder decoder, Tensor encoded, IReadOnlyList<MaskedSequence> samples, double smoothing, IDictionary<string, double> report)
    {
        if (samples.Sum(s => s.Masked.Length) == 0)
        {
            return encoded.Sum() * 0;
        }

        Tensor logits = decoder.Forward(encoded, samples), targets = MaskedDecoder.Targets(samples);
        Tensor loss = logits.CrossEntropy(targets, labelSmoothing: smoothing);
        report["reconstruction"] = loss.ToDouble();
        report["code_accuracy"] = logits.ArgMax(1).EqualTo(targets).To(DType.Float32).Mean().ToDouble();
        return loss;
    }

    /// <inheritdoc/>
    public void AfterStep()
    {
    }
}

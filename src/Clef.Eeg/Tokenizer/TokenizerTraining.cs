using Clef.Eeg.Sessions;
using Clef.Learning.Data;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>The weights of the tokenizer's losses (eeg-model 3 and 12).</summary>
public sealed record TokenizerLossWeights
{
    /// <summary>Of one less the correlation.</summary>
    public double Correlation { get; init; } = 0.1;

    /// <summary>Of the encoder's distance from its codes; 0.25 in VQ-VAE and in the sibling paper's reproduction.</summary>
    public double Commitment { get; init; } = 0.25;

    /// <summary>Of the discriminator's verdict, beside the weight found from gradients; 0.8 in VQGAN. 0 leaves the discriminator out.</summary>
    public double Adversarial { get; init; } = 0.8;

    /// <summary>The step at which the discriminator enters: late, when reconstructions are good enough to be told apart by texture only.</summary>
    public long AdversarialFrom { get; init; } = 20_000;
}

/// <summary>
/// The tokenizer's loss: absolute error + 0.1 (1 - correlation) + commitment, and later the discriminator's verdict with VQGAN's adaptive weight. One
/// optimiser trains both sides: in the verdict the discriminator's weights are constants, in its own loss the reconstruction is.
/// </summary>
public sealed class TokenizerTraining(SessionTokenizer tokenizer, PatchDiscriminator? discriminator, TokenizerLossWeights weights) : ITrainable<SessionCrop>
{
    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Module)> Parts => discriminator is null ? [("tokenizer", tokenizer)] : [("tokenizer", tokenizer), ("discriminator", discriminator)];

    /// <inheritdoc/>
    public Tensor Loss(LoadedBatch<SessionCrop> batch, IDictionary<string, double> report)
    {
        (Tensor levels, Tensor valid) = SessionTokenizer.Batch(batch.Items);
        return Loss(levels, valid, report);
    }

    /// <summary>The loss of a batch.</summary>
    /// <param name="levels">(batch, channel, frequency, time).</param>
    /// <param name="valid">(batch, channel, time) of 0 and 1.</param>
    /// <param name="report">Receives the parts.</param>
    public Tensor Loss(Tensor levels, Tensor valid, IDictionary<string, double> report)
    {
        Tensor columns = tokenizer.Columns(valid);
        Quantisation tokens = tokenizer.Encode(levels, valid);
        Tensor hidden = tokenizer.Decoder.Hidden(tokens.Quantised, columns);
        (Tensor weight, Tensor? bias) = (tokenizer.Decoder.Last.Weight, tokenizer.Decoder.Last.Bias);
        Tensor reconstruction = tokenizer.Decoder.Levels(hidden, weight, bias);
        Tensor absolute = ReconstructionLoss.Absolute(levels, reconstruction, valid);
        Tensor correlation = ReconstructionLoss.Correlation(levels, reconstruction, valid);
        Tensor loss = absolute + (correlation * weights.Correlation) + (tokens.Commitment * weights.Commitment);
        report["absolute"] = absolute.ToDouble();
        report["correlation"] = 1 - correlation.ToDouble();
        report["commitment"] = tokens.Commitment.ToDouble();
        report["codes_used"] = (tokens.Use > 0).To(DType.Float32).Sum().ToDouble();
        report["perplexity"] = CodeUse.Perplexity(tokens.Use.ToArray<float>());
        return discriminator is not null && weights.Adversarial > 0 && discriminator.Steps.ToInt64() >= weights.AdversarialFrom
            ? loss + Adversarial(discriminator, levels, valid, hidden, reconstruction, report)
            : loss;
    }

    /// <inheritdoc/>
    public void AfterStep()
    {
        if (discriminator is not null)
        {
            using GradientMode.Restore mode = GradientMode.Disable();
            discriminator.Steps.AddInPlace(1);
        }
    }

    private Tensor Adversarial(PatchDiscriminator judge, Tensor levels, Tensor valid, Tensor hidden, Tensor reconstruction, IDictionary<string, double> report)
    {
        Tensor absent = valid.Unsqueeze(2) < 0.5, time = valid.Max(1).Values.Reshape(valid.Size(0), 1, 1, valid.Size(2));
        Tensor verdict;
        double adaptive;
        Freeze(judge, true);
        try
        {
            verdict = AdversarialLoss.Tokenizer(judge.Forward(reconstruction.MaskedFill(absent, 0)), time);
            adaptive = AdaptiveWeight(judge, levels, valid, hidden, absent, time);
        }
        finally
        {
            Freeze(judge, false);
        }

        Tensor real = judge.Forward(levels.MaskedFill(absent, 0)), made = judge.Forward(reconstruction.Detach().MaskedFill(absent, 0));
        Tensor judging = AdversarialLoss.Discriminator(real, made, time);
        report["verdict"] = verdict.ToDouble();
        report["judging"] = judging.ToDouble();
        report["adaptive_weight"] = adaptive;
        return (verdict * (weights.Adversarial * adaptive)) + judging;
    }

    /// <summary>
    /// The norm of the reconstruction loss's gradient at the last layer over that of the verdict's, so that neither drowns the other. Both are taken on a copy
    /// of the layer, whose input is held, and leave no other gradient behind.
    /// </summary>
    private double AdaptiveWeight(PatchDiscriminator judge, Tensor levels, Tensor valid, Tensor hidden, Tensor absent, Tensor time)
    {
        using var scope = new TensorScope();
        double Gradient(Func<Tensor, Tensor> loss)
        {
            Tensor weight = tokenizer.Decoder.Last.Weight.Detach().Clone();
            weight.RequiresGrad = true;
            loss(tokenizer.Decoder.Levels(hidden.Detach(), weight, tokenizer.Decoder.Last.Bias?.Detach())).Backward();
            return weight.Grad!.Norm().ToDouble();
        }

        double rebuilding = Gradient(r =>
            ReconstructionLoss.Absolute(levels, r, valid) + (ReconstructionLoss.Correlation(levels, r, valid) * weights.Correlation));
        double judged = Gradient(r => AdversarialLoss.Tokenizer(judge.Forward(r.MaskedFill(absent, 0)), time));
        return Math.Clamp(rebuilding / (judged + 1e-4), 0, 1e4); // bounds as in VQGAN
    }

    private static void Freeze(PatchDiscriminator judge, bool frozen)
    {
        foreach (Tensor parameter in judge.Parameters())
        {
            parameter.RequiresGrad = !frozen;
        }
    }
}

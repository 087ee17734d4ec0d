using Clef.Tensors;

namespace Clef.Eeg.Tokenizer;

/// <summary>The hinge losses of the discriminator and of the tokenizer against it, over places whose time is there (Esser and others, 2021).</summary>
internal static class AdversarialLoss
{
    /// <summary>What the discriminator pays: verdicts on originals should exceed 1, those on reconstructions fall below -1.</summary>
    public static Tensor Discriminator(Tensor real, Tensor made, Tensor time) => (Mean((1 - real).Relu(), time) + Mean((1 + made).Relu(), time)) / 2;

    /// <summary>What the tokenizer pays: minus the mean verdict on its reconstructions.</summary>
    public static Tensor Tokenizer(Tensor made, Tensor time) => -Mean(made, time);

    private static Tensor Mean(Tensor verdicts, Tensor time)
    {
        // (batch, 1, 1, time) of 0 and 1 at the places of the verdicts
        Tensor counts = time.Interpolate([verdicts.Size(2), verdicts.Size(3)]);
        return (verdicts * counts).Sum() / counts.Sum().Clamp(low: 1);
    }
}

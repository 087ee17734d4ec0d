using Clef.Core;

namespace Clef.Eeg.Encoder;

/// <summary>
/// How much of a session is hidden: a rate from a Gaussian cut to a range, drawn anew for every sample, and of all tokens a fixed share that the encoder does
/// not even see as masks (MAGE; Li and others, 2023).
/// </summary>
public sealed record MaskLaw
{
    /// <summary>Mean of the Gaussian before it is cut.</summary>
    public double Mean { get; init; } = 0.55;

    /// <summary>Its standard deviation.</summary>
    public double Deviation { get; init; } = 0.25;

    /// <summary>The least rate.</summary>
    public double Least { get; init; } = 0.5;

    /// <summary>The greatest rate.</summary>
    public double Most { get; init; } = 1;

    /// <summary>Share of all tokens dropped before the encoder, all of them masked; no more than <see cref="Least"/>.</summary>
    public double Dropped { get; init; } = 0.5;

    /// <summary>A law that hides nothing, for alignment alone.</summary>
    public static MaskLaw None { get; } = new() { Mean = 0, Deviation = 0, Least = 0, Most = 0, Dropped = 0 };

    /// <summary>A law that hides a fixed share and lets the encoder see no masks, so that no two looks at a session are the same.</summary>
    public static MaskLaw Dropping(double share) => new() { Mean = share, Deviation = 0, Least = share, Most = share, Dropped = share };

    /// <summary>The same, if it makes sense.</summary>
    public MaskLaw Checked(string source) =>
        !(Least >= 0 && Least <= Most && Most <= 1) ? throw new ClefException(source, "mask.least", Least, $"0 to {Most}, itself at most 1")
        : !(Dropped >= 0 && Dropped <= Least) ? throw new ClefException(source, "mask.dropped", Dropped, $"0 to the least rate {Least}")
        : !(Deviation >= 0 && (Deviation > 0 ? Math.Abs(Mean - Math.Clamp(Mean, Least, Most)) < 4 * Deviation : Mean >= Least && Mean <= Most))
            ? throw new ClefException(source, "mask.mean", Mean, $"a mean within reach of {Least} to {Most}")
        : this;

    /// <summary>Draws a rate: Gaussian numbers until one lies within the range.</summary>
    public double Rate(CounterRandom random)
    {
        double rate;
        do
        {
            rate = random.Normal(Mean, Deviation);
        }
        while (rate < Least || rate > Most);
        return rate;
    }

    /// <summary>Hides tokens of a sequence.</summary>
    public MaskedSequence Apply(TokenSequence sequence, CounterRandom random)
    {
        int count = sequence.Count;
        double rate = Rate(random);
        int masked = Most == 0 ? 0 : Math.Clamp((int)Math.Round(rate * count), Math.Min(1, count), count), dropped = Math.Min(masked, (int)(Dropped * count));
        int[] order = [.. Enumerable.Range(0, count)];
        for (int i = count - 1; i > 0; i--)
        {
            int k = random.Index(i + 1);
            (order[i], order[k]) = (order[k], order[i]);
        }

        int[] kept = order[dropped..], hidden = order[..masked];
        Array.Sort(kept);
        Array.Sort(hidden);
        return new MaskedSequence(sequence, rate, kept, hidden);
    }
}

/// <summary>A sequence with some tokens hidden.</summary>
/// <param name="Sequence">All tokens.</param>
/// <param name="Rate">The rate that was drawn.</param>
/// <param name="Kept">Places that the encoder sees, in order; those that are masked it sees as masks.</param>
/// <param name="Masked">Places whose codes are to be predicted, in order.</param>
public sealed record MaskedSequence(TokenSequence Sequence, double Rate, int[] Kept, int[] Masked);

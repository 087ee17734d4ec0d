namespace Clef.Signals.Preparation;

/// <summary>One lead, ready for the model: consecutive windows and the account of how they were made.</summary>
public sealed class PreparedEcg
{
    private readonly float[] _samples; // (window, sample)
    private readonly float[] _validFraction;

    internal PreparedEcg(float[] samples, int windowSamples, long[] firstSamples, int[] paddedSamples, float[] validFraction, ChannelAccount account)
    {
        _samples = samples;
        WindowSamples = windowSamples;
        FirstSamples = firstSamples;
        PaddedSamples = paddedSamples;
        _validFraction = validFraction;
        Account = account;
    }

    /// <summary>Number of windows; none where the lead is missing or empty.</summary>
    public int WindowCount => FirstSamples.Count;

    /// <summary>Samples in a window.</summary>
    public int WindowSamples { get; }

    /// <summary>For each window its first sample within the span read, at the prepared rate.</summary>
    public IReadOnlyList<long> FirstSamples { get; }

    /// <summary>For each window the number of zeros at its end that stand for no signal.</summary>
    public IReadOnlyList<int> PaddedSamples { get; }

    /// <summary>For each window the share of its samples that were recorded, not interpolated or padded: 0 to 1.</summary>
    public IReadOnlyList<float> ValidFraction => _validFraction;

    /// <summary>What was done.</summary>
    public ChannelAccount Account { get; }

    /// <summary>All windows, (window, sample).</summary>
    public ReadOnlySpan<float> Samples => _samples;

    /// <summary>One window.</summary>
    public ReadOnlySpan<float> Window(int index) => _samples.AsSpan(index * WindowSamples, WindowSamples);
}

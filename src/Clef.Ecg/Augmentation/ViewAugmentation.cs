using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Noise;

namespace Clef.Ecg.Augmentation;

/// <summary>How a view is made different from its twin (spec section 2.3).</summary>
public sealed record ViewAugmentation
{
    private static readonly EcgNoiseKind[] Kinds = Enum.GetValues<EcgNoiseKind>();

    /// <summary>Standard deviation of the added noise, in millivolts.</summary>
    public double NoiseDeviation { get; init; } = 0.1;

    /// <summary>Probability that a span is set to zero.</summary>
    public double MaskProbability { get; init; } = 0.2;

    /// <summary>Least share of the window that such a span covers.</summary>
    public double MaskMinimum { get; init; } = 0.1;

    /// <summary>Greatest share.</summary>
    public double MaskMaximum { get; init; } = 0.3;

    /// <summary>
    /// Changes a window in place: one of five choices with equal chance (left as it is, or noise of one of four kinds in this lead), then perhaps a masked
    /// span, and the z-score last.
    /// </summary>
    public void Apply(Span<float> window, string lead, CounterRandom random, NoiseBank bank)
    {
        int choice = random.Index(Kinds.Length + 1);
        if (choice > 0)
        {
            Span<float> noise = window.Length <= 8192 ? stackalloc float[window.Length] : new float[window.Length];
            bank.Fill(Kinds[choice - 1], lead, random, noise, NoiseDeviation);
            for (int i = 0; i < window.Length; i++)
            {
                window[i] += noise[i];
            }
        }

        if (random.Chance(MaskProbability))
        {
            int length = (int)(window.Length * random.Uniform(MaskMinimum, MaskMaximum));
            window.Slice(random.Index(window.Length - length + 1), length).Clear();
        }

        ZScore.Apply(window);
    }
}

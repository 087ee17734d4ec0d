using Clef.Core;

namespace Clef.Signals.Filtering;

/// <summary>Removes mains interference.</summary>
public static class Notch
{
    /// <summary>
    /// A second-order notch at the mains frequency and each harmonic below half the sampling rate (Orfanidis, Introduction to Signal
    /// Processing, 11.3; the same design as SciPy's <c>iirnotch</c>).
    /// </summary>
    /// <param name="mains">The fundamental, in hertz: 50 or 60.</param>
    /// <param name="sampleRate">In hertz.</param>
    /// <param name="quality">Centre frequency over the width at -3 dB, for one pass.</param>
    /// <param name="highest">Harmonics above this frequency (hertz) are left alone, for they are filtered away otherwise.</param>
    /// <returns>The cascade; it has no section where even the fundamental is out of reach.</returns>
    public static SecondOrderSections WithHarmonics(double mains, double sampleRate, double quality = 30, double highest = double.PositiveInfinity)
    {
        if (!(mains > 0) || !(sampleRate > 0) || !(quality > 0))
        {
            throw new ClefException("notch", "mains, sampling rate, quality", FormattableString.Invariant($"{mains}, {sampleRate}, {quality}"), "three numbers above 0");
        }

        var sections = new List<Section>();
        for (double centre = mains; centre < sampleRate / 2 && centre <= highest; centre += mains)
        {
            double angle = 2 * Math.PI * centre / sampleRate;
            double gain = 1 / (1 + Math.Tan(angle / quality / 2));
            double cosine = Math.Cos(angle);
            sections.Add(new Section(gain, -2 * gain * cosine, gain, -2 * gain * cosine, (2 * gain) - 1));
        }

        return new SecondOrderSections(sections, sampleRate);
    }
}

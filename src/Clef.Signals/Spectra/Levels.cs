using System.Numerics;
using System.Runtime.InteropServices;

namespace Clef.Signals.Spectra;

/// <summary>Levels of power in decibels.</summary>
public static class Levels
{
    /// <summary>What is added to the power before the logarithm (EEG specification, section 2), in µV²/Hz: no power is -100 dB.</summary>
    public const float Floor = 1e-10f;

    private const float DecibelsPerOctave = 3.01029995663981195f; // 10 log10(2)

    /// <summary>Replaces powers by 10·log10(power + 1e-10), in place; NaN stays NaN.</summary>
    public static void ToDecibels(Span<float> power)
    {
        Span<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(power);
        foreach (ref Vector<float> v in vectors)
        {
            v = Vector.Log2(v + new Vector<float>(Floor)) * DecibelsPerOctave;
        }

        // The rest through the same instructions, so that a value does not depend on where it stands.
        Span<float> rest = power[(vectors.Length * Vector<float>.Count)..];
        Span<float> filled = stackalloc float[Vector<float>.Count];
        filled.Clear();
        rest.CopyTo(filled);
        Vector<float> last = Vector.Log2(new Vector<float>(filled) + new Vector<float>(Floor)) * DecibelsPerOctave;
        last.CopyTo(filled);
        filled[..rest.Length].CopyTo(rest);
    }
}

using System.Numerics;

namespace Clef.Signals.Filtering;

/// <summary>One second-order section: numerator <c>B0 + B1/z + B2/z²</c> over denominator <c>1 + A1/z + A2/z²</c>.</summary>
public readonly record struct Section(double B0, double B1, double B2, double A1, double A2)
{
    /// <summary>The section's gain at zero frequency.</summary>
    public double ConstantGain => (B0 + B1 + B2) / (1 + A1 + A2);
}

/// <summary>
/// A linear filter as a cascade of second-order sections, the form that stays exact at low cut-offs where a single
/// transfer function does not (0.67 Hz at 500 Hz already loses three digits).
/// </summary>
public sealed class SecondOrderSections
{
    private readonly Section[] _sections;

    /// <summary>Creates a cascade.</summary>
    /// <param name="sections">The sections in the order in which a sample passes through them.</param>
    /// <param name="sampleRate">The rate for which they were designed, in hertz.</param>
    public SecondOrderSections(IEnumerable<Section> sections, double sampleRate)
    {
        _sections = [.. sections];
        SampleRate = sampleRate;
    }

    /// <summary>The rate for which the filter was designed, in hertz.</summary>
    public double SampleRate { get; }

    /// <summary>The sections in order.</summary>
    public IReadOnlyList<Section> Sections => _sections;

    /// <summary>
    /// Number of samples by which <see cref="ZeroPhase"/> extends each side: three times the length of the equivalent transfer function, the rule of
    /// SciPy's <c>sosfiltfilt</c> and <c>filtfilt</c> (33 for a band-pass of order 5).
    /// </summary>
    public int EdgeSamples =>
        3 * ((2 * _sections.Length) + 1 - Math.Min(_sections.Count(s => s.B2 == 0), _sections.Count(s => s.A2 == 0)));

    /// <summary>The magnitude of the response at a frequency for one pass; two passes have its square.</summary>
    /// <param name="frequency">In hertz.</param>
    public double Gain(double frequency)
    {
        Complex delay = Complex.FromPolarCoordinates(1, -2 * Math.PI * frequency / SampleRate);
        Complex response = Complex.One;
        foreach (Section s in _sections)
        {
            response *= (s.B0 + (delay * (s.B1 + (delay * s.B2)))) / (1 + (delay * (s.A1 + (delay * s.A2))));
        }

        return response.Magnitude;
    }

    /// <summary>This cascade followed by another of the same rate.</summary>
    public SecondOrderSections Then(SecondOrderSections next) => new([.. _sections, .. next._sections], SampleRate);

    internal ReadOnlySpan<Section> AsSpan() => _sections;
}

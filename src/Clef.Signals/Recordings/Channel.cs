namespace Clef.Signals.Recordings;

/// <summary>One signal of a recording.</summary>
/// <param name="Label">The label as recorded, white space trimmed; duplicates are allowed.</param>
/// <param name="Unit">The physical unit as recorded (<c>uV</c>, <c>mV</c>, ...); empty where the file does not say.</param>
/// <param name="SampleRate">Samples a second, in hertz; it may be fractional and differs between channels.</param>
/// <param name="SampleCount">Number of samples over the whole recording, gaps included.</param>
public sealed record Channel(string Label, string Unit, double SampleRate, long SampleCount)
{
    /// <summary>The electrode or sensor as recorded; empty where the file does not say.</summary>
    public string Transducer { get; init; } = "";

    /// <summary>The filters applied before recording, as recorded; empty where the file does not say.</summary>
    public string Prefilter { get; init; } = "";

    /// <summary>The size of one quantisation step in <see cref="Unit"/>; NaN for samples stored as floating point.</summary>
    public double Resolution { get; init; } = double.NaN;

    /// <summary>The physical values at the ends of the digital range, where the format states them.</summary>
    public (double Minimum, double Maximum)? PhysicalRange { get; init; }
}

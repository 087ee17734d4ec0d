namespace Clef.Signals.Formats.Edf;

/// <summary>How a recording is written as EDF+ or BDF+.</summary>
public sealed record EdfWriteOptions
{
    /// <summary>True for BDF+ (24 bits), false for EDF+ (16 bits).</summary>
    public bool Bdf { get; init; }

    /// <summary>True to write the subject's facts; false writes 'X' for each of them.</summary>
    public bool IncludeSubject { get; init; } = true;

    /// <summary>
    /// The physical range of each channel, in its unit; values outside are an error. Null keeps the channel's own range and steps where they fit, and takes the
    /// range of the data where they do not.
    /// </summary>
    public IReadOnlyList<(double Minimum, double Maximum)>? PhysicalRanges { get; init; }
}

namespace Clef.Signals.Formats.Wfdb;

/// <summary>How a recording is written as a WFDB record.</summary>
public sealed record WfdbWriteOptions
{
    /// <summary>Storage format: 16, 24, 32 or 212.</summary>
    public WfdbSampleFormat Format { get; init; } = WfdbSampleFormat.Integer16;

    /// <summary>True to write age, sex and notes as comments; the name, code and birth date are never written.</summary>
    public bool IncludeSubject { get; init; } = true;

    /// <summary>The annotator's name: the extension of the annotation file.</summary>
    public string Annotator { get; init; } = "atr";
}

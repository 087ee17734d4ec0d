namespace Clef.Signals.Formats.Edf;

/// <summary>Bounds of EDF and BDF files.</summary>
public static class EdfLimits
{
    /// <summary>Bytes of the fixed part of the header, and of each signal's part.</summary>
    public const int HeaderBlock = 256;

    /// <summary>Characters of a signal's label.</summary>
    public const int LabelWidth = 16;

    /// <summary>The most signals: the header's field has four digits.</summary>
    public const int Signals = 9999;

    /// <summary>The latest onset of a record or annotation that is believed, in seconds (about 31 years).</summary>
    public const double LatestOnset = 1e9;

    /// <summary>The shortest record of a file with signals, in seconds.</summary>
    public const double ShortestRecord = 1e-6;

    /// <summary>The longest record, in seconds (about 12 days).</summary>
    public const double LongestRecord = 1e6;

    /// <summary>The largest annotation signal that is read in one record, in bytes.</summary>
    public const int AnnotationBytes = 16 << 20;
}

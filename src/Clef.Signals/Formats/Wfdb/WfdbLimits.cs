namespace Clef.Signals.Formats.Wfdb;

/// <summary>Bounds beyond which a WFDB file is refused. They are far above real records and keep a hostile header cheap.</summary>
public static class WfdbLimits
{
    /// <summary>The largest header file: 16 MB (real headers are below 100 kB).</summary>
    public const int HeaderBytes = 16 << 20;

    /// <summary>The largest annotation file: 256 MB.</summary>
    public const int AnnotationBytes = 256 << 20;

    /// <summary>The most samples of one signal in a frame.</summary>
    public const int SamplesPerFrame = 1_000_000;

    /// <summary>The lowest frame rate, in hertz.</summary>
    public const double LowestRate = 1e-6;

    /// <summary>The highest frame rate, in hertz.</summary>
    public const double HighestRate = 1e9;

    /// <summary>The most frames that a header may claim.</summary>
    public const long Frames = 1L << 40;
}

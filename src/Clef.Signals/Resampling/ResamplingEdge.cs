namespace Clef.Signals.Resampling;

/// <summary>How a signal is thought to go on beyond its ends while it is resampled.</summary>
public enum ResamplingEdge
{
    /// <summary>With zeros: SciPy's default; a constant offset rings at the ends.</summary>
    Zero,

    /// <summary>With its mean.</summary>
    Mean,

    /// <summary>With the straight line through its first and last sample, so that neither an offset nor a drift rings.</summary>
    Line,
}

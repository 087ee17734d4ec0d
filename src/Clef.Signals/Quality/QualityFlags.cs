namespace Clef.Signals.Quality;

/// <summary>What is wrong with a second of a channel.</summary>
[Flags]
public enum QualityFlags
{
    /// <summary>Nothing was found.</summary>
    None = 0,

    /// <summary>More than a tenth was not recorded.</summary>
    Missing = 1,

    /// <summary>The values hardly change.</summary>
    Flat = 2,

    /// <summary>The signal rests at the largest or smallest value that it ever takes.</summary>
    Clipped = 4,

    /// <summary>The mains frequency carries more power than the signal.</summary>
    Mains = 8,

    /// <summary>Much of the power lies in 25 to 45 Hz, where muscles are loud and brain and heart are not.</summary>
    Muscle = 16,

    /// <summary>The value jumps: an electrode lost or regained its contact.</summary>
    ElectrodePop = 32,
}

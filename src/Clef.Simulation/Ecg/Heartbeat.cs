namespace Clef.Simulation.Ecg;

/// <summary>Where a ventricular beat comes from.</summary>
public enum BeatOrigin
{
    /// <summary>Conducted from the sinus node or the fibrillating or fluttering atria.</summary>
    Supraventricular,

    /// <summary>Atrial premature beat.</summary>
    AtrialPremature,

    /// <summary>Ventricular premature beat.</summary>
    VentricularPremature,

    /// <summary>Ventricular escape beat.</summary>
    Escape,
}

/// <summary>A ventricular beat.</summary>
/// <param name="Onset">Onset of the QRS complex, seconds from the start.</param>
/// <param name="Origin">Where it comes from.</param>
/// <param name="Interval">The RR interval before it, seconds.</param>
public sealed record Heartbeat(double Onset, BeatOrigin Origin, double Interval);

/// <summary>An atrial beat.</summary>
/// <param name="Onset">Onset of the P wave, seconds from the start.</param>
/// <param name="Ectopic">It does not come from the sinus node.</param>
public sealed record AtrialBeat(double Onset, bool Ectopic);

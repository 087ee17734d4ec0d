namespace Clef.Simulation.Eeg;

/// <summary>Vigilance, second by second.</summary>
public enum Vigilance : byte
{
    /// <summary>Awake, eyes open.</summary>
    EyesOpen,

    /// <summary>Awake, eyes closed.</summary>
    EyesClosed,

    /// <summary>Drowsy (N1).</summary>
    Drowsy,

    /// <summary>Light sleep (N2).</summary>
    LightSleep,

    /// <summary>Slow-wave sleep (N3).</summary>
    DeepSleep,
}

/// <summary>The kinds of things that happen in a session.</summary>
public enum EegEventKind
{
#pragma warning disable CS1591 // the field's terms
    FocalSpike, FocalSharpWave, SpikeWave, PolyspikeWave, FocalSeizure, Lpd, Gpd, Triphasic, Lrda, Grda,
    VertexWave, Spindle, KComplex, Posts, Wicket, PhoticTrain, Hyperventilation,
    Blink, EyeMovement, SlowEyeMovement, Muscle, Chewing, Movement, ElectrodePop,
#pragma warning restore CS1591
}

/// <summary>One thing that happens.</summary>
/// <param name="Kind">What.</param>
/// <param name="Onset">Seconds from the start of the session.</param>
/// <param name="Duration">Seconds.</param>
/// <param name="Place">Where.</param>
/// <param name="Microvolts">Peak size at the electrode nearest the source.</param>
/// <param name="Hertz">Repetition frequency, where it has one.</param>
/// <param name="Channel">The one electrode it concerns; -1 where it has a place instead.</param>
public sealed record EegEvent(EegEventKind Kind, double Onset, double Duration, ScalpPlace Place, double Microvolts, double Hertz = 0, int Channel = -1);

/// <summary>All that will happen in a session, before a sample is drawn.</summary>
public sealed class EegPlan
{
    /// <summary>Length in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>Vigilance of each second.</summary>
    public required Vigilance[] Vigilance { get; init; }

    /// <summary>The state of the brain.</summary>
    public required EegPhysiology Physiology { get; init; }

    /// <summary>Events, by onset.</summary>
    public required IReadOnlyList<EegEvent> Events { get; init; }

    /// <summary>What a perfect reader would find.</summary>
    public required IReadOnlyList<EegFindingTruth> Findings { get; init; }

    /// <summary>Channels with bad contact, with their noise in microvolts.</summary>
    public required IReadOnlyList<(int Channel, double Microvolts)> BadContacts { get; init; }

    /// <summary>Amplitude of the electrocardiogram in the EEG, microvolts; 0 for none.</summary>
    public double EcgMicrovolts { get; init; }

    /// <summary>Heart rate of that artefact, beats a minute.</summary>
    public double HeartRate { get; init; } = 70;

    /// <summary>Lasting muscle tension while awake, microvolts RMS over the temples.</summary>
    public double MuscleTension { get; init; }
}

namespace Clef.Simulation.Eeg;

/// <summary>A structural lesion that shows in the EEG.</summary>
/// <param name="Place">Where.</param>
/// <param name="Severity">From 0 to 1.</param>
/// <param name="Acute">New, and so more irritative.</param>
public sealed record Lesion(ScalpPlace Place, double Severity, bool Acute);

/// <summary>A cortical focus of epileptiform discharges.</summary>
/// <param name="Place">Where.</param>
/// <param name="PerHour">Discharges an hour in wakefulness; sleep raises it.</param>
/// <param name="SeizureProbability">Probability of a recorded seizure from it.</param>
public sealed record Focus(ScalpPlace Place, double PerHour, double SeizureProbability);

/// <summary>The latent state of a brain at the time of the EEG: what diseases and drugs have made of it, before any signal is drawn.</summary>
public sealed record EegPhysiology
{
    /// <summary>Frequency of the posterior rhythm, hertz.</summary>
    public required double AlphaHertz { get; init; }

    /// <summary>Its RMS amplitude over the occiput with eyes closed, microvolts.</summary>
    public required double AlphaMicrovolts { get; init; }

    /// <summary>Gain of beta activity, 1 for the usual.</summary>
    public required double BetaGain { get; init; }

    /// <summary>Diffuse slowing: 0 none, about 0.3 mild, 0.6 moderate, 1 severe.</summary>
    public required double Slowing { get; init; }

    /// <summary>How immature the rhythms are: 1 at birth, falling by e every six years; brings theta and delta that are normal in children.</summary>
    public double Immaturity { get; init; }

    /// <summary>Sleepiness, 0 to 1.</summary>
    public required double Sleepiness { get; init; }

    /// <summary>Scale of all cerebral activity (age, and low-voltage constitution).</summary>
    public required double Amplitude { get; init; }

    /// <summary>Log gain of the rate of spindles.</summary>
    public required double Spindles { get; init; }

    /// <summary>Lesions.</summary>
    public required IReadOnlyList<Lesion> Lesions { get; init; }

    /// <summary>A place where the skull is open; null for none.</summary>
    public ScalpPlace? SkullDefect { get; init; }

    /// <summary>Epileptic foci.</summary>
    public required IReadOnlyList<Focus> Foci { get; init; }

    /// <summary>Bursts of generalised spike-wave an hour.</summary>
    public double SpikeWavePerHour { get; init; }

    /// <summary>Frequency of the generalised spike-wave, hertz.</summary>
    public double SpikeWaveHertz { get; init; } = 3;

    /// <summary>Whether generalised discharges begin with several spikes.</summary>
    public bool Polyspikes { get; init; }

    /// <summary>Whether flashing light provokes discharges.</summary>
    public bool Photosensitive { get; init; }

    /// <summary>Lateralised periodic discharges, with their place.</summary>
    public ScalpPlace? Lpd { get; init; }

    /// <summary>Generalised periodic discharges.</summary>
    public bool Gpd { get; init; }

    /// <summary>Triphasic waves.</summary>
    public bool Triphasic { get; init; }

    /// <summary>Lateralised rhythmic delta activity, with its place.</summary>
    public ScalpPlace? Lrda { get; init; }

    /// <summary>Generalised rhythmic delta activity.</summary>
    public bool Grda { get; init; }

    /// <summary>Seizures follow one another through the session.</summary>
    public bool Status { get; init; }

    /// <summary>Share of suppressed time, 0 for none.</summary>
    public double SuppressionRatio { get; init; }

    /// <summary>Mu rhythm, in RMS microvolts; 0 for none.</summary>
    public double MuMicrovolts { get; init; }

    /// <summary>Wicket waves, runs an hour.</summary>
    public double WicketsPerHour { get; init; }

    /// <summary>Whether POSTS appear in sleep.</summary>
    public bool Posts { get; init; }

    /// <summary>Amplitude of photic driving, microvolts; 0 for none.</summary>
    public double DrivingMicrovolts { get; init; }
}

using Clef.Signals.Noise;

namespace Clef.Simulation.Patients;

/// <summary>Where and why a recording was made.</summary>
public enum Setting
{
    /// <summary>A planned visit.</summary>
    Outpatient,

    /// <summary>A ward.</summary>
    Inpatient,

    /// <summary>Intensive care.</summary>
    IntensiveCare,

    /// <summary>An epilepsy monitoring unit.</summary>
    MonitoringUnit,
}

/// <summary>Against what the EEG amplifier measures.</summary>
public enum EegReference
{
    /// <summary>Both ears, linked.</summary>
    LinkedEars,

    /// <summary>An electrode between Cz and Pz.</summary>
    Midline,
}

/// <summary>A simulated site: whom it sees, and with what it records. All values are set for the simulation and belong to no real hospital.</summary>
/// <param name="Name">The site's name in the metadata.</param>
/// <param name="Share">Its share of the cohort.</param>
/// <param name="External">Meant as the external test site.</param>
/// <param name="ChildShare">Share of patients below 18 years.</param>
/// <param name="SettingShares">Shares of the four settings, in the order of <see cref="Setting"/>.</param>
/// <param name="AgeTilt">Weight of an adult's age: exp(tilt x (age - 50) / 10) tilts the population towards the old (positive) or the young.</param>
/// <param name="MainsHertz">Frequency of the mains.</param>
/// <param name="MainsMicrovolts">Median mains interference of an EEG channel before the notch, microvolts.</param>
/// <param name="Notch">Whether the EEG amplifier has a mains notch.</param>
/// <param name="HighPassHertz">Corner of the EEG amplifier's high-pass.</param>
/// <param name="LowPassHertz">Corner of its low-pass.</param>
/// <param name="NoiseMicrovolts">RMS noise of amplifier and electrode, EEG.</param>
/// <param name="Reference">The EEG reference.</param>
/// <param name="EcgNoise">Scale of the ECG noise at this site, 1 for the usual.</param>
/// <param name="ExtraMissing">Probability that a group of risk factors is missing beyond what a survey misses.</param>
/// <param name="RaceShares">Shares of White, Black, Asian, Hispanic, other and unknown.</param>
public sealed record Site(
    string Name, double Share, bool External, double ChildShare, double[] SettingShares, double AgeTilt, double MainsHertz, double MainsMicrovolts,
    bool Notch, double HighPassHertz, double LowPassHertz, double NoiseMicrovolts, EegReference Reference, double EcgNoise, double ExtraMissing,
    double[] RaceShares)
{
    /// <summary>The three sites: a referral hospital, a community hospital, and an external one with other equipment and mains.</summary>
    public static IReadOnlyList<Site> All { get; } =
    [
        new("SIM-A", 0.5, false, 0.15, [0.35, 0.27, 0.22, 0.16], 0.0, 60, 0.6, true, 0.3, 70, 0.7, EegReference.LinkedEars, 1.0, 0.15,
            [0.66, 0.10, 0.06, 0.09, 0.03, 0.06]),
        new("SIM-B", 0.3, false, 0.08, [0.62, 0.28, 0.08, 0.02], 0.12, 60, 1.5, true, 0.5, 70, 1.1, EegReference.LinkedEars, 1.3, 0.3,
            [0.58, 0.18, 0.04, 0.13, 0.02, 0.05]),
        new("SIM-X", 0.2, true, 0.05, [0.55, 0.27, 0.12, 0.06], 0.08, 50, 2.0, false, 0.16, 80, 1.5, EegReference.Midline, 1.15, 0.45,
            [0.80, 0.03, 0.07, 0.01, 0.03, 0.06]),
    ];

    /// <summary>The names of the races as the metadata spell them, in the order of <see cref="RaceShares"/>.</summary>
    public static IReadOnlyList<string> Races { get; } = ["White", "Black", "Asian", "Hispanic", "Other", "Unknown"];

    internal static Site Draw(CounterRandom random) => All[random.Weighted([.. All.Select(s => s.Share)])];
}

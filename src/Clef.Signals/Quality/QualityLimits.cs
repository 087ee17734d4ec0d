namespace Clef.Signals.Quality;

/// <summary>Where a channel's quality is called bad. The amounts are ours, chosen well outside what healthy signals show.</summary>
/// <param name="FlatRange">A second whose range is at most this, in microvolts, is flat.</param>
/// <param name="PopStep">A change of at least this within 20 ms, in microvolts, is a jump.</param>
public sealed record QualityLimits(double FlatRange, double PopStep)
{
    /// <summary>For scalp EEG: half a microvolt is below any amplifier's noise; 200 microvolts in 20 ms is above any spike.</summary>
    public static QualityLimits Eeg { get; } = new(0.5, 200);

    /// <summary>For ECG: three steps of 5 microvolts; 3 mV in 20 ms is above any R wave's slope.</summary>
    public static QualityLimits Ecg { get; } = new(15, 3000);

    /// <summary>Share of a second that may be missing.</summary>
    public double MissingShare { get; init; } = 0.1;

    /// <summary>Share of a second that may rest at the signal's extreme values.</summary>
    public double ClippedShare { get; init; } = 0.03;

    /// <summary>Power within 1 Hz of the mains over that in 1 to 45 Hz.</summary>
    public double MainsRatio { get; init; } = 1;

    /// <summary>Power in 25 to 45 Hz over that in 1 to 45 Hz.</summary>
    public double MuscleShare { get; init; } = 0.4;
}

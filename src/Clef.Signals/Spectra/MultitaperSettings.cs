using Clef.Core;

namespace Clef.Signals.Spectra;

/// <summary>What a multitaper spectrum is to be, as data.</summary>
/// <param name="WindowSeconds">Length of a window.</param>
/// <param name="HopSeconds">From one window to the next.</param>
/// <param name="Bandwidth">Full width of the smoothing band in hertz, as MNE counts it; window times bandwidth tapers result, rounded down.</param>
/// <param name="LowBias">Leaves out tapers with 0.9 or less of their energy in the band.</param>
/// <param name="PeriodicTapers">Tapers as MNE takes them for spectra; false for symmetric ones.</param>
/// <param name="LowestFrequency">The lowest frequency kept, in hertz.</param>
/// <param name="HighestFrequency">Frequencies from here on are left out, in hertz.</param>
public sealed record MultitaperSettings(
    double WindowSeconds,
    double HopSeconds,
    double Bandwidth,
    bool LowBias,
    bool PeriodicTapers,
    double LowestFrequency,
    double HighestFrequency)
{
    /// <summary>The authors' settings for a session (EEG specification, section 2): 4 s, 1 s, 1 Hz, three tapers, 0 to 32 Hz.</summary>
    public static MultitaperSettings Clef { get; } = new(4, 1, 1, LowBias: true, PeriodicTapers: true, 0, 32);

    internal MultitaperSettings Checked(string source, double sampleRate)
    {
        void Require(bool holds, string field, double value, string expected)
        {
            if (!holds)
            {
                throw new ClefException(source, field, value, expected);
            }
        }

        Require(sampleRate > 0 && double.IsFinite(sampleRate), "sampling rate", sampleRate, "a finite rate above 0 Hz");
        double window = Math.Round(WindowSeconds * sampleRate);
        Require(window is >= 2 and <= 1_000_000, nameof(WindowSeconds), WindowSeconds, "2 to 1,000,000 samples");
        Require(Math.Round(HopSeconds * sampleRate) is >= 1 and <= 1_000_000, nameof(HopSeconds), HopSeconds, "1 to 1,000,000 samples");
        Require(Bandwidth * WindowSeconds >= 1 && Bandwidth < sampleRate, nameof(Bandwidth), Bandwidth, "at least one over the window's length, and below the sampling rate");
        Require(LowestFrequency >= 0 && LowestFrequency < HighestFrequency, nameof(LowestFrequency), LowestFrequency, $"0 or more and below {nameof(HighestFrequency)}");
        Require(LowestFrequency <= sampleRate / 2, nameof(LowestFrequency), LowestFrequency, "at most half the sampling rate");
        return this;
    }
}

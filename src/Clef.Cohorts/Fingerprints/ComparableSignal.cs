using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;

namespace Clef.Cohorts.Fingerprints;

/// <summary>
/// A channel in a form in which copies of one recording look alike whatever their unit, offset, gain, sampling rate or container: 128 Hz, 1
/// to 15 Hz. That band holds most of an ECG's QRS and of an EEG's rhythms, and survives resampling to 64 Hz and more.
/// </summary>
public static class ComparableSignal
{
    /// <summary>Samples a second.</summary>
    public const double Rate = 128;

    /// <summary>The band's edges in hertz.</summary>
    public const double Low = 1, High = 15;

    /// <summary>The lowest original rate whose signal reaches the band's upper edge.</summary>
    public const double LeastRate = 2.2 * High;

    private static readonly SecondOrderSections Band = Butterworth.BandPass(2, Low, High, Rate);

    /// <summary>
    /// Up to <paramref name="seconds"/> of a channel from <paramref name="from"/>; empty where the channel is too slow, shorter than two
    /// seconds or without change.
    /// </summary>
    public static float[] Of(Recording recording, int channel, double from, double seconds)
    {
        Channel facts = recording.Channels[channel];
        if (!(facts.SampleRate >= LeastRate) || facts.SampleRate > 100_000)
        {
            return [];
        }

        long first = Math.Max(0, (long)Math.Round(from * facts.SampleRate));
        long count = Math.Min(facts.SampleCount - first, (long)Math.Round(seconds * facts.SampleRate));
        if (count < 2 * facts.SampleRate || count > Array.MaxLength)
        {
            return [];
        }

        var samples = new float[count];
        recording.Read(channel, first, samples);
        return Of(samples, facts.SampleRate);
    }

    /// <summary>The same for samples in memory, which are overwritten.</summary>
    public static float[] Of(float[] samples, double rate)
    {
        if (GapFilling.Interpolate(samples) == samples.Length)
        {
            return [];
        }

        // The mean is taken out first, so that an offset makes no step at the ends.
        double mean = 0;
        foreach (float sample in samples)
        {
            mean += sample;
        }

        mean /= samples.Length;
        double square = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] -= (float)mean;
            square += (double)samples[i] * samples[i];
        }

        if (!(square > 0) || !double.IsFinite(square))
        {
            return [];
        }

        float[] resampled = rate == Rate ? samples : PolyphaseResampler.Resample(samples, rate, Rate);
        if (resampled.Length < Rate)
        {
            return [];
        }

        ZeroPhase.Apply(Band, resampled.AsSpan());
        return resampled;
    }
}

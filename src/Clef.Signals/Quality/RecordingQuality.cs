using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Signals.Quality;

/// <summary>The quality of one channel of a recording, over the part that was judged.</summary>
/// <param name="Shares">Share of the seconds that have each fault; a fault that none has is left out.</param>
/// <param name="EcgIndex">The signal-quality index of an ECG lead, 0 to 1; null for any other channel and for a rate that it is not defined for.</param>
public sealed record ChannelQualitySummary(IReadOnlyDictionary<QualityFlags, double> Shares, double? EcgIndex);

/// <summary>The quality of each channel of a recording, from its middle.</summary>
/// <param name="FromSeconds">Where the judged part begins.</param>
/// <param name="Seconds">How long it is.</param>
/// <param name="Channels">A summary for each channel; null for one whose unit is no voltage, or that has no samples there.</param>
public sealed record RecordingQuality(double FromSeconds, double Seconds, IReadOnlyList<ChannelQualitySummary?> Channels)
{
    private const int LongestSpan = 1 << 26; // samples of a channel: 256 MB as floats

    /// <summary>Judges every channel over at most <paramref name="maximumSeconds"/> from the middle of the recording.</summary>
    /// <exception cref="ClefException">The length is not a positive number.</exception>
    public static RecordingQuality Assess(Recording recording, double maximumSeconds)
    {
        if (!(maximumSeconds > 0))
        {
            throw new ClefException("quality", "length", maximumSeconds, "more than 0 s");
        }

        double seconds = Math.Min(maximumSeconds, recording.DurationSeconds), from = (recording.DurationSeconds - seconds) / 2;
        return new RecordingQuality(from, seconds, [.. Enumerable.Range(0, recording.Channels.Count).Select(i => Assess(recording, i, from, seconds))]);
    }

    private static ChannelQualitySummary? Assess(Recording recording, int index, double from, double seconds)
    {
        Channel channel = recording.Channels[index];
        long first = (long)(from * channel.SampleRate);
        long count = Math.Min(LongestSpan, Math.Min((long)Math.Ceiling(seconds * channel.SampleRate), channel.SampleCount - first));
        if (count <= 0 || VoltageUnit.Factor(channel.Unit, "uV") is not { } factor)
        {
            return null;
        }

        var signal = new float[count];
        recording.Read(index, first, signal);
        foreach (ref float sample in signal.AsSpan())
        {
            sample = (float)(sample * factor);
        }

        bool ecg = ChannelLabel.Parse(channel.Label).Kind == SignalKind.Ecg;
        ChannelQuality quality = ChannelQuality.Assess(signal, channel.SampleRate, ecg ? QualityLimits.Ecg : QualityLimits.Eeg);
        var shares = new Dictionary<QualityFlags, double>();
        foreach (QualityFlags flag in Enum.GetValues<QualityFlags>())
        {
            if (quality.Share(flag) is > 0 and double share)
            {
                shares[flag] = share;
            }
        }

        return new ChannelQualitySummary(shares, ecg ? Index(signal, channel.SampleRate) : null);
    }

    private static double? Index(float[] microvolts, double sampleRate)
    {
        foreach (ref float sample in microvolts.AsSpan())
        {
            sample /= 1000;
        }

        try
        {
            return EcgLeadQuality.Assess(microvolts, sampleRate).Index;
        }
        catch (ClefException)
        {
            // A rate that has no fair ratio to the index's own: the recording's other facts still stand.
            return null;
        }
    }
}

using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Signals.Preparation;

/// <summary>Reads a matched channel in the wanted unit.</summary>
internal static class ChannelReader
{
    /// <summary>The weighted sum of the match's sources over a span, NaN where any of them is missing.</summary>
    public static float[] Read(Recording recording, ChannelMatch match, double fromSeconds, double? seconds)
    {
        (_, long first, long count) = Span(recording, match, fromSeconds, seconds);
        return count <= Array.MaxLength
            ? Read(recording, match, first, (int)count)
            : throw new ClefException(recording.Name, $"samples of {match.Sources[0].Label}", count, $"at most {Array.MaxLength}; prepare it in spans");
    }

    /// <summary>The rate of a matched channel, and the samples of a span of it, which must lie within the recording.</summary>
    public static (double Rate, long First, long Count) Span(Recording recording, ChannelMatch match, double fromSeconds, double? seconds)
    {
        Channel channel = recording.Channels[match.Sources[0].Index];
        double rate = channel.SampleRate;
        if (!(double.IsFinite(rate) && rate > 0))
        {
            throw new ClefException(recording.Name, $"sampling rate of {channel.Label}", rate, "a finite rate above 0 Hz");
        }

        double first = Math.Round(fromSeconds * rate);
        double count = seconds is { } s ? Math.Round(s * rate) : channel.SampleCount - first;
        return first >= 0 && count >= 0 && first + count <= channel.SampleCount
            ? (rate, (long)first, (long)count)
            : throw new ClefException(recording.Name, $"span of {channel.Label}", FormattableString.Invariant($"{fromSeconds} s + {seconds} s"),
                FormattableString.Invariant($"within 0 to {channel.SampleCount / rate} s"));
    }

    /// <summary>As <see cref="Read(Recording, ChannelMatch, double, double?)"/>, but a channel that ends early is NaN to the end of the span.</summary>
    public static float[] ReadPadded(Recording recording, ChannelMatch match, double fromSeconds, double seconds)
    {
        double rate = recording.Channels[match.Sources[0].Index].SampleRate;
        double count = Math.Round(seconds * rate);
        return double.IsFinite(rate) && rate > 0 && count <= Array.MaxLength
            ? Read(recording, match, (long)Math.Round(fromSeconds * rate), (int)count)
            : throw new ClefException(recording.Name, $"sampling rate of {match.Sources[0].Label}", rate, "a finite rate above 0 Hz that fits the span");
    }

    /// <summary>As <see cref="Read(Recording, ChannelMatch, double, double?)"/>, by samples.</summary>
    public static float[] Read(Recording recording, ChannelMatch match, long first, int count)
    {
        var sum = new float[count];
        recording.Read(match.Sources[0].Index, first, sum);
        Scale(sum, match.Sources[0].Factor);
        foreach (ChannelSource source in match.Sources.Skip(1))
        {
            var part = new float[sum.Length];
            recording.Read(source.Index, first, part);
            for (int i = 0; i < sum.Length; i++)
            {
                sum[i] = (float)(sum[i] + (part[i] * source.Factor));
            }
        }

        return sum;
    }

    private static void Scale(Span<float> samples, double factor)
    {
        if (factor == 1)
        {
            return;
        }

        foreach (ref float x in samples)
        {
            x = (float)(x * factor);
        }
    }
}

using Clef.Core;

namespace Clef.Signals.Recordings;

/// <summary>The lowest and highest sample of each channel, which a writer needs for its scales.</summary>
internal static class SampleExtremes
{
    /// <summary>
    /// Walks a recording once, block of time by block of time and not channel by channel, so that a format whose stored pieces hold all channels
    /// decodes each piece once. A channel without a finite sample has 0 and 0.
    /// </summary>
    /// <exception cref="ClefException">A sample is infinite.</exception>
    public static (float Low, float High)[] Of(Recording recording)
    {
        IReadOnlyList<Channel> channels = recording.Channels;
        var extremes = new (float Low, float High)[channels.Count];
        Array.Fill(extremes, (float.PositiveInfinity, float.NegativeInfinity));
        double fastest = channels.Select(c => c.SampleRate).DefaultIfEmpty(1).Max();
        var at = new long[channels.Count];
        var block = new float[Math.Clamp((1 << 22) / Math.Max(1, channels.Count), 1 << 8, 1 << 14)]; // as SampledRecording reads
        for (long step = 1; Enumerable.Range(0, at.Length).Any(i => at[i] < channels[i].SampleCount); step++)
        {
            for (int i = 0; i < at.Length; i++)
            {
                long end = Math.Min(channels[i].SampleCount, (long)Math.Ceiling(step * (block.Length / fastest) * channels[i].SampleRate));
                while (at[i] < end)
                {
                    Span<float> part = block.AsSpan(0, (int)Math.Min(block.Length, end - at[i]));
                    recording.Read(i, at[i], part);
                    extremes[i] = Widen(recording, i, extremes[i], part);
                    at[i] += part.Length;
                }
            }
        }

        return [.. extremes.Select(e => e.Low <= e.High ? e : (0, 0))];
    }

    private static (float Low, float High) Widen(Recording recording, int channel, (float Low, float High) extremes, ReadOnlySpan<float> samples)
    {
        (float low, float high) = extremes;
        foreach (float value in samples)
        {
            if (float.IsInfinity(value))
            {
                throw new ClefException(recording.Name, $"channel {recording.Channels[channel].Label}", value, "finite samples, or NaN where there is none");
            }

            low = value < low ? value : low;
            high = value > high ? value : high;
        }

        return (low, high);
    }
}

using Clef.Signals.Recordings;

namespace Clef.Cohorts.Fingerprints;

/// <summary>
/// The times of a channel's landmarks: samples of the <see cref="ComparableSignal"/> whose size is the largest within a quarter of a second
/// on both sides. The intervals between landmarks do not change with gain, polarity, sampling rate or a cut at either end, so that shared
/// runs of intervals betray a copy.
/// </summary>
/// <param name="Channel">Index of the channel.</param>
/// <param name="Times">Seconds from the recording's start, ascending.</param>
public sealed record SignalFingerprint(int Channel, float[] Times)
{
    /// <summary>A landmark is the largest within this many samples on both sides: 0.25 s.</summary>
    private const int Reach = 32;

    /// <summary>The filter's start and end are left out: 0.5 s.</summary>
    private const int Edge = 64;

    /// <summary>Channels that are fingerprinted, spread evenly over the recording's.</summary>
    public const int MostChannels = 3;

    /// <summary>Fingerprints of a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="seconds">How much of its start is read.</param>
    public static IReadOnlyList<SignalFingerprint> Of(Recording recording, double seconds)
    {
        var found = new List<SignalFingerprint>();
        foreach (int channel in Choose(recording))
        {
            float[] signal = ComparableSignal.Of(recording, channel, 0, seconds);
            if (signal.Length > 0)
            {
                found.Add(new SignalFingerprint(channel, Landmarks(signal)));
            }
        }

        return found;
    }

    /// <summary>The landmarks of a comparable signal, in seconds.</summary>
    public static float[] Landmarks(ReadOnlySpan<float> signal)
    {
        var times = new List<float>();
        for (int i = Edge; i < signal.Length - Edge; i++)
        {
            float size = Math.Abs(signal[i]);
            if (size > 0 && IsLargest(signal, i, size))
            {
                // The vertex of the parabola through the peak and its neighbours.
                float before = Math.Abs(signal[i - 1]), after = Math.Abs(signal[i + 1]);
                float curvature = before - (2 * size) + after;
                float shift = curvature < 0 ? Math.Clamp(0.5f * (before - after) / curvature, -0.5f, 0.5f) : 0;
                times.Add((float)((i + shift) / ComparableSignal.Rate));
            }
        }

        return times.ToArray();
    }

    private static bool IsLargest(ReadOnlySpan<float> signal, int at, float size)
    {
        for (int k = 1; k <= Reach; k++)
        {
            // A plateau counts once, at its first sample.
            if (Math.Abs(signal[at - k]) >= size || Math.Abs(signal[at + k]) > size)
            {
                return false;
            }
        }

        return true;
    }

    private static IEnumerable<int> Choose(Recording recording)
    {
        int[] usable = Enumerable.Range(0, recording.Channels.Count)
            .Where(i => recording.Channels[i].SampleRate >= ComparableSignal.LeastRate)
            .ToArray();
        int count = Math.Min(MostChannels, usable.Length);
        return Enumerable.Range(0, count).Select(i => usable[(int)((long)i * usable.Length / count)]).Distinct();
    }
}

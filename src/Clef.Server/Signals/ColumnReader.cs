using System.Buffers;
using System.Numerics;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Server.Signals;

/// <summary>
/// The extremes of pixel columns over a span as recorded, read block after block, so that half an hour of 64 channels takes no more memory than ten seconds do.
/// </summary>
internal static class ColumnReader
{
    private const int BlockSamples = 1 << 20; // of all channels together: 4 MB as floats

    /// <summary>True where no channel has more than two samples a column: they are then sent as they are.</summary>
    public static bool AreSamples(Recording recording, int[] channels, double seconds, int columns) =>
        channels.All(c => Math.Round(recording.Channels[c].SampleRate * seconds) <= 2.0 * columns);

    /// <summary>Reads.</summary>
    /// <returns>A trace a channel; each column its least and greatest, NaN where nothing was recorded.</returns>
    public static IReadOnlyList<SignalTrace> Read(Recording recording, int[] channels, double from, double seconds, int columns, CancellationToken stop)
    {
        var traces = new SignalTrace[channels.Length];
        // Channels of one rate share their blocks' edges.
        foreach (IGrouping<double, int> group in Enumerable.Range(0, channels.Length).GroupBy(i => recording.Channels[channels[i]].SampleRate))
        {
            int[] places = [.. group];
            float[][] extremes = Read(recording, [.. places.Select(i => channels[i])], group.Key, from, seconds, columns, stop);
            for (int i = 0; i < places.Length; i++)
            {
                traces[places[i]] = Trace(recording.Channels[channels[places[i]]], extremes[i], columns / seconds);
            }
        }

        return traces;
    }

    private static float[][] Read(Recording recording, int[] channels, double rate, double from, double seconds, int columns, CancellationToken stop)
    {
        long first = (long)Math.Round(from * rate), count = (long)Math.Round(seconds * rate);
        float[][] extremes = [.. channels.Select(_ => Enumerable.Repeat(float.NaN, columns * 2).ToArray())];
        // A power of two, which is a length that the pool has exactly: a read fills the whole array.
        int block = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Clamp(count, 16, Math.Max(16, BlockSamples / channels.Length / 2)));
        float[][] planes = [.. channels.Select(_ => ArrayPool<float>.Shared.Rent(block))];
        try
        {
            // What lies beyond the recording's end is not read: it stays NaN.
            long recorded = Math.Min(count, channels.Max(c => recording.Channels[c].SampleCount) - first);
            for (long at = 0; at < recorded; at += block)
            {
                stop.ThrowIfCancellationRequested();
                recording.Read(channels, (first + at) / rate, planes);
                int here = (int)Math.Min(block, count - at);
                for (int i = 0; i < planes.Length; i++)
                {
                    Join(extremes[i], planes[i].AsSpan(0, here), at, count, columns);
                }
            }
        }
        finally
        {
            foreach (float[] plane in planes)
            {
                ArrayPool<float>.Shared.Return(plane);
            }
        }

        return extremes;
    }

    /// <summary>Joins a block of samples, the first of which is the span's number <paramref name="at"/>, into the columns it touches.</summary>
    private static void Join(float[] extremes, ReadOnlySpan<float> block, long at, long count, int columns)
    {
        for (int c = (int)(at * columns / count); c < columns; c++)
        {
            // Where samples are fewer than columns, each stands for all columns it covers.
            long begin = (long)c * count / columns, end = Math.Max(begin + 1, (long)(c + 1) * count / columns);
            if (begin >= at + block.Length)
            {
                break;
            }

            int from = (int)(Math.Max(begin, at) - at), to = (int)(Math.Min(end, at + block.Length) - at);
            if (to <= from)
            {
                continue;
            }

            (float low, float high) = SignalTrace.Extremes(block[from..to]);
            ref float least = ref extremes[2 * c], greatest = ref extremes[(2 * c) + 1];
            least = low >= least ? least : float.IsNaN(low) ? least : low;
            greatest = high <= greatest ? greatest : float.IsNaN(high) ? greatest : high;
        }
    }

    private static SignalTrace Trace(Channel channel, float[] extremes, double rate)
    {
        double? factor = VoltageUnit.Microvolts(channel.Unit);
        if (factor is { } microvolts && microvolts != 1)
        {
            System.Numerics.Tensors.TensorPrimitives.Multiply(extremes, (float)microvolts, extremes);
        }

        return new SignalTrace(channel.Label, factor is null ? channel.Unit : "uV", rate, extremes);
    }
}

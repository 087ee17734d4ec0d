using Clef.Signals.Formats.Common;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Recordings;

/// <summary>Formats that keep all channels in compressed chunks: a pass over the recording decodes each chunk once, though few of them are kept decoded.</summary>
public sealed class ChunkedPassTests
{
    private const int Channels = 40, ChunkSamples = 5000, Chunks = 60, Kept = 8;

    [Fact]
    public void Reading_all_channels_decodes_each_chunk_once()
    {
        var store = new ChunkStore();
        using Recording recording = Open(store);
        float[][] planes = recording.Read([.. Enumerable.Range(0, Channels)], 0, recording.DurationSeconds);
        store.Decoded.ShouldBe(Chunks);
        for (int i = 0; i < Channels; i++)
        {
            planes[i].Length.ShouldBe(Chunks * ChunkSamples);
            (planes[i][0], planes[i][123_456], planes[i][^1]).ShouldBe((Value(i, 0), Value(i, 123_456), Value(i, Chunks * ChunkSamples - 1)));
        }

        // Channel by channel the same store decodes every chunk for every channel: what the pass above avoids.
        var other = new ChunkStore();
        using Recording again = Open(other);
        for (int i = 0; i < Channels; i++)
        {
            again.ReadAll(i);
        }

        other.Decoded.ShouldBe(Channels * Chunks);
    }

    [Fact]
    public void The_extremes_of_all_channels_take_one_pass()
    {
        var store = new ChunkStore();
        using Recording recording = Open(store);
        (float Low, float High)[] extremes = SampleExtremes.Of(recording);
        store.Decoded.ShouldBe(Chunks);
        extremes.ShouldBe([.. Enumerable.Range(0, Channels).Select(i => (Value(i, 0), Value(i, 996)))]);
    }

    private static float Value(int channel, long sample) => (sample % 997) + (channel * 1000);

    private static SampledRecording Open(ChunkStore store) => new([.. Enumerable.Range(0, Channels).Select(i => new ChunkChannel(store, i))], null)
    {
        Name = "chunked",
        Format = "built",
        Channels = [.. Enumerable.Range(0, Channels).Select(i => new Channel($"{i}", "uV", 1000, Chunks * ChunkSamples))],
        DurationSeconds = Chunks * ChunkSamples / 1000.0,
    };

    /// <summary>Chunks of all channels, of which the last few decoded are kept.</summary>
    private sealed class ChunkStore
    {
        private readonly Queue<long> _kept = new();

        public int Decoded { get; private set; }

        public void Need(long chunk)
        {
            if (_kept.Contains(chunk))
            {
                return;
            }

            Decoded++;
            _kept.Enqueue(chunk);
            if (_kept.Count > Kept)
            {
                _kept.Dequeue();
            }
        }
    }

    private sealed class ChunkChannel(ChunkStore store, int channel) : SampleSource
    {
        public override long Count => Chunks * ChunkSamples;

        public override void Read(long first, Span<float> destination)
        {
            for (int i = 0; i < destination.Length; i++)
            {
                if (i == 0 || (first + i) % ChunkSamples == 0)
                {
                    store.Need((first + i) / ChunkSamples);
                }

                destination[i] = Value(channel, first + i);
            }
        }
    }
}

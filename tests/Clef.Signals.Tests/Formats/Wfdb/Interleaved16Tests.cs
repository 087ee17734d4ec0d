using System.Buffers.Binary;
using Clef.Core.Sources;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Wfdb;

/// <summary>The walk over whole frames of format 16 gives what reading signal by signal gives.</summary>
public sealed class Interleaved16Tests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(12)]
    [InlineData(15)]
    [InlineData(16)]
    [InlineData(33)]
    public void Vectors_and_scalars_agree_for_every_length(int signals)
    {
        DigitalScale[] scales = [.. Enumerable.Range(0, signals).Select(s => new DigitalScale(new WfdbSignal("a", WfdbSampleFormat.Integer16) { Gain = 10 + s, Baseline = 3 * s - 20 }))];
        for (int frames = 0; frames < 40; frames++)
        {
            byte[] stored = Stored(frames * signals, frames);
            float[]?[] expected = Planes(signals, frames + 3), actual = Planes(signals, frames + 3);
            Interleaved16.Convert(stored, signals, scales, expected, 2, vectors: false);
            Interleaved16.Convert(stored, signals, scales, actual, 2);
            for (int s = 0; s < signals; s++)
            {
                actual[s].ShouldBe(expected[s]);
            }
        }
    }

    [Fact]
    public void A_joint_read_equals_reads_of_each_channel()
    {
        var random = new Random(11);
        for (int round = 0; round < 200; round++)
        {
            int count = random.Next(1, 20), held = random.Next(700), length = random.Next(750), start = random.Next(-50, 750);
            using Recording recording = Open(count, held);
            int[] channels = [.. Enumerable.Range(0, count).Where(_ => random.Next(3) > 0)];
            random.Shuffle(channels);
            float[][] together = [.. channels.Select(_ => new float[length])];
            recording.Read(channels, start / 100.0, together);
            for (int i = 0; i < channels.Length; i++)
            {
                var alone = new float[length];
                recording.Read(channels[i], start, alone);
                together[i].ShouldBe(alone);
            }
        }
    }

    [Fact]
    public void A_channel_that_the_only_segment_lacks_is_missing()
    {
        using Recording recording = RecordingFile.Open(new MemoryFolder()
            .With("m.hea", "m/2 2 100 8\nlayout 0\none 8\n")
            .With("layout.hea", "layout 2 100 0\n~ 0 200/mV 16 0 0 0 0 I\n~ 0 200/mV 16 0 0 0 0 II\n")
            .With("one.hea", "one 1 100 8\none.dat 16 200/mV 16 0 0 0 0 II\n")
            .With("one.dat", Stored(8, 2)), "m.hea");
        float[][] planes = recording.Read([0, 1], 0, 0.08);
        planes[0].ShouldAllBe(x => float.IsNaN(x));
        planes[1].ShouldAllBe(x => float.IsFinite(x));
        recording.ReadAll(0).ShouldAllBe(x => float.IsNaN(x));
    }

    [Fact]
    public void The_value_that_means_no_sample_is_NaN_in_every_lane()
    {
        byte[] stored = Stored(12 * 16, 1);
        for (int i = 0; i < 12 * 16; i += 5)
        {
            BinaryPrimitives.WriteInt16LittleEndian(stored.AsSpan(2 * i), short.MinValue);
        }

        using Recording recording = RecordingFile.Open(Folder(12, 16, stored), "a.hea");
        float[][] planes = recording.Read([.. Enumerable.Range(0, 12)], 0, 0.16);
        for (int i = 0; i < 12 * 16; i++)
        {
            float.IsNaN(planes[i % 12][i / 12]).ShouldBe(i % 5 == 0);
        }
    }

    private static Recording Open(int signals, int frames) => RecordingFile.Open(Folder(signals, frames, Stored(signals * frames, 5)), "a.hea");

    private static MemoryFolder Folder(int signals, int frames, byte[] stored) =>
        new MemoryFolder()
            .With("a.hea", $"a {signals} 100 {frames}\n" + string.Concat(Enumerable.Range(0, signals).Select(s => $"a.dat 16 {100 + s}({s})/mV 16 0 0 0 0 s{s}\n")))
            .With("a.dat", stored);

    private static byte[] Stored(int samples, int seed)
    {
        var bytes = new byte[2 * samples];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static float[]?[] Planes(int signals, int length) => [.. Enumerable.Range(0, signals).Select(_ => new float[length])];
}

using Clef.Core;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;

namespace Clef.Signals.Tests.Resampling;

public class ResampledRecordingTests
{
    private static float[] Wave(double rate, int samples) => [.. Enumerable.Range(0, samples).Select(i => (float)(3 + Math.Sin(2 * Math.PI * 7 * i / rate)))];

    [Theory]
    [InlineData(360, 250)]
    [InlineData(128, 500)]
    [InlineData(512, 200)]
    [InlineData(257, 100)]
    public void Blocks_and_single_reads_give_the_resampling_of_the_whole(double from, double to)
    {
        float[] samples = Wave(from, (int)(300 * from));
        using MemoryRecording source = MemoryRecording.Of(from, "mV", ("I", samples));
        using ResampledRecording recording = ResampledRecording.Of(source, to);
        float[] whole = PolyphaseResampler.Resample(samples, from, to, ResamplingEdge.Line), all = recording.ReadAll(0);
        all.Length.ShouldBe(whole.Length);
        all.Zip(whole, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(2e-3f); // the line that is taken off is each block's own
        recording.Channels[0].ShouldBe(new Channel("I", "mV", to, whole.Length));
        recording.Remarks.ShouldHaveSingleItem().Text.ShouldBe(FormattableString.Invariant($"I: resampled from {from} to {to} Hz"));
        var part = new float[777];
        foreach (int at in (int[])[-100, 0, 16_000, all.Length - 300])
        {
            recording.Read(0, at, part);
            for (int i = 0; i < part.Length; i++)
            {
                part[i].ShouldBe(at + i >= 0 && at + i < all.Length ? all[at + i] : float.NaN);
            }
        }
    }

    [Fact]
    public void Missing_samples_stay_missing_and_a_channel_of_the_rate_stays_as_it_is()
    {
        float[] samples = Wave(500, 5000);
        samples.AsSpan(1000, 500).Fill(float.NaN);
        using MemoryRecording source = MemoryRecording.Of(500, "mV", ("I", samples), ("II", [1]), ("III", []));
        using ResampledRecording half = ResampledRecording.Of(source, 250), same = ResampledRecording.Of(source, 500);
        float[] halved = half.ReadAll(0);
        Enumerable.Range(0, 2500).Where(i => float.IsNaN(halved[i])).ShouldBe(Enumerable.Range(500, 250));
        half.ReadAll(1).ShouldHaveSingleItem().ShouldBe(1, 0.01f);
        half.ReadAll(2).ShouldBeEmpty();
        same.Remarks.ShouldBeEmpty();
        same.ReadAll(0).ShouldBe(samples);
        Should.Throw<ClefException>(() => ResampledRecording.Of(source, 0));
        Should.Throw<ClefException>(() => ResampledRecording.Of(source, double.NaN));
    }
}

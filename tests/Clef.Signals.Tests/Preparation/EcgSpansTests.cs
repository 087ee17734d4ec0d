using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Signals.Tests.Preparation;

public class EcgSpansTests
{
    private static readonly EcgPreparation Clef = new(EcgPipeline.ClefV1);

    [RecordingsFact("ecg-mitdb.zip")]
    public void Half_an_hour_in_spans_has_the_windows_of_the_whole()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ecg-mitdb.zip"));
        using Recording recording = RecordingFile.Open(folder, "203.hea");
        PreparedEcg whole = Clef.Prepare(recording, "II");
        foreach (int span in (int[])[7, 60, 1000])
        {
            PreparedEcg[] spans = [.. Clef.PrepareSpans(recording, "II", span)];
            spans.Length.ShouldBe((whole.WindowCount + span - 1) / span);
            spans.SelectMany(s => s.FirstSamples).ShouldBe(whole.FirstSamples);
            spans.SelectMany(s => s.ValidFraction).ShouldBe(whole.ValidFraction);
            LargestDifference(whole, spans).ShouldBeLessThan(1e-3f);
        }
    }

    [Theory]
    [InlineData(500, WindowTail.Drop)]
    [InlineData(500, WindowTail.Pad)]
    [InlineData(500, WindowTail.Overlap)]
    [InlineData(257, WindowTail.Pad)]
    [InlineData(1000, WindowTail.Overlap)]
    public void Gaps_and_the_last_window_are_those_of_the_whole(double rate, WindowTail tail)
    {
        var preparation = new EcgPreparation(EcgPipeline.ClefV1 with { Name = "test", Tail = tail });
        var samples = new float[(int)(93.7 * rate)];
        for (int i = 0; i < samples.Length; i++)
        {
            double t = i / rate;
            samples[i] = t is > 31 and < 34.5 ? float.NaN : (float)(Math.Sin(8 * t) + 0.3 * Math.Sin(41 * t + 1));
        }

        using MemoryRecording recording = MemoryRecording.Of(rate, "mV", ("I", samples));
        PreparedEcg whole = preparation.Prepare(recording, "I");
        PreparedEcg[] spans = [.. preparation.PrepareSpans(recording, "I", 2)];
        spans.SelectMany(s => s.FirstSamples).ShouldBe(whole.FirstSamples);
        spans.SelectMany(s => s.PaddedSamples).ShouldBe(whole.PaddedSamples);
        spans.SelectMany(s => s.ValidFraction).ShouldBe(whole.ValidFraction);
        LargestDifference(whole, spans).ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void Six_hours_are_read_a_span_at_a_time()
    {
        using var recording = new EndlessRecording(21_600) { Name = "simulated", Format = "simulated", Channels = [new Channel("I", "mV", 250, 21_600 * 250)], DurationSeconds = 21_600 };
        int windows = 0;
        foreach (PreparedEcg span in Clef.PrepareSpans(recording, "I"))
        {
            windows += span.WindowCount;
            span.WindowCount.ShouldBe(EcgPreparation.DefaultSpanWindows);
            span.Account.RecordedSamples.ShouldBe(600 * 250);
        }

        windows.ShouldBe(2160);
        recording.LongestRead.ShouldBeInRange(250 * 600, 250 * 640); // ten minutes, and what the filter remembers to either side
    }

    [Fact]
    public void A_missing_an_empty_and_an_unknown_lead_are_defined()
    {
        using MemoryRecording recording = MemoryRecording.Of(500, "mV", ("II", new float[100]), ("V1", []));
        PreparedEcg missing = Clef.PrepareSpans(recording, "V6").ShouldHaveSingleItem();
        missing.WindowCount.ShouldBe(0);
        missing.Account.IsMissing.ShouldBeTrue();
        Clef.PrepareSpans(recording, "II").ShouldHaveSingleItem().PaddedSamples.ShouldBe([4900]);
        Clef.PrepareSpans(recording, "V1").ShouldBeEmpty();
        Should.Throw<ClefException>(() => Clef.PrepareSpans(recording, "II", 0));
    }

    private static float LargestDifference(PreparedEcg whole, PreparedEcg[] spans)
    {
        float largest = 0;
        int at = 0;
        foreach (PreparedEcg span in spans)
        {
            foreach (float x in span.Samples)
            {
                largest = Math.Max(largest, Math.Abs(x - whole.Samples[at++]));
            }
        }

        at.ShouldBe(whole.Samples.Length);
        return largest;
    }

    /// <summary>A simulated wave that is computed as it is read.</summary>
    private sealed class EndlessRecording(double seconds) : Recording
    {
        public int LongestRead { get; private set; }

        public override IReadOnlyList<Annotation> Annotations => [];

        public override void Read(int channel, long firstSample, Span<float> destination)
        {
            LongestRead = Math.Max(LongestRead, destination.Length);
            for (int i = 0; i < destination.Length; i++)
            {
                long at = firstSample + i;
                destination[i] = at < 0 || at >= seconds * 250 ? float.NaN : at % 200 < 10 ? 1 : 0;
            }
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

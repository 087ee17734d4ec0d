using System.Runtime.InteropServices;
using Clef.Ecg.Embedding;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Tests.Embedding;

/// <summary>Long recordings come span by span: all their windows, in little memory.</summary>
public sealed class HolterTests : IDisposable
{
    private const int Rate = 128;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-holter-").FullName;
    private readonly EcgPreparation _preparation = new(EcgPipeline.ClefV1);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_day_of_simulated_ECG_comes_in_spans_of_ten_minutes_and_little_memory()
    {
        Write("day", 86_400);
        int windows = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
        foreach (PreparedSpan span in PreparedRecord.Read("day", () => RecordingFile.Open(Path.Combine(_folder, "day.hea")), _preparation, ["I"], 0, 1))
        {
            if (span.Ends)
            {
                span.Record.Failure.ShouldBeNull();
                span.Progress.ShouldBe(1);
                break;
            }

            span.WindowCount.ShouldBe(EcgPreparation.DefaultSpanWindows);
            span.Leads[0].FirstSamples[0].ShouldBe(windows * 5000L);
            windows += span.WindowCount;

            // What lives, not what waits to be collected; a look at every eighth span is enough.
            most = windows % 480 == 0 ? Math.Max(most, GC.GetTotalMemory(forceFullCollection: true)) : most;
        }

        windows.ShouldBe(8640);
        (most - before).ShouldBeLessThan(16 << 20); // the lead as a whole, at 500 Hz, has 173 MB
    }

    [Fact]
    public void Spans_are_the_windows_of_the_whole()
    {
        Write("hour", 3607);
        using Recording recording = RecordingFile.Open(Path.Combine(_folder, "hour.hea"));
        PreparedEcg whole = _preparation.Prepare(recording, "I");
        var spans = new LeadSpans(_preparation, recording, ["I"]);
        (spans.WindowCount, spans.DroppedSeconds, spans.RecordedShare()).ShouldBe((360, 7, 1));
        float[] joined = [.. spans.Read().SelectMany(s => s[0].Samples.ToArray())];
        joined.Length.ShouldBe(whole.Samples.Length);
        float largest = 0;
        for (int i = 0; i < joined.Length; i++)
        {
            largest = Math.Max(largest, Math.Abs(joined[i] - whole.Samples[i]));
        }

        largest.ShouldBeLessThan(1e-3f);
    }

    [Fact]
    public void A_fault_behind_the_first_span_ends_the_record_with_its_reason()
    {
        var record = PreparedRecord.Read("broken", () => new BreakingRecording
        {
            Name = "broken",
            Format = "simulated",
            Channels = [new Channel("I", "mV", 500, 500 * 1800)],
            DurationSeconds = 1800,
        }, _preparation, ["I"], 0, 1).ToArray();
        record.Length.ShouldBe(3); // two spans, and the end
        record[^1].Ends.ShouldBeTrue();
        record[^1].Record.Failure!.ShouldContain("the disk is gone");
    }

    /// <summary>One lead in WFDB format 16: a wave a second, 200 units a millivolt.</summary>
    private void Write(string name, int seconds)
    {
        var second = new short[Rate];
        for (int i = 0; i < Rate; i++)
        {
            second[i] = (short)(200 * Math.Exp(-Math.Pow((i - 40) / 3.0, 2)));
        }

        using (FileStream stream = File.Create(Path.Combine(_folder, name + ".dat")))
        {
            for (int s = 0; s < seconds; s++)
            {
                stream.Write(MemoryMarshal.AsBytes(second.AsSpan()));
            }
        }

        File.WriteAllText(Path.Combine(_folder, name + ".hea"), $"{name} 1 {Rate} {seconds * Rate}\n{name}.dat 16 200(0)/mV 16 0 0 0 0 I\n");
    }

    /// <summary>A recording that can be read once through, and then no further than 25 minutes.</summary>
    private sealed class BreakingRecording : Recording
    {
        private bool _walked;

        public override IReadOnlyList<Annotation> Annotations => [];

        public override void Read(int channel, long firstSample, Span<float> destination)
        {
            destination.Clear();
            long end = firstSample + destination.Length;
            if (_walked && end > 500 * 1500)
            {
                throw new IOException("the disk is gone");
            }

            _walked |= end >= 500 * 1800;
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}

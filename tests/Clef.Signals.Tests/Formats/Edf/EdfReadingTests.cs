using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Edf;

/// <summary>Built files: scaling, gaps, annotations, and every tolerance by its name.</summary>
public sealed class EdfReadingTests
{
    private static Recording Open(EdfBuilder builder) => Open(builder.Build());

    private static Recording Open(byte[] bytes) => RecordingFile.Open(new MemoryFolder().With("a.edf", bytes), "a.edf");

    private static int[] Ramp(int from, int count) => [.. Enumerable.Range(from, count)];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Samples_are_scaled_to_the_last_place(bool bdf)
    {
        // 77 samples, so that vectors and the rest behind them are both used; values over the whole digital range.
        long low = bdf ? -(1 << 23) : short.MinValue, span = bdf ? (1 << 24) - 1 : ushort.MaxValue;
        int[] values = [.. Enumerable.Range(0, 77).Select(i => (int)(low + span * i / 76))];
        using Recording recording = Open(new EdfBuilder(bdf).Signal("a", 77, "", "mV", "-3.2", "5.7").Signal("b", 1).Record(values, new[] { 5 }).Record(values, new[] { 6 }));
        float[] samples = recording.ReadAll(0);
        double step = (5.7 + 3.2) / span;
        for (int i = 0; i < 154; i++)
        {
            double exact = -3.2 + (values[i % 77] - low) * step;
            ((double)samples[i]).ShouldBe(exact, 2.5e-7 + step / 50);
        }

        recording.ReadAll(1).ShouldAllBe(v => v > 0);
        recording.Format.ShouldBe(bdf ? "BDF" : "EDF");
    }

    [Fact]
    public void Reading_several_channels_equals_reading_each()
    {
        var builder = new EdfBuilder().Signal("a", 50).Signal("b", 7).Signal("c", 128);
        for (int r = 0; r < 40; r++)
        {
            builder.Record(Ramp(r * 50, 50), Ramp(r * 7, 7), Ramp(r * 128, 128));
        }

        using Recording recording = Open(builder);
        foreach ((double from, double seconds) in new[] { (0.0, 40.0), (-1.5, 3), (38.7, 5), (3.21, 0.4), (100, 1), (7, 0) })
        {
            float[][] planes = recording.Read([2, 0, 1], from, seconds);
            foreach ((int channel, int row) in new[] { (2, 0), (0, 1), (1, 2) })
            {
                var alone = new float[planes[row].Length];
                recording.Read(channel, (long)Math.Round(from * recording.Channels[channel].SampleRate), alone);
                planes[row].ShouldBe(alone);
            }
        }
    }

    [Fact]
    public void A_gap_of_a_discontinuous_file_reads_as_missing()
    {
        using Recording recording = Open(new EdfBuilder { Reserved = "EDF+D" }.Signal("a", 4, "", "uV", "-32768", "32767").Signal("EDF Annotations", 20)
            .Record(Ramp(1, 4), "+0.25\x14\x14\0+0.5\x14" + "first\x14\0").Record(Ramp(5, 4), "+1.25\x14\x14").Record(Ramp(9, 4), "+4.75\x14\x14\0+5\x15" + "0.5\x14x\x14y\x14\0"));
        recording.Format.ShouldBe("EDF+D");
        recording.Channels.ShouldHaveSingleItem().SampleCount.ShouldBe(22);
        recording.DurationSeconds.ShouldBe(5.5);
        recording.Gaps.ShouldBe([new TimeSpanSeconds(2, 2.5)]);
        recording.Start.ShouldBe(new DateTime(2010, 3, 2, 4, 5, 6, 250));
        float n = float.NaN;
        recording.ReadAll(0).ShouldBe([1, 2, 3, 4, 5, 6, 7, 8, n, n, n, n, n, n, n, n, n, n, 9, 10, 11, 12]);
        var window = new float[6];
        recording.Read(0, 16, window);
        window.ShouldBe([n, n, 9, 10, 11, 12]);
        recording.Annotations.ShouldBe([new Annotation(0.25, null, "first"), new Annotation(4.75, 0.5, "x"), new Annotation(4.75, 0.5, "y")]);
    }

    [Fact]
    public void The_status_channel_of_a_BioSemi_file_becomes_annotations()
    {
        using Recording recording = Open(new EdfBuilder(true).Signal("a", 4).Signal("Status", 4)
            .Record(Ramp(1, 4), new[] { 0x100000, 0x10000 | 7, 7, 9 }).Record(Ramp(1, 4), new[] { 0, 9, 9, 9 }));
        recording.Channels.ShouldHaveSingleItem().Label.ShouldBe("a");
        recording.Annotations.ShouldBe([new Annotation(0.25, null, "7"), new Annotation(0.75, null, "9"), new Annotation(1.25, null, "9")]);
    }

    [Fact]
    public void The_patient_field_of_EDF_plus_is_read_in_its_parts()
    {
        using Recording recording = Open(new EdfBuilder { Patient = "MCH-0234567 F 02-MAY-1951 Haagse_Harry mild_ataxia" }.Signal("a", 1).Record(Ramp(0, 1)));
        recording.Subject.ShouldBe(new Subject("MCH-0234567", "Haagse Harry", "F", new DateOnly(1951, 5, 2), null, "mild ataxia"));
    }

    public static TheoryData<string, byte[]> Tolerances()
    {
        int[] one = [1];
        EdfBuilder Plain(string label = "a", params string[] fields) => new EdfBuilder().Signal(label, 1, fields).Record(one);
        byte[] right = Plain().Build();
        byte[] shifted = [.. right];
        "  1     "u8.CopyTo(shifted.AsSpan(236));
        return new TheoryData<string, byte[]>
        {
            { "start-date-invalid", new EdfBuilder { Date = "xx.yy.zz", Recording = "" }.Signal("a", 1).Record(one).Build() },
            { "start-time-invalid", new EdfBuilder { Time = "27.00.00" }.Signal("a", 1).Record(one).Build() },
            { "start-separators", new EdfBuilder { Time = "04:05:06" }.Signal("a", 1).Record(one).Build() },
            { "start-date-differs", new EdfBuilder { Date = "03.03.10" }.Signal("a", 1).Record(one).Build() },
            { "recording-date-invalid", new EdfBuilder { Recording = "Startdate 2010-03-02 X X X" }.Signal("a", 1).Record(one).Build() },
            { "record-count-wrong", new EdfBuilder { Records = "7" }.Signal("a", 1).Record(one).Build() },
            { "record-count-unknown", new EdfBuilder { Records = "-1" }.Signal("a", 1).Record(one).Build() },
            { "last-record-cut", [.. new EdfBuilder().Signal("a", 2).Record(new[] { 1, 2 }).Build(), 0] },
            { "header-length-wrong", new EdfBuilder { HeaderBytes = "256" }.Signal("a", 1).Record(one).Build() },
            { "decimal-comma", Plain("a", "", "uV", "-1,5", "1,5").Build() },
            { "non-ascii", Plain("a", "", "\u00b5V").Build() },
            { "field-padding", shifted },
            { "duplicate-label", new EdfBuilder().Signal("a", 1).Signal("a", 1).Record(one, one).Build() },
            { "range-empty", Plain("a", "", "uV", "0", "0").Build() },
            { "digital-range-reversed", Plain("a", "", "uV", "-1", "1", "10", "-10").Build() },
            { "digital-range-outside", Plain("a", "", "uV", "-1", "1", "-99999", "10").Build() },
            { "signal-empty", new EdfBuilder().Signal("a", 1).Signal("b", 0).Record(one, Array.Empty<int>()).Build() },
            { "record-duration-zero", new EdfBuilder { RecordSeconds = "0" }.Signal("a", 1).Record(one).Build() },
            { "annotations-missing", new EdfBuilder { Reserved = "EDF+C" }.Signal("a", 1).Record(one).Build() },
            { "record-onset-missing", new EdfBuilder { Reserved = "EDF+D" }.Signal("a", 1).Signal("EDF Annotations", 4).Record(one, "+0\x14\x14").Record(one, "").Build() },
            { "record-onset-overlaps", new EdfBuilder { Reserved = "EDF+D" }.Signal("a", 1).Signal("EDF Annotations", 4).Record(one, "+9\x14\x14").Record(one, "+2\x14\x14").Build() },
        };
    }

    [Theory]
    [MemberData(nameof(Tolerances))]
    public void What_is_tolerated_is_remarked_by_name_and_nothing_else_is(string code, byte[] bytes)
    {
        using Recording recording = Open(bytes);
        recording.Remarks.Select(r => r.Code).ShouldBe([code]);
        recording.Channels[0].Label.ShouldBe("a");
        recording.ReadAll(0).ShouldAllBe(v => float.IsFinite(v));
    }

    [Fact]
    public void A_strict_file_has_no_remarks()
    {
        using Recording recording = Open(new EdfBuilder { Reserved = "EDF+C" }.Signal("a", 1).Signal("EDF Annotations", 8).Record(new[] { 3 }, "+0\x14\x14"));
        recording.Remarks.ShouldBeEmpty();
        recording.Annotations.ShouldBeEmpty();
    }

    [Fact]
    public void Damaged_annotation_lists_are_passed_over_and_remarked()
    {
        using var recording = (Clef.Signals.Formats.Edf.EdfRecording)Open(new EdfBuilder { Reserved = "EDF+C" }.Signal("a", 1).Signal("EDF Annotations", 16)
            .Record(new[] { 3 }, "+0\x14\x14\0nonsense\0+0.5\x14ok\x14\0"));
        recording.Annotations.ShouldBe([new Annotation(0.5, null, "ok")]);
        recording.AnnotationRemarks.ShouldHaveSingleItem().Code.ShouldBe("annotation-damaged");
    }

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    public void A_header_that_is_cut_short_is_refused(int length) =>
        Should.Throw<ClefException>(() => Open(new EdfBuilder().Signal("a", 1).Record(Ramp(0, 1)).Build()[..length])).Message.ShouldContain("a.edf");

    [Theory]
    [InlineData("1e308")]
    [InlineData("1e-300")]
    [InlineData("nan")]
    public void A_record_duration_that_no_recorder_has_is_refused(string seconds) =>
        Should.Throw<ClefException>(() => Open(new EdfBuilder { RecordSeconds = seconds }.Signal("a", 1).Record(Ramp(0, 1)))).Message.ShouldContain("record duration");

    [Fact]
    public void A_record_larger_than_any_file_allocates_nothing()
    {
        byte[] bytes = new EdfBuilder().Signal("a", 1).Record(Ramp(0, 1)).Build();
        "99999999"u8.CopyTo(bytes.AsSpan(256 + 216));
        using Recording recording = Open(bytes);
        recording.Channels[0].SampleCount.ShouldBe(0);
        recording.Remarks.ShouldContain(r => r.Code == "record-count-wrong");
    }
}

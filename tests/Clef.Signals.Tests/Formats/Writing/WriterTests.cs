using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Delimited;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Signals.Tests.Formats.Writing;

/// <summary>What is written is read back: within half a quantisation step, with its annotations, gaps and facts.</summary>
public sealed class WriterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-write").FullName;

    public void Dispose() => Directory.Delete(_folder, true);

    private string At(string name) => Path.Combine(_folder, name);

    /// <summary>A simulated recording: two waves at different rates, marks, and a gap from 3 s to 5 s.</summary>
    private static BuiltRecording Simulated(bool gap, bool facts = true)
    {
        float[] fast = [.. Enumerable.Range(0, 2000).Select(i => (float)(80 * Math.Sin(i * 0.1) + 3))];
        float[] slow = [.. Enumerable.Range(0, 500).Select(i => (float)(0.5 * Math.Cos(i * 0.03)))];
        if (gap)
        {
            fast.AsSpan(600, 400).Fill(float.NaN);
            slow.AsSpan(150, 100).Fill(float.NaN);
        }

        return new BuiltRecording([fast, slow], [new Annotation(0.5, 1.25, "seizure \u00e4"), new Annotation(7.125, null, "N", "Slow")])
        {
            Name = "simulated",
            Format = "built",
            Channels = [new Channel("Fast", "uV", 200, 2000), new Channel("Slow", "mV", 50, 500) { Prefilter = "HP:0.1Hz" }],
            DurationSeconds = 10,
            Start = new DateTime(2031, 2, 3, 4, 5, 6, 500),
            Subject = facts ? new Subject("P7", "Ada B", "F", new DateOnly(1950, 12, 10), null, null) : Subject.Unknown,
        };
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    [InlineData(true, true)]
    public void EDF_plus_and_BDF_plus(bool bdf, bool gap)
    {
        using BuiltRecording source = Simulated(gap);
        EdfWriter.Write(At("a.edf"), source, new EdfWriteOptions { Bdf = bdf }).ShouldBeEmpty();
        using Recording back = RecordingFile.Open(At("a.edf"));
        back.Remarks.ShouldBeEmpty();
        back.Format.ShouldBe((bdf ? "BDF+" : "EDF+") + (gap ? "D" : "C"));
        back.Start.ShouldBe(source.Start);
        back.Subject.ShouldBe(source.Subject);
        back.Gaps.ShouldBe(gap ? [new TimeSpanSeconds(3, 2)] : []);
        back.Annotations.ShouldBe(source.Annotations);
        back.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)).ShouldBe(source.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)));
        back.Channels[1].Prefilter.ShouldBe("HP:0.1Hz");
        Compare(source, back, 0.51);
        back.Channels[0].Resolution.ShouldBeLessThan(170 / (bdf ? 16_000_000.0 : 65_000));
    }

    [Fact]
    public void The_subject_is_left_out_where_asked()
    {
        using BuiltRecording source = Simulated(false);
        EdfWriter.Write(At("a.edf"), source, new EdfWriteOptions { IncludeSubject = false });
        using Recording back = RecordingFile.Open(At("a.edf"));
        back.Subject.ShouldBe(Subject.Unknown);
        File.ReadAllText(At("a.edf")).ShouldNotContain("Ada");
    }

    [Fact]
    public void Samples_missing_within_a_record_are_said_in_an_annotation()
    {
        float[] samples = [1, 2, float.NaN, float.NaN, 5, 6, 7, 8, 9, 10];
        using var source = new BuiltRecording([samples], []) { Name = "simulated", Format = "built", Channels = [new Channel("A", "uV", 10, 10)], DurationSeconds = 1 };
        EdfWriter.Write(At("a.edf"), source);
        using Recording back = RecordingFile.Open(At("a.edf"));
        back.Annotations.ShouldBe([new Annotation(0.2, 0.2, "missing", "A")]);
        back.Start.ShouldBeNull();
    }

    [Fact]
    public void A_value_outside_a_stated_range_is_an_error_and_leaves_no_file()
    {
        using BuiltRecording source = Simulated(false);
        Should.Throw<ClefException>(() => EdfWriter.Write(At("a.edf"), source, new EdfWriteOptions { PhysicalRanges = [(-80, 80), (-1, 1)] }))
            .Message.ShouldContain("Fast");
        Directory.GetFiles(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void Many_annotations_find_room()
    {
        using var source = new BuiltRecording([new float[300]], [.. Enumerable.Range(0, 500).Select(i => new Annotation((1000 + i) / 1000.0, null, $"mark {i}"))])
        {
            Name = "simulated", Format = "built", Channels = [new Channel("A", "uV", 100, 300)], DurationSeconds = 3,
        };
        EdfWriter.Write(At("a.edf"), source);
        using Recording back = RecordingFile.Open(At("a.edf"));
        back.Annotations.ShouldBe(source.Annotations);
    }

    [Theory]
    [InlineData(WfdbSampleFormat.Integer16)]
    [InlineData(WfdbSampleFormat.Integer24)]
    [InlineData(WfdbSampleFormat.Integer32)]
    [InlineData(WfdbSampleFormat.Packed212)]
    public void WFDB(WfdbSampleFormat format)
    {
        using BuiltRecording source = Simulated(true);
        WfdbWriter.Write(At("r.hea"), source, new WfdbWriteOptions { Format = format }).Select(r => r.Code).ShouldBe(["duration-dropped"]);
        using var back = (WfdbRecording)RecordingFile.Open(At("r.hea"));
        back.Remarks.ShouldBeEmpty();
        back.Start.ShouldBe(source.Start);
        back.Subject.Sex.ShouldBe("F");
        back.Subject.Name.ShouldBeNull();
        back.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)).ShouldBe(source.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)));
        Compare(source, back, 0.51);
        back.Annotations.Select(a => a.Text).ShouldBe(["\" seizure \u00e4", "N"]);
        back.ReadAnnotations("atr")[1].Channel.ShouldBe(1);

        // The header's own sums and first samples.
        WfdbHeader header = WfdbFormat.ReadHeader(new DirectorySourceFolder(_folder), "r.hea", []);
        for (int i = 0; i < 2; i++)
        {
            var digital = new int[back.Channels[i].SampleCount];
            back.ReadDigital(i, 0, digital);
            header.Signals[i].InitialValue.ShouldBe(digital[0]);
            header.Signals[i].Checksum.ShouldBe(unchecked((short)digital.Aggregate(0, (a, v) => unchecked(a + v))));
        }
    }

    [Fact]
    public void A_table_has_times_labels_empty_cells_and_a_description()
    {
        using var source = new BuiltRecording([[1, float.NaN], [0.25f, -3]], [])
        {
            Name = "simulated", Format = "built", Channels = [new Channel("A,1", "uV", 4, 2), new Channel("B", "mV", 4, 2)], DurationSeconds = 0.5,
        };
        CsvWriter.Write(At("t.csv"), source);
        File.ReadAllText(At("t.csv")).ShouldBe("time,\"A,1\",B\n0,1,0.25\n0.25,,-3\n");
        File.ReadAllText(At("t.json")).ShouldContain("\"units\":[\"uV\",\"mV\"]");
        using BuiltRecording mixed = Simulated(false);
        Should.Throw<ClefException>(() => CsvWriter.Write(At("m.csv"), mixed)).Message.ShouldContain("one rate");
    }

    [RecordingsFact("ecg-mitdb.zip")]
    public void A_real_record_keeps_every_digital_value_through_WFDB_and_EDF()
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "ecg-mitdb.zip"));
        using var source = (WfdbRecording)RecordingFile.Open(folder, "100.hea");
        WfdbWriter.Write(At("r.hea"), source, new WfdbWriteOptions { Format = WfdbSampleFormat.Packed212 });
        EdfWriter.Write(At("r.edf"), source);
        int[] before = new int[650_000], after = new int[650_000];
        source.ReadDigital(0, 0, before);
        using var record = (WfdbRecording)RecordingFile.Open(At("r.hea"));
        record.ReadDigital(0, 0, after);
        after.AsSpan().SequenceEqual(before).ShouldBeTrue();
        record.Annotations.ShouldBe(source.Annotations);
        using Recording edf = RecordingFile.Open(At("r.edf"));

        // 650,000 samples are no whole number of records: the rest of the last is said to be missing on both channels.
        edf.Annotations.Where(a => a.Text != "missing").Select(a => a.Text).ShouldBe(source.Annotations.Select(a => a.Text));
        edf.Annotations.Count(a => a.Text == "missing").ShouldBe(2);
        Compare(source, edf, 0.51);
    }

    private static void Compare(Recording source, Recording back, double steps)
    {
        for (int i = 0; i < source.Channels.Count; i++)
        {
            float[] a = source.ReadAll(i), b = back.ReadAll(i);
            double tolerance = steps * back.Channels[i].Resolution + 1e-5;
            for (int k = 0; k < a.Length; k++)
            {
                if (float.IsNaN(a[k]) != float.IsNaN(b[k]) || Math.Abs(a[k] - b[k]) > tolerance)
                {
                    throw new Xunit.Sdk.XunitException($"channel {i} sample {k}: {a[k]} became {b[k]}, tolerance {tolerance}");
                }
            }
        }
    }
}

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
    public void Samples_missing_within_a_record_are_said_in_an_annotation_and_read_back_as_missing()
    {
        float[] samples = [1, 2, float.NaN, float.NaN, 5, 6, 7, 8, 9, 10];
        using var source = new BuiltRecording([samples], []) { Name = "simulated", Format = "built", Channels = [new Channel("A", "uV", 10, 10)], DurationSeconds = 1 };
        EdfWriter.Write(At("a.edf"), source);
        using Recording back = RecordingFile.Open(At("a.edf"));
        back.Annotations.ShouldBeEmpty();
        back.ReadAll(0).Select(float.IsNaN).ShouldBe(samples.Select(float.IsNaN));
        back.Read([0, 0], 0, 1)[1].Select(float.IsNaN).ShouldBe(samples.Select(float.IsNaN));
        back.Start.ShouldBeNull();

        // Other readers see an annotation; so does ours in a file that does not say that Clef wrote it.
        byte[] bytes = File.ReadAllBytes(At("a.edf"));
        bytes.AsSpan(bytes.AsSpan().IndexOf("Clef missing"u8), 4).Fill((byte)'X');
        File.WriteAllBytes(At("b.edf"), bytes);
        using Recording other = RecordingFile.Open(At("b.edf"));
        other.Annotations.ShouldBe([new Annotation(0.2, 0.2, "samples not recorded", "A")]);
        other.ReadAll(0).ShouldNotContain(float.NaN);
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

        // 650,000 samples are no whole number of records; the padding of the last is no part of what is read.
        edf.Annotations.Select(a => a.Text).ShouldBe(source.Annotations.Select(a => a.Text));
        edf.Channels.Select(c => c.SampleCount).ShouldBe([650_000, 650_000]);
        edf.DurationSeconds.ShouldBe(source.DurationSeconds, 1e-6);
        Compare(source, edf, 0.51);

        // And back to WFDB: the same integers, the same header.
        WfdbWriter.Write(At("s.hea"), edf);
        WfdbWriter.Write(At("t.hea"), source);
        File.ReadAllBytes(At("s.dat")).AsSpan().SequenceEqual(File.ReadAllBytes(At("t.dat"))).ShouldBeTrue();
        File.ReadAllLines(At("s.hea"))[1..3].Select(l => l.Replace("s.dat", "t.dat")).ShouldBe(File.ReadAllLines(At("t.hea"))[1..3]);
        File.ReadAllLines(At("t.hea"))[1].ShouldStartWith("t.dat 16 200(1024)/mV 16 0 "); // as the header of record 100 states
        File.ReadAllBytes(At("s.atr")).ShouldBe(File.ReadAllBytes(At("t.atr")));
    }

    [Theory]
    [InlineData(WfdbSampleFormat.Integer16)]
    [InlineData(WfdbSampleFormat.Packed212)]
    public void Gaps_stay_gaps_from_EDF_to_WFDB_and_back(WfdbSampleFormat format)
    {
        using BuiltRecording source = Simulated(true);
        EdfWriter.Write(At("a.edf"), source);
        using Recording edf = RecordingFile.Open(At("a.edf"));
        edf.Gaps.ShouldBe([new TimeSpanSeconds(3, 2)]);
        WfdbWriter.Write(At("w.hea"), edf, new WfdbWriteOptions { Format = format });
        Directory.GetFiles(_folder, "w*").Select(Path.GetFileName).Order(StringComparer.Ordinal)
            .ShouldBe(["w.atr", "w.hea", "w_0001.dat", "w_0001.hea", "w_0003.dat", "w_0003.hea", "w_layout.hea"]);
        File.ReadAllLines(At("w.hea"))[..5].ShouldBe(["w/4 2 50 500 04:05:06.500 03/02/2031", "w_layout 0", "w_0001 150", "~ 100", "w_0003 250"]);
        using Recording record = RecordingFile.Open(At("w.hea"));
        record.Remarks.ShouldBeEmpty();
        record.Gaps.ShouldBe(edf.Gaps);
        record.DurationSeconds.ShouldBe(10);
        record.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)).ShouldBe(edf.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)));
        record.Annotations.Count.ShouldBe(2);
        Compare(edf, record, 0.51);
        WfdbWriter.Write(At("v.hea"), record, new WfdbWriteOptions { Format = format });
        File.ReadAllBytes(At("v_0003.dat")).ShouldBe(File.ReadAllBytes(At("w_0003.dat")));
        EdfWriter.Write(At("b.edf"), record);
        using Recording back = RecordingFile.Open(At("b.edf"));
        back.Gaps.ShouldBe(edf.Gaps);
        Compare(record, back, 0.51);
    }

    [Fact]
    public void Channels_that_end_at_different_times_keep_their_missing_ends()
    {
        using var source = new BuiltRecording([Enumerable.Range(0, 1003).Select(i => (float)i).ToArray(), Enumerable.Range(0, 90).Select(i => (float)-i).ToArray()],
            [new Annotation(2, 0.5, "missing", "a label of more than sixteen characters")])
        {
            Name = "simulated",
            Format = "built",
            Channels = [new Channel("A", "uV", 100, 1003), new Channel("a label of more than sixteen characters", "uV", 10, 90)],
            DurationSeconds = 10.03,
        };
        EdfWriter.Write(At("a.edf"), source).ShouldHaveSingleItem().Code.ShouldBe("label-respelt");
        using Recording back = RecordingFile.Open(At("a.edf"));
        back.DurationSeconds.ShouldBe(10.03, 1e-7);
        back.Channels[0].SampleCount.ShouldBe(1003);
        back.ReadAll(0).ShouldAllBe(v => float.IsFinite(v));
        float[] slow = back.ReadAll(1);
        slow.Length.ShouldBe(100);
        slow[90..].ShouldAllBe(v => float.IsNaN(v));
        slow[..90].ShouldAllBe(v => float.IsFinite(v));
        back.Annotations.ShouldBe([new Annotation(2, 0.5, "missing", "a label of more")]); // the recording's own, under the label as it fits
    }

    [Theory]
    [InlineData(200, 0, "200(0)/mV")]
    [InlineData(2000, -5, "2000(-5)/mV")]
    [InlineData(409.6, 1024, "409.6(1024)/mV")]
    [InlineData(-12.5, 0, "-12.5(0)/mV")]
    public void A_gain_is_written_as_it_was_read(double gain, int baseline, string written)
    {
        short[] digital = [1, -32000, 32000, 7, short.MinValue, 100];
        File.WriteAllBytes(At("g.dat"), System.Runtime.InteropServices.MemoryMarshal.AsBytes(digital.AsSpan()).ToArray());
        File.WriteAllText(At("g.hea"), FormattableString.Invariant($"g 1 250 6\ng.dat 16 {gain}({baseline})/mV 16 0 1 0 0 I\n"));
        using Recording source = RecordingFile.Open(At("g.hea"));
        WfdbWriter.Write(At("h.hea"), source).ShouldBeEmpty();
        File.ReadAllText(At("h.hea")).ShouldContain(" " + written + " ");
        File.ReadAllBytes(At("h.dat")).ShouldBe(File.ReadAllBytes(At("g.dat")));
    }

    [Theory]
    [InlineData(WfdbSampleFormat.Integer16)]
    [InlineData(WfdbSampleFormat.Packed212)]
    [InlineData(WfdbSampleFormat.Integer32)]
    public void A_small_range_far_from_zero_is_written(WfdbSampleFormat format)
    {
        float[] samples = [.. Enumerable.Range(0, 300).Select(i => 187_000f + ((i % 7) * 0.015625f))]; // an electrode offset, steps of single precision
        using var source = new BuiltRecording([samples, [0, 1e-30f]], [])
        {
            Name = "simulated", Format = "built", DurationSeconds = 1, Channels = [new Channel("I", "uV", 300, 300), new Channel("tiny", "V", 300, 2)],
        };
        WfdbWriter.Write(At("f.hea"), source, new WfdbWriteOptions { Format = format });
        using Recording back = RecordingFile.Open(At("f.hea"));
        float[] read = back.ReadAll(0);
        for (int i = 0; i < samples.Length; i++)
        {
            read[i].ShouldBe(samples[i], 0.016f);
        }

        back.ReadAll(1)[1].ShouldBe(1e-30f, 1e-32f);
    }

    [Fact]
    public void A_gain_that_comes_from_EDF_has_few_digits()
    {
        float[] samples = [.. Enumerable.Range(0, 500).Select(i => (i - 250) * 0.0005f)];
        using var source = new BuiltRecording([samples], [])
        {
            Name = "simulated", Format = "built", DurationSeconds = 1,
            Channels = [new Channel("I", "mV", 500, 500) { Resolution = 0.0005, PhysicalRange = (-16.384, 16.3835) }],
        };
        EdfWriter.Write(At("a.edf"), source);
        using Recording edf = RecordingFile.Open(At("a.edf"));
        WfdbWriter.Write(At("a.hea"), edf);
        File.ReadAllText(At("a.hea")).ShouldContain(" 2000(0)/mV ");
        using Recording back = RecordingFile.Open(At("a.hea"));
        Compare(source, back, 0.01);
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

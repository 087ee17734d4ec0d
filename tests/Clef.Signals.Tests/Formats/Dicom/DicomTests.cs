using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Dicom;

/// <summary>DICOM waveforms in every uncompressed transfer syntax, with sequences of stated and open length.</summary>
public class DicomTests
{
    private static Recording Open(byte[] bytes) => RecordingFile.Open(new MemoryFolder().With("a.dcm", bytes), "a.dcm");

    [Theory]
    [InlineData(DicomBuilder.ImplicitLittle, false)]
    [InlineData(DicomBuilder.ImplicitLittle, true)]
    [InlineData(DicomBuilder.ExplicitLittle, false)]
    [InlineData(DicomBuilder.ExplicitLittle, true)]
    [InlineData(DicomBuilder.ExplicitBig, false)]
    [InlineData(DicomBuilder.ExplicitBig, true)]
    [InlineData(DicomBuilder.Deflated, true)]
    public void Every_transfer_syntax_reads_the_same(string syntax, bool undefinedLengths)
    {
        using Recording recording = Open(new DicomBuilder(syntax).Build(undefinedLengths, "Dœ^Jane", new DicomBuilder.Group()));
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount, c.Resolution, c.Prefilter)).ShouldBe([("1", "uV", 250.0, 30L, 5.0, "HP:0.05Hz"), ("2", "uV", 250.0, 30L, 5.0, "HP:0.05Hz")]);

        // Stored x sensitivity x correction + baseline; the padding value is missing.
        recording.ReadAll(1).ShouldBe(Enumerable.Range(0, 30).Select(i => i == 3 ? float.NaN : ((10 + i) * 5f) + 7));
        recording.Annotations.ShouldBe([new Annotation(5 / 250.0, (10 / 250.0) - (5 / 250.0), "a note", "2")]);
        recording.Subject.ShouldBe(new Subject("P1", "Dœ Jane", "F", new DateOnly(1970, 1, 31), 54, null));
        recording.Start.ShouldBe(new DateTime(2024, 3, 1, 12, 0, 0, 500));
        recording.Remarks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("SB")]
    [InlineData("UB")]
    [InlineData("US")]
    [InlineData("SL")]
    [InlineData("UL")]
    public void Every_sample_interpretation_is_read(string interpretation)
    {
        using Recording recording = Open(new DicomBuilder(DicomBuilder.ExplicitLittle).Build(false, "A", new DicomBuilder.Group(Interpretation: interpretation)));
        recording.ReadAll(0)[29].ShouldBe((29 * 5f) + 7);
    }

    [Fact]
    public void Groups_keep_their_offsets_and_rates_and_derived_ones_are_left_out()
    {
        using Recording recording = Open(new DicomBuilder(DicomBuilder.ExplicitLittle).Build(
            false, "A", new DicomBuilder.Group(), new DicomBuilder.Group(Channels: 1, Rate: "500", Offset: "40"), new DicomBuilder.Group(Derived: true)));
        recording.Channels.Select(c => (c.SampleRate, c.SampleCount)).ShouldBe([(250.0, 30L), (250.0, 30L), (500.0, 50L)]);
        float[] late = recording.ReadAll(2);
        late[..20].ShouldAllBe(s => float.IsNaN(s));
        late[20].ShouldBe(7);
        recording.DurationSeconds.ShouldBe(0.12, 1e-12);
        recording.Remarks.Select(r => r.Code).ShouldBe(["derived-group-skipped", "duplicate-label"]);
    }

    [Fact]
    public void Compressed_pictures_sound_and_objects_without_waveform_are_refused()
    {
        Should.Throw<ClefException>(() => Open(new DicomBuilder("1.2.840.10008.1.2.4.50").Build(false, "A", new DicomBuilder.Group()))).Field.ShouldBe("transfer syntax (0002,0010)");
        Should.Throw<ClefException>(() => Open(new DicomBuilder(DicomBuilder.ExplicitLittle).Build(false, "A"))).Field.ShouldBe("Waveform Sequence (5400,0100)");
        Should.Throw<ClefException>(() => Open(new DicomBuilder(DicomBuilder.ExplicitLittle).Build(false, "A", new DicomBuilder.Group(Interpretation: "MB")))).Value.ShouldBe("MB");
        Should.Throw<ClefException>(() => Open(new DicomBuilder(DicomBuilder.ExplicitLittle).Build(false, "A", new DicomBuilder.Group(Rate: "0"))));
    }

    [Fact]
    public void A_cut_waveform_is_read_as_far_as_it_goes()
    {
        byte[] bytes = new DicomBuilder(DicomBuilder.ExplicitLittle).Build(true, "A", new DicomBuilder.Group());
        using Recording recording = Open(bytes[..^50]);
        recording.Channels[0].SampleCount.ShouldBeInRange(10, 29);
        recording.Remarks.Select(r => r.Code).ShouldContain("sample-count-wrong");
    }

    [Fact]
    public void Five_hundred_channels_and_one_sample()
    {
        using Recording recording = Open(new DicomBuilder(DicomBuilder.ImplicitLittle).Build(false, "A", new DicomBuilder.Group(Channels: 500, Samples: 1)));
        recording.ReadAll(499).ShouldBe([(4990 * 5f) + 7]);
    }
}

using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.BrainVision;

/// <summary>BrainVision: every storage, markers, and tolerances.</summary>
public class BrainVisionTests
{
    [Theory]
    [InlineData("INT_16", false, false, false)]
    [InlineData("INT_16", true, false, false)]
    [InlineData("INT_16", false, false, true)]
    [InlineData("UINT_16", false, false, false)]
    [InlineData("INT_32", true, false, false)]
    [InlineData("IEEE_FLOAT_32", false, false, false)]
    [InlineData("IEEE_FLOAT_32", true, false, true)]
    [InlineData("INT_16", false, true, false)]
    [InlineData("INT_16", true, true, false)]
    public void Every_storage_reads_the_same(string format, bool vectorised, bool text, bool big)
    {
        using Recording recording = RecordingFile.Open(BrainVisionBuilder.Build(format, vectorised, text, bigEndian: big), "a.vhdr");
        double fraction = text ? 0.5 : format == "IEEE_FLOAT_32" ? 0.25 : 0;
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.SampleCount)).ShouldBe([("Fp1", "µV", 500.0, 20L), ("X,2", "µV", 500.0, 20L), ("X,3", "µV", 500.0, 20L)]);
        for (int c = 0; c < 3; c++)
        {
            recording.ReadAll(c).ShouldBe(Enumerable.Range(0, 20).Select(i => (float)(((100 * c) + i + fraction) * 0.5)));
        }
    }

    [Fact]
    public void Markers_count_from_one()
    {
        using Recording recording = RecordingFile.Open(BrainVisionBuilder.Build(), "a.vhdr");
        recording.Annotations.ShouldBe([
            new Annotation(0, 0.002, "New Segment"), new Annotation(0.01, 0.01, "Stimulus/S  1", "X,2"), new Annotation(0.02, 0.002, "Comment/a,b")]);
        recording.Start.ShouldBe(new DateTime(2024, 2, 29, 23, 59, 59).AddTicks(1234560));
        recording.DurationSeconds.ShouldBe(0.04);
    }

    [Fact]
    public void A_renamed_data_file_is_found_and_a_cut_one_read_as_far_as_it_goes()
    {
        using Recording renamed = RecordingFile.Open(BrainVisionBuilder.Build(dataName: "old.eeg"), "a.vhdr");
        renamed.Remarks.Select(r => r.Code).ShouldBe(["data-file-renamed"]);
        MemoryFolder folder = BrainVisionBuilder.Build();
        folder.With("a.eeg", folder.TryOpen("a.eeg")!.All(1000)[..50].ToArray());
        using Recording cut = RecordingFile.Open(folder, "a.vhdr");
        cut.Channels[0].SampleCount.ShouldBe(8);
        cut.Remarks.Select(r => r.Code).ShouldBe(["data-truncated"]);
    }

    [Fact]
    public void Five_hundred_channels_one_sample_and_equal_labels()
    {
        using Recording wide = RecordingFile.Open(BrainVisionBuilder.Build(channels: 500, samples: 2), "a.vhdr");
        wide.Channels.Count.ShouldBe(500);
        wide.ReadAll(299)[1].ShouldBe((29900 + 1) * 0.5f);
        using Recording one = RecordingFile.Open(BrainVisionBuilder.Build(samples: 1, label: "X,2".Replace(",", "\\1"), unit: ""), "a.vhdr");
        one.ReadAll(2).ShouldBe([100f]);
        one.Channels.ShouldAllBe(c => c.Unit == "µV");
        one.Remarks.Select(r => r.Code).ShouldBe(["duplicate-label"]);
        using Recording none = RecordingFile.Open(BrainVisionBuilder.Build(samples: 0, label: "Ωé"), "a.vhdr");
        (none.DurationSeconds, none.Channels[0].Label).ShouldBe((0, "Ωé"));
    }

    [Theory]
    [InlineData("NumberOfChannels=3", "NumberOfChannels=0", "[Common Infos] NumberOfChannels")]
    [InlineData("SamplingInterval=2000", "SamplingInterval=x", "[Common Infos] SamplingInterval")]
    [InlineData("BinaryFormat=INT_16", "BinaryFormat=INT_24", "[Binary Infos] BinaryFormat")]
    [InlineData("MULTIPLEXED", "DIAGONAL", "[Common Infos] DataOrientation")]
    [InlineData("Brain Vision", "Brain Vizion", "first line")]
    public void A_wrong_header_is_refused_by_field(string from, string to, string field)
    {
        MemoryFolder folder = BrainVisionBuilder.Build();
        string header = System.Text.Encoding.UTF8.GetString(folder.TryOpen("a.vhdr")!.All(10_000)).Replace(from, to);
        Should.Throw<ClefException>(() => RecordingFile.Open(folder.With("a.vhdr", header), "a.vhdr")).Field.ShouldBe(field);
    }
}

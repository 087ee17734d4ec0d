using Clef.Core;
using Clef.Signals.Recordings;
using Clef.Signals.Tests.Formats.Matlab;

namespace Clef.Signals.Tests.Formats.Eeglab;

/// <summary>EEGLAB datasets: samples within and beside the file, both containers, epochs.</summary>
public class EeglabTests
{
    private static readonly double[,] Data = MatBuilder.Fill(2, 20, (r, c) => (r * 10) + (c * 0.5));

    private static byte[] Floats(int count)
    {
        var bytes = new ByteWriter();
        for (int i = 0; i < count; i++)
        {
            bytes.F32(i);
        }

        return bytes.ToArray();
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void Samples_labels_and_events_within_the_file(bool big, bool hdf5)
    {
        Dictionary<string, object>[] eeg = [FormatBSeeds.Eeg(Data)];
        byte[] bytes = hdf5 ? Hdf5Builder.Version73(("EEG", eeg)) : MatBuilder.Version5(big, true, ("EEG", eeg));
        using Recording recording = RecordingFile.Open(new MemoryFolder().With("a.set", bytes), "a.set");
        recording.Format.ShouldBe("EEGLAB");
        recording.Channels.Select(c => (c.Label, c.Unit, c.SampleRate, c.Transducer)).ShouldBe([("Fp1", "uV", 100.0, "EEG"), ("Fp2", "uV", 100.0, "EEG")]);
        recording.ReadAll(1)[..3].ShouldBe([10, 10.5f, 11]);
        recording.DurationSeconds.ShouldBe(0.2);
        recording.Subject.Code.ShouldBe("S1");
        recording.Annotations.ShouldBe([new Annotation(0.05, 0.03, "go"), new Annotation(0.1, 0, "7")]);
        recording.Remarks.ShouldBeEmpty();
    }

    [Fact]
    public void Fields_may_be_the_files_own_variables()
    {
        byte[] bytes = MatBuilder.Version5(false, true, [.. FormatBSeeds.Eeg(Data).Select(f => (f.Key, f.Value))]);
        using Recording recording = RecordingFile.Open(new MemoryFolder().With("a.set", bytes), "a.set");
        recording.ReadAll(0)[1].ShouldBe(0.5f);
    }

    [Fact]
    public void A_mat_file_with_a_dataset_is_read_as_one()
    {
        using Recording recording = RecordingFile.Open(new MemoryFolder().With("a.mat", MatBuilder.Version5(false, true, ("EEG", new[] { FormatBSeeds.Eeg(Data) }))), "a.mat");
        recording.Format.ShouldBe("EEGLAB");
    }

    [Fact]
    public void Samples_beside_the_file_are_found_by_name_or_after_renaming()
    {
        byte[] set = MatBuilder.Version5(false, true, ("EEG", new[] { FormatBSeeds.Eeg("b.fdt") }));
        using Recording named = RecordingFile.Open(new MemoryFolder().With("b.set", set).With("b.fdt", Floats(40)), "b.set");
        named.ReadAll(1)[..3].ShouldBe([1, 3, 5]);
        using Recording renamed = RecordingFile.Open(new MemoryFolder().With("c.set", set).With("c.fdt", Floats(40)), "c.set");
        renamed.Remarks.Select(r => r.Code).ShouldBe(["data-file-renamed"]);
        using Recording cut = RecordingFile.Open(new MemoryFolder().With("b.set", set).With("b.fdt", Floats(30)), "b.set");
        cut.Channels[0].SampleCount.ShouldBe(15);
        cut.Remarks.Select(r => r.Code).ShouldBe(["sample-count-wrong"]);
    }

    [Fact]
    public void No_path_outside_the_folder_is_followed()
    {
        foreach (string name in (string[])["../b.fdt", "/etc/passwd", "C:\\b.fdt", "x/../../b.fdt"])
        {
            byte[] set = MatBuilder.Version5(false, true, ("EEG", new[] { FormatBSeeds.Eeg(name) }));
            MemoryFolder folder = new MemoryFolder().With("in/a.set", set).With("b.fdt", Floats(40));
            Should.Throw<ClefException>(() => RecordingFile.Open(folder, "in/a.set")).Field.ShouldBe("data");
        }
    }

    [Fact]
    public void Epochs_follow_each_other_and_are_marked()
    {
        byte[] set = MatBuilder.Version5(false, true, ("EEG", new[] { FormatBSeeds.Eeg("b.fdt", trials: 2) }));
        using Recording recording = RecordingFile.Open(new MemoryFolder().With("b.set", set).With("b.fdt", Floats(80)), "b.set");
        recording.Channels[0].SampleCount.ShouldBe(40);
        recording.Annotations.Where(a => a.Text.StartsWith("epoch", StringComparison.Ordinal)).Select(a => a.OnsetSeconds).ShouldBe([0, 0.2]);
        recording.Remarks.Select(r => r.Code).ShouldBe(["epochs-concatenated"]);
    }

    /// <summary>Found by mutation: 3.8 million stated epochs over 20 stored samples made as many annotations, half a gigabyte.</summary>
    [Fact]
    public void Epochs_of_which_nothing_is_stored_are_none()
    {
        byte[] set = MatBuilder.Version5(false, true, ("EEG", new[] { FormatBSeeds.Eeg("b.fdt", trials: 3_801_088) }));
        using Recording recording = RecordingFile.Open(new MemoryFolder().With("b.set", set).With("b.fdt", Floats(60)), "b.set");
        recording.Channels[0].SampleCount.ShouldBe(30); // one epoch and a half
        recording.Annotations.Where(a => a.Text.StartsWith("epoch", StringComparison.Ordinal)).Select(a => a.OnsetSeconds).ShouldBe([0, 0.2]);
        recording.Remarks.Select(r => r.Code).ShouldBe(["sample-count-wrong", "epochs-concatenated"]);
    }
}

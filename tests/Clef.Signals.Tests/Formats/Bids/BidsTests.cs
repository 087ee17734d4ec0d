using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats.Bids;

/// <summary>BIDS-EEG: sidecars found by inheritance add to the recording and never change its samples.</summary>
public class BidsTests
{
    private static FormatSeed Seed() => FormatBSeeds.All().Single(s => s.Format == "BIDS-EEG");

    [Fact]
    public void Sidecars_add_what_they_state()
    {
        FormatSeed seed = Seed();
        using Recording recording = RecordingFile.Open(seed.Folder, seed.Entry);
        recording.Format.ShouldBe("BIDS-EEG (BrainVision)");
        recording.Channels.Select(c => (c.Label, c.Transducer, c.Prefilter)).ShouldBe([("Fp1", "EEG", "HP:0.1Hz"), ("X,2", "EOG", ""), ("X,3", "", "")]);
        recording.Subject.ShouldBe(new Subject("sub-01", null, "F", null, 34, null));
        recording.Annotations.ShouldBe([new Annotation(0, 0.04, "bad channel", "Fp1"), new Annotation(0.01, 0.02, "go"), new Annotation(0.03, null, "stop")]);
        recording.ReadAll(1)[..3].ShouldBe([50, 50.5f, 51]);
        recording.Remarks.Select(r => r.Code).ShouldBe(["bids-channel-unlisted"]);
        RecordingFile.List(seed.Folder).ShouldBe([seed.Entry]);
    }

    [Fact]
    public void The_nearest_and_most_specific_sidecar_holds_and_disagreement_is_a_remark()
    {
        FormatSeed seed = Seed();
        seed.Folder.With("sub-01/eeg/sub-01_task-rest_eeg.json", """{"SamplingFrequency":250}""").With("sub-01/eeg/sub-01_eeg.json", """{"SamplingFrequency":500}""");
        using Recording recording = RecordingFile.Open(seed.Folder, seed.Entry);
        recording.Remarks.Select(r => r.Code).ShouldContain("bids-rate-disagrees");
        recording.Channels[0].SampleRate.ShouldBe(500);
        seed.Folder.With("participants.tsv", "participant_id\tage\nsub-02\t1\n");
        using Recording unlisted = RecordingFile.Open(seed.Folder, seed.Entry);
        unlisted.Remarks.Select(r => r.Code).ShouldContain("bids-participant-unlisted");
    }

    [Fact]
    public void Without_sidecars_it_is_an_ordinary_file()
    {
        MemoryFolder plain = BrainVision.BrainVisionBuilder.Build();
        plain.With("sub-9_eeg.vhdr", plain.TryOpen("a.vhdr")!.All(10_000).ToArray());
        using Recording recording = RecordingFile.Open(plain, "sub-9_eeg.vhdr");
        recording.Format.ShouldBe("BrainVision");
    }

    [Fact]
    public void On_disk_the_datasets_root_is_found_from_the_files_path()
    {
        string root = Path.Combine(Path.GetTempPath(), $"clef-bids-{Environment.ProcessId}");
        FormatSeed seed = Seed();
        seed.Folder.With("dataset_description.json", """{"Name":"built","BIDSVersion":"1.9.0"}""");
        try
        {
            foreach (string name in seed.Folder.FileNames)
            {
                string path = Path.Combine(root, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllBytes(path, seed.Folder.TryOpen(name)!.All(1 << 20).ToArray());
            }

            using Recording recording = RecordingFile.Open(Path.Combine(root, seed.Entry));
            recording.Subject.AgeYears.ShouldBe(34);
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void A_broken_sidecar_is_refused_by_name()
    {
        FormatSeed seed = Seed();
        seed.Folder.With("task-rest_eeg.json", "{");
        Should.Throw<ClefException>(() => RecordingFile.Open(seed.Folder, seed.Entry)).SourceName.ShouldBe("task-rest_eeg.json");
    }
}

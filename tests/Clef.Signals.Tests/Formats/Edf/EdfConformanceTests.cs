using System.Text.Json;
using Clef.Core.Sources;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Signals.Tests.Formats.Edf;

/// <summary>Every EDF and BDF file of the conformance set beside what MNE-Python 1.3.0 reads (Golden/make-edf-golden.py).</summary>
public sealed class EdfConformanceTests
{
    [RecordingsFact("formats.zip")]
    public void Every_file_agrees_with_MNE_within_one_quantisation_step()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "edf.json")));
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "formats.zip"));
        string[] files = [.. RecordingFile.List(folder).Where(n => n.EndsWith(".edf", StringComparison.Ordinal) || n.EndsWith(".bdf", StringComparison.Ordinal))];
        files.ShouldBe(golden.RootElement.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal), ignoreOrder: true);
        int channels = 0;
        foreach (string name in files)
        {
            using Recording recording = RecordingFile.Open(folder, name);
            foreach (JsonElement expected in golden.RootElement.GetProperty(name).GetProperty("channels").EnumerateArray())
            {
                string label = expected.GetProperty("name").GetString()!;
                int i = expected.GetProperty("index").GetInt32();
                if (label == "Status")
                {
                    recording.Channels.ShouldNotContain(c => c.Label == "Status");
                    continue;
                }

                Channel channel = recording.Channels[i];
                label.ShouldStartWith(channel.Label, Case.Sensitive, name); // MNE numbers duplicates: F1-0, F1-1
                float[] samples = recording.ReadAll(i);
                double step = channel.Resolution * 1.001 + 1e-7;
                foreach ((JsonElement at, JsonElement value) in expected.GetProperty("at").EnumerateArray().Zip(expected.GetProperty("value").EnumerateArray()))
                {
                    ((double)samples[at.GetInt32()]).ShouldBe(value.GetDouble(), step, $"{name} {label} {at}");
                }

                samples.Average(v => (double)v).ShouldBe(expected.GetProperty("mean").GetDouble(), step, $"{name} {label} mean");
                channels++;
            }
        }

        channels.ShouldBeGreaterThan(200);
    }

    [RecordingsFact("formats.zip")]
    public void Annotations_agree_with_MNE()
    {
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "edf.json")));
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "formats.zip"));
        foreach (JsonProperty file in golden.RootElement.EnumerateObject())
        {
            using Recording recording = RecordingFile.Open(folder, file.Name);
            Annotation[] marks = [.. recording.Annotations];
            if (recording.Channels.Count == 0)
            {
                continue; // MNE cuts the annotations of a file without signals to the length of one record
            }

            foreach (JsonElement first in file.Value.GetProperty("first").EnumerateArray())
            {
                Annotation match = marks.FirstOrDefault(m => m.Text == first[2].GetString() && Math.Abs(m.OnsetSeconds - first[0].GetDouble()) < 1e-4)
                    ?? throw new Xunit.Sdk.XunitException($"{file.Name}: no annotation {first}; there are {string.Join("; ", marks.Take(4))}");
                (match.DurationSeconds ?? 0).ShouldBe(first[1].GetDouble(), 1e-9);
            }

            if (!file.Name.EndsWith(".bdf", StringComparison.Ordinal))
            {
                marks.Length.ShouldBe(file.Value.GetProperty("annotations").GetInt32(), file.Name);
            }
        }
    }

    [RecordingsFact("formats.zip")]
    public void A_file_of_annotations_alone_has_no_channels_and_all_its_marks()
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "formats.zip"));
        using Recording hypnogram = RecordingFile.Open(folder, "eeg/SC4001EC-Hypnogram.edf");
        hypnogram.Channels.ShouldBeEmpty();
        hypnogram.DurationSeconds.ShouldBe(0);
        hypnogram.Annotations.Count.ShouldBe(154);
        hypnogram.Annotations[0].ShouldBe(new Annotation(0, 30630, "Sleep stage W"));
        hypnogram.Subject.ShouldBe(new Subject(null, "Female 33yr", "F", null, null, null));
    }

    [RecordingsFact("formats.zip")]
    public void The_fraction_of_the_first_time_stamp_is_part_of_the_start()
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "formats.zip"));
        using Recording recording = RecordingFile.Open(folder, "eeg/test_subsecond.edf");
        recording.Start!.Value.ShouldBeInRange(new DateTime(2020, 1, 24, 4, 5, 56), new DateTime(2020, 1, 24, 4, 5, 57));
        recording.Start!.Value.Millisecond.ShouldBeGreaterThan(0);
    }

    [RecordingsFact("formats.zip")]
    public void Duplicate_labels_are_kept_and_remarked()
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "formats.zip"));
        using Recording recording = RecordingFile.Open(folder, "eeg/duplicate_channel_labels.edf");
        recording.Channels.Select(c => c.Label).ShouldBe(["EEG F1-Ref", "EEG F2-Ref", "EEG F1-Ref"]);
        recording.Remarks.ShouldContain(r => r.Code == "duplicate-label");
    }
}

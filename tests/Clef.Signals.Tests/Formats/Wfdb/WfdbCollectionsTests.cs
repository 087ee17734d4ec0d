using Clef.Core.Sources;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Signals.Tests.Formats.Wfdb;

/// <summary>The shared collections, whose headers state the sums of their samples.</summary>
public sealed class WfdbCollectionsTests
{
    [RecordingsFact("ecg-ludb.zip")]
    public void Every_signal_of_the_shared_collections_has_the_sum_its_header_states()
    {
        int signals = 0;
        int foreign = 0; // eight records of ECG-ID have the headers of other samples: neither first sample nor sum is theirs
        foreach ((string archive, int step) in new[] { ("ecg-ludb", 1), ("ecg-mitdb", 4), ("ecg-ecgid", 1), ("ecg-cinc2011", 8), ("ecg-afpdb", 6) })
        {
            using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, archive + ".zip"));
            string[] names = [.. RecordingFile.List(folder)];
            for (int n = 0; n < names.Length; n += step)
            {
                WfdbHeader header = WfdbFormat.ReadHeader(folder, names[n], []);
                using var recording = (WfdbRecording)RecordingFile.Open(folder, names[n]);
                recording.Remarks.ShouldBeEmpty();
                for (int i = 0; i < header.Signals.Count; i++, signals++)
                {
                    var digital = new int[recording.Channels[i].SampleCount];
                    recording.ReadDigital(i, 0, digital);
                    if (archive == "ecg-ecgid" && digital[0] != header.Signals[i].InitialValue)
                    {
                        foreign++;
                        continue;
                    }

                    int sum = digital.Aggregate(0, (a, v) => unchecked(a + v));
                    unchecked((short)sum).ShouldBe(header.Signals[i].Checksum!.Value, $"{names[n]} {i}");
                }
            }
        }

        foreign.ShouldBe(16);
        signals.ShouldBeGreaterThan(2000);
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void Ludb_marks_carry_their_lead()
    {
        using SourceFolder folder = SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"));
        using Recording record = RecordingFile.Open(folder, "data/1.hea");
        record.Subject.Sex.ShouldBe("F");
        record.Subject.AgeYears.ShouldBe(51);
        record.Annotations.Select(a => a.Channel).Distinct().Order(StringComparer.Ordinal)
            .ShouldBe(record.Channels.Select(c => c.Label).Order(StringComparer.Ordinal));
        record.Annotations.Where(a => a.Channel == "ii").Select(a => a.Text).Distinct().ShouldBe(["(", "p", ")", "N", "t"], ignoreOrder: true);
    }
}

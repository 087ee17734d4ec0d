using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Signals.Tests.Formats.Wfdb;

/// <summary>
/// Every WFDB record of the conformance set. The headers carry their own golden numbers: the first sample of each signal and the 16-bit sum of all samples.
/// </summary>
public sealed class WfdbConformanceTests
{
    private static SourceFolder Open() => SourceFolder.OpenPath(Path.Combine(SharedData.Recordings!, "formats.zip"));

    /// <summary>Headers of the set whose signal files the set does not have.</summary>
    private static readonly string[] WithoutData =
    [
        "wfdb/1003.hea", "wfdb/12726.hea", "wfdb/drive02-no-len.hea", "wfdb/drive02.hea", "wfdb/n16.hea", "wfdb/n8_evoked_raw_95_F1_R9.hea", "wfdb/wave_4.hea",
    ];

    /// <summary>
    /// Headers whose first samples are not those of the file: in the derived frame records the third signal is the fourth of the original, and the mixed
    /// record begins with "no sample", for which its writer stated 0.
    /// </summary>
    private static readonly string[] OtherFirst = ["wfdb/test01_00s_frame.hea", "wfdb/test01_00s_skewframe.hea", "wfdb/mixedsignals.hea"];

    [RecordingsFact("formats.zip")]
    public void Every_record_has_the_first_samples_and_sums_that_its_header_states()
    {
        using SourceFolder folder = Open();
        var checkedSignals = new List<string>();
        var wrong = new List<string>();
        foreach (string name in folder.FileNames.Where(n => n.EndsWith(".hea", StringComparison.Ordinal) && !WithoutData.Contains(n) && !n.Contains("layout")))
        {
            WfdbHeader header = WfdbFormat.ReadHeader(folder, name, []);
            using var recording = (WfdbRecording)RecordingFile.Open(folder, name);
            for (int i = 0; i < header.Signals.Count; i++)
            {
                var digital = new int[recording.Channels[i].SampleCount];
                recording.ReadDigital(i, 0, digital);
                int skew = header.Signals[i].Skew * header.Signals[i].SamplesPerFrame;
                if (digital[0] != header.Signals[i].InitialValue && skew == 0 && !OtherFirst.Contains(name))
                {
                    wrong.Add($"{name} {i}: first {digital[0]} stated {header.Signals[i].InitialValue}");
                }

                // The sum includes the samples before a skew, which reading leaves out.
                short sum = unchecked((short)digital.Where(v => v != int.MinValue).Aggregate(0, (a, v) => unchecked(a + v)));
                if (skew == 0 && header.Signals[i].Checksum is { } stated && sum != stated)
                {
                    wrong.Add($"{name} {i}: sum {sum} stated {stated}");
                }

                checkedSignals.Add($"{name} {i}");
            }
        }

        wrong.ShouldBeEmpty();
        checkedSignals.Count.ShouldBeGreaterThan(60);
    }

    [RecordingsFact("formats.zip")]
    public void A_record_without_its_signal_file_is_refused_by_name()
    {
        using SourceFolder folder = Open();
        foreach (string name in WithoutData)
        {
            Should.Throw<ClefException>(() => RecordingFile.Open(folder, name)).Message.ShouldContain(".dat");
        }
    }

    [RecordingsFact("formats.zip")]
    public void A_skewed_signal_is_the_same_signal_earlier()
    {
        using SourceFolder folder = Open();
        using Recording plain = RecordingFile.Open(folder, "wfdb/test01_00s.hea");
        using Recording skewed = RecordingFile.Open(folder, "wfdb/test01_00s_skew.hea");
        skewed.ReadAll(0).ShouldBe(plain.ReadAll(0));
        float[] moved = skewed.ReadAll(1);
        moved[..^3].ShouldBe(plain.ReadAll(1)[3..]);
        moved[^3..].ShouldAllBe(v => float.IsNaN(v));
        skewed.Remarks.ShouldBeEmpty();
    }

    [RecordingsFact("formats.zip")]
    public void Two_samples_a_frame_are_two_columns_of_the_plain_record()
    {
        using SourceFolder folder = Open();
        using Recording plain = RecordingFile.Open(folder, "wfdb/test01_00s.hea");
        using Recording framed = RecordingFile.Open(folder, "wfdb/test01_00s_frame.hea");
        framed.Channels[1].SampleRate.ShouldBe(1000);
        float[] second = plain.ReadAll(1), third = plain.ReadAll(2), both = framed.ReadAll(1);
        both.Length.ShouldBe(8000);
        both.Where((_, i) => i % 2 == 0).ShouldBe(second);
        both.Where((_, i) => i % 2 == 1).ShouldBe(third);
        framed.ReadAll(2).ShouldBe(plain.ReadAll(3));
        var window = new float[11];
        framed.Read(1, 777, window);
        window.ShouldBe(both[777..788]);
    }

    [RecordingsFact("formats.zip")]
    public void A_fixed_layout_joins_its_segments()
    {
        using SourceFolder folder = Open();
        using Recording part = RecordingFile.Open(folder, "wfdb/v102s.hea");
        using Recording whole = RecordingFile.Open(folder, "wfdb/multi-segment/fixed1/v102s.hea");
        float[] one = part.ReadAll(1), three = whole.ReadAll(1);
        three.ShouldBe([.. one, .. one, .. one]);
        using Recording mixed = RecordingFile.Open(folder, "wfdb/multi-segment/041s/041s.hea");
        mixed.Channels.Select(c => c.SampleRate).ShouldBe([500, 500, 500, 125, 125, 125, 125]);
        mixed.Start.ShouldBe(new DateTime(1994, 10, 26, 8, 26, 4));
        mixed.DurationSeconds.ShouldBe(16);
        using Recording second = RecordingFile.Open(folder, "wfdb/multi-segment/041s/041s02.hea");
        mixed.Read([0, 3], 8, 8).ShouldBe([second.ReadAll(0), second.ReadAll(3)]);
    }

    [RecordingsFact("formats.zip")]
    public void A_variable_layout_shows_what_is_missing()
    {
        using SourceFolder folder = Open();
        using Recording record = RecordingFile.Open(folder, "wfdb/multi-segment/p000878/p000878-2137-10-26-16-57.hea");
        record.Channels.Select(c => c.Label).ShouldBe(["PLETH", "II", "V", "ABP"]);
        record.DurationSeconds.ShouldBe(52725000 / 125.0);
        record.Remarks.ShouldContain(r => r.Code == "segment-missing");
        record.Gaps[0].ShouldBe(new TimeSpanSeconds(0, 30));

        // 3750 frames of nothing, then 2000 with PLETH alone, then 1750 with II and PLETH.
        using Recording first = RecordingFile.Open(folder, "wfdb/multi-segment/p000878/3269321_0001.hea");
        using Recording second = RecordingFile.Open(folder, "wfdb/multi-segment/p000878/3269321_0002.hea");
        var pleth = new float[3750 + 2000 + 1750 + 10];
        record.Read(0, 0, pleth);
        pleth[..3750].ShouldAllBe(v => float.IsNaN(v));
        pleth[3750..5750].ShouldBe(first.ReadAll(0));
        pleth[5750..7500].ShouldBe(second.ReadAll(1));
        pleth[7500..].ShouldAllBe(v => float.IsNaN(v));
        var lead = new float[1751];
        record.Read(1, 5749, lead);
        lead[0].ShouldBe(float.NaN);
        lead[1..].ShouldBe(second.ReadAll(0));
    }

    [RecordingsFact("formats.zip")]
    public void A_header_without_length_reads_like_one_with_it()
    {
        using SourceFolder folder = Open();
        foreach (string name in new[] { "100", "a103l" })
        {
            using Recording stated = RecordingFile.Open(folder, $"wfdb/{name}.hea");
            using Recording found = RecordingFile.Open(folder, $"wfdb/{name}-no-len.hea");
            found.Channels[1].SampleCount.ShouldBe(stated.Channels[1].SampleCount);
            found.ReadAll(1).ShouldBe(stated.ReadAll(1));
        }
    }

    [RecordingsFact("formats.zip")]
    public void The_same_ramp_in_flac_and_in_plain_formats_is_the_same_signal()
    {
        using SourceFolder folder = Open();
        using var plain = (WfdbRecording)RecordingFile.Open(folder, "wfdb/binformats.hea");
        using var flac = (WfdbRecording)RecordingFile.Open(folder, "wfdb/flacformats.hea");
        int[] a = new int[499], b = new int[499];
        plain.ReadDigital(1, 0, a);
        flac.ReadDigital(1, 0, b);
        b.ShouldBe(a);
        var window = new int[5];
        flac.ReadDigital(2, 490, window);
        flac.ReadDigital(2, 3, window);
        flac.ReadDigital(2, 0, b);
        window.ShouldBe(b[3..8]);
    }

    [RecordingsFact("formats.zip")]
    public void Annotations_have_the_known_counts_and_fields()
    {
        using SourceFolder folder = Open();
        using var record = (WfdbRecording)RecordingFile.Open(folder, "wfdb/100.hea");
        IReadOnlyList<WfdbAnnotation> marks = record.ReadAnnotations("atr");

        // Record 100: 2,239 normal beats, 33 atrial and 1 ventricular premature beat (the tables of the MIT-BIH directory), and one rhythm mark.
        marks.GroupBy(m => m.Symbol).ToDictionary(g => g.Key, g => g.Count())
            .ShouldBe(new Dictionary<string, int> { ["+"] = 1, ["N"] = 2239, ["A"] = 33, ["V"] = 1 }, ignoreOrder: true);
        marks[0].ShouldBe(new WfdbAnnotation(18, 28) { Auxiliary = "(N" });
        marks.Count(m => m.IsBeat).ShouldBe(2273);
        record.Annotations[0].ShouldBe(new Annotation(18 / 360.0, null, "+ (N"));
        record.Annotators().ShouldBe(["atr", "qrs"]);

        // Intervals whose sum passes 2^32 ticks: ten milliard.
        using ByteSource huge = folder.Open("wfdb/huge.qrs");
        WfdbAnnotationReader.Read(huge).Annotations.ShouldHaveSingleItem().Sample.ShouldBe(10_000_000_000);
        using ByteSource tilt = folder.Open("wfdb/12726.anI");
        WfdbAnnotation first = WfdbAnnotationReader.Read(tilt).Annotations[0];
        first.ShouldBe(new WfdbAnnotation(0x154c8, 22) { Auxiliary = "Initiate slow tilt up", Channel = 255 });
    }

    [RecordingsFact("formats.zip")]
    public void The_header_facts_of_the_person_are_found()
    {
        using SourceFolder folder = Open();
        using Recording record = RecordingFile.Open(folder, "wfdb/100.hea");
        record.Subject.ShouldBe(new Subject(null, null, "M", null, 69, "1085 1629 x1\nAldomet, Inderal"));
    }
}

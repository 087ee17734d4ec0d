using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;
using Clef.Signals.Tests.Golden;
using Clef.Testing;

namespace Clef.Signals.Tests.Formats;

/// <summary>The shared files of the formats other than EDF and WFDB: each is opened, or refused for the right reason, and compared with a peer or with itself.</summary>
public class SharedFormatsTests
{
    private static Recording Open(string archive, string name) => RecordingFile.Open($"{Path.Combine(SharedData.Recordings!, archive)}/{name}");

    private static Recording Formats(string name) => Open("formats.zip", name);

    /// <summary>Microvolts in one of the recording's unit.</summary>
    private static double Microvolts(string unit) => unit.Replace('µ', 'u') switch { "nV" => 1e-3, "uV" => 1, "mV" => 1e3, "V" => 1e6, _ => double.NaN };

    private static float[] Lead(Recording recording, string label) =>
        recording.ReadAll(Enumerable.Range(0, recording.Channels.Count).Single(i => recording.Channels[i].Label == label));

    [RecordingsFact("formats.zip")]
    public void Samples_agree_with_mne_and_scipy()
    {
        int compared = 0;
        foreach (JsonProperty file in GoldenFile.Read("recordings.json").EnumerateObject())
        {
            using Recording recording = Open(file.Name.Contains('/') ? "formats.zip" : "eeg-iiic.zip", file.Name);
            JsonElement golden = file.Value;
            recording.Channels.Count.ShouldBe(golden.GetProperty("values").GetArrayLength(), file.Name);
            int[] at = [.. golden.GetProperty("at").EnumerateArray().Select(v => v.GetInt32())];
            for (int c = 0; c < recording.Channels.Count; c++)
            {
                Channel channel = recording.Channels[c];
                double scale = Microvolts(channel.Unit);
                channel.SampleRate.ShouldBe(golden.GetProperty("rate").GetDouble(), 1e-9);
                channel.SampleCount.ShouldBe(golden.GetProperty("samples").GetInt32());
                if (double.IsNaN(scale))
                {
                    // MNE knows no such unit (BS, ARU, ...) and scales by its own choice.
                    continue;
                }

                float[] samples = recording.ReadAll(c);
                double step = double.IsNaN(channel.Resolution) ? 1e-4 : channel.Resolution * scale * 1e-3;
                for (int i = 0; i < at.Length; i++)
                {
                    (samples[at[i]] * scale).ShouldBe(golden.GetProperty("values")[c][i].GetDouble(), step, $"{file.Name} {channel.Label} {at[i]}");
                    compared++;
                }

                samples.Sum(s => (double)s * scale).ShouldBe(golden.GetProperty("sums")[c].GetDouble(), 1e-4 * samples.Sum(s => Math.Abs(s * scale)));
            }
        }

        compared.ShouldBeGreaterThan(800);
    }

    [RecordingsFact("formats.zip")]
    public void Events_agree_with_mne()
    {
        foreach (string name in (string[])["eeg/test.vhdr", "eeg/eeglab_data.set", "eeg/test_raw_2021.set"])
        {
            using Recording recording = Formats(name);
            JsonElement[] golden = [.. GoldenFile.Read("recordings.json").GetProperty(name).GetProperty("events").EnumerateArray()];
            recording.Annotations.Count.ShouldBe(golden.Length, name);
            for (int i = 0; i < golden.Length; i++)
            {
                recording.Annotations[i].OnsetSeconds.ShouldBe(golden[i][0].GetDouble(), 1e-6);
                recording.Annotations[i].Text.ShouldBe(golden[i][1].GetString()!.TrimEnd('/'));
            }
        }
    }

    [RecordingsFact("formats.zip")]
    public void Labels_agree_with_mne()
    {
        foreach (string name in (string[])["eeg/test.vhdr", "eeg/eeglab_data.set"])
        {
            using Recording recording = Formats(name);
            recording.Channels.Select(c => c.Label).ShouldBe(GoldenFile.Read("recordings.json").GetProperty(name).GetProperty("labels").EnumerateArray().Select(l => l.GetString()!));
        }
    }

    [RecordingsFact("formats.zip")]
    public void BrainVision_states_start_and_units()
    {
        using Recording recording = Formats("eeg/test.vhdr");
        recording.Start.ShouldBe(new DateTime(2013, 11, 13, 16, 14, 3).AddTicks(7942320));
        recording.Channels.Skip(26).Select(c => c.Unit).ShouldBe(["BS", "µS", "ARU", "uS", "S", "C"]);
        recording.Remarks.ShouldBeEmpty();
    }

    [RecordingsFact("eeg-iiic.zip")]
    public void Iiic_segments_have_their_rows()
    {
        foreach (string name in (string[])["SZ_sample1.mat", "LPD_sample2.mat", "Other_sample1.mat"])
        {
            using Recording recording = Open("eeg-iiic.zip", name);
            recording.Channels.Select(c => c.Label).ShouldBe(["Fp1", "F3", "C3", "P3", "F7", "T3", "T5", "O1", "Fz", "Cz", "Pz", "Fp2", "F4", "C4", "P4", "F8", "T4", "T6", "O2", "EKG"]);
            recording.DurationSeconds.ShouldBe(50);
            recording.Remarks.Select(r => r.Code).ShouldBe(["layout-from-collection"]);
        }
    }

    [RecordingsFact("formats.zip")]
    public void A_v73_dataset_without_its_fdt_file_is_refused_by_name()
    {
        ClefException error = Should.Throw<ClefException>(() => Formats("eeg/test_raw_h5.set"));
        error.Field.ShouldBe("data");
        error.Value.ShouldBe("test_raw.fdt");
    }

    [RecordingsFact("formats.zip")]
    public void A_v73_dataset_reads_its_fdt_file()
    {
        // The fields of the shared v7.3 dataset with floats of our own beside it.
        using var zip = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "formats.zip"));
        using ByteSource set = zip.Open("eeg/test_raw_h5.set");
        const int Channels = 32, Samples = 30504;
        var floats = new float[Channels * Samples];
        for (int i = 0; i < floats.Length; i++)
        {
            floats[i] = (i % Channels) + (i / Channels * 0.001f);
        }

        MemoryFolder folder = new MemoryFolder().With("test_raw.set", set.All(1 << 20).ToArray()).With("test_raw.fdt", System.Runtime.InteropServices.MemoryMarshal.AsBytes(floats.AsSpan()).ToArray());
        using Recording recording = RecordingFile.Open(folder, "test_raw.set");
        recording.Format.ShouldBe("EEGLAB");
        recording.Channels.Count.ShouldBe(Channels);
        recording.Channels[0].SampleRate.ShouldBe(128);
        recording.Remarks.Select(r => r.Code).ShouldBe(["label-missing"]);
        recording.ReadAll(5)[100].ShouldBe(5.1f, 1e-4f);
        recording.Annotations.Count.ShouldBe(154);
        recording.Annotations[0].Text.ShouldBe("square");
    }

    [RecordingsFact("formats.zip")]
    public void The_same_ecg_reads_the_same_from_scp_dicom_and_aecg()
    {
        using Recording scp = Formats("ecg/ecgtoolkit-cs-Example.scp"), dicom = Formats("ecg/ecgtoolkit-cs-Example.dcm"), aecg = Formats("ecg/fda-aecg-Example_aECG.xml");
        foreach (string lead in (string[])["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"])
        {
            float[] samples = Lead(scp, lead);
            samples.Length.ShouldBe(5000);
            Lead(dicom, lead).ShouldBe(samples, lead);
            Lead(aecg, lead).ShouldBe(samples, lead);
        }

        foreach (Recording recording in (Recording[])[scp, dicom, aecg])
        {
            recording.Start.ShouldBe(new DateTime(2002, 11, 22, 9, 10, 0));
            recording.Subject.Code.ShouldBe("SBJ-123");
            recording.Subject.Name.ShouldBe("Clark");
            recording.Subject.BirthDate.ShouldBe(new DateOnly(1953, 5, 8));
            recording.Channels.ShouldAllBe(c => c.SampleRate == 500 && c.Unit == "uV" && c.Resolution == 2.5);
        }

        scp.Remarks.ShouldBeEmpty();
    }

    [RecordingsFact("formats.zip")]
    public void Limb_leads_obey_einthoven_and_goldberger()
    {
        // The last second of a Philips recording is a calibration pulse, in every lead alike.
        foreach ((string name, int count, double steps) in new[]
        {
            ("ecg/dicom-ecg-plot-anonymous_ecg.dcm", 10000, 2.0), ("ecg/ecgtoolkit-cs-Example.scp", 5000, 2.0), ("ecg/fda-aecg-Example_aECG.xml", 5000, 2.0),
            ("ecg/braveheart-example1.xml", 5000, 1.0), ("ecg/philips-sierra-129DYPRG.XML", 5000, 3.0),
            ("ecg/philips-sierra-3191723_ZZDEMOPTONLY_1-04_orig.xml", 5000, 3.0),
        })
        {
            using Recording recording = Formats(name);
            float[] one = Lead(recording, "I"), two = Lead(recording, "II"), three = Lead(recording, "III"), right = Lead(recording, "aVR"), left = Lead(recording, "aVL"), foot = Lead(recording, "aVF");
            double tolerance = recording.Channels[0].Resolution * steps;
            for (int i = 0; i < count; i++)
            {
                (three[i] - (two[i] - one[i])).ShouldBe(0, tolerance, $"{name} III at {i}");
                (right[i] + ((one[i] + two[i]) / 2)).ShouldBe(0, tolerance, $"{name} aVR at {i}");
                (left[i] - (one[i] - (two[i] / 2))).ShouldBe(0, tolerance, $"{name} aVL at {i}");
                (foot[i] - (two[i] - (one[i] / 2))).ShouldBe(0, tolerance, $"{name} aVF at {i}");
            }

            foreach (string chest in (string[])["V1", "V2", "V3", "V4", "V5", "V6"])
            {
                float[] samples = Lead(recording, chest);
                (samples.Max() - samples.Min()).ShouldBeInRange(500, 6000, $"{name} {chest}");
            }
        }
    }

    [RecordingsFact("formats.zip")]
    public void Philips_leads_end_with_the_calibration_pulse_of_one_millivolt()
    {
        using Recording recording = Formats("ecg/philips-sierra-129DYPRG.XML");
        recording.DurationSeconds.ShouldBe(11);
        for (int c = 0; c < 12; c++)
        {
            recording.ReadAll(c).AsSpan(5000).ToArray().Max().ShouldBe(1000);
        }

        recording.Annotations.Select(a => a.Text).ShouldContain(">>> Acute MI <<<");
    }

    [RecordingsFact("formats.zip")]
    public void Files_that_are_no_recordings_are_refused_with_the_reason()
    {
        ClefException type = Should.Throw<ClefException>(() => Formats("ecg/philips-sierra-invalid-doc-type.xml"));
        (type.Field, type.Value).ShouldBe(("documenttype", (object)"MortaraECG"));
        Should.Throw<ClefException>(() => Formats("ecg/fda-aecg-empty.xml")).Field.ShouldBe("AnnotatedECG/component/series");
    }

    [RecordingsFact("formats.zip")]
    public void Every_recording_of_the_archive_is_listed_once()
    {
        using var zip = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "formats.zip"));
        string[] listed = [.. RecordingFile.List(zip)];
        listed.ShouldBeUnique();
        listed.Where(n => n.StartsWith("ecg/", StringComparison.Ordinal)).Count().ShouldBe(11);
        listed.Where(n => n.EndsWith(".set", StringComparison.Ordinal) || n.EndsWith(".vhdr", StringComparison.Ordinal)).Count().ShouldBe(5);
        listed.ShouldNotContain("wfdb/a103l.mat");
    }

    [RecordingsFact("formats.zip")]
    public void A_val_matrix_is_read_through_its_header()
    {
        using Recording direct = Formats("wfdb/a103l.mat"), header = Formats("wfdb/a103l.hea");
        direct.Channels.ShouldBe(header.Channels);
        direct.ReadAll(0).ShouldBe(header.ReadAll(0));
    }
}

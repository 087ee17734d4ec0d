using Clef.Core.Sources;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Signals.Tests.Preparation;

/// <summary>The two pipelines on recordings made by others.</summary>
public class RealRecordingTests
{
    [RecordingsFact("eeg-adhd-children.zip")]
    public void A_childs_19_channels_at_128_hertz_become_a_session()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "eeg-adhd-children.zip"));
        using Recording recording = RecordingFile.Open(folder, "edf/child-000.edf");
        SessionSpectrogram session = new EegPreparation(EegPipeline.ClefV1).Session(recording);
        session.Frames.ShouldBe((int)recording.DurationSeconds);
        session.Accounts.ShouldAllBe(a => !a.IsMissing && a.RecordedRate == 128 && a.UnitFactor == 1);
        session.Valid.Count(v => v).ShouldBeGreaterThan(19 * (session.Frames - 2));
        session.Values.ShouldAllBe(v => v >= -1 && v <= 1);
        session.Values.Average().ShouldBeInRange(-0.5f, 0.9f);
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public void An_adults_recording_at_500_hertz_becomes_a_session_without_its_ears_and_ecg()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "eeg-eegmat.zip"));
        using Recording recording = RecordingFile.Open(folder, "edf/Subject02_2.edf");
        SessionSpectrogram session = new EegPreparation(EegPipeline.ClefV1).Session(recording);
        session.Accounts.ShouldAllBe(a => !a.IsMissing && a.WasResampled && a.Sources[0].StartsWith("EEG "));
        session.Frames.ShouldBe((int)recording.DurationSeconds);
    }

    [RecordingsFact("ecg-ludb.zip")]
    public void Every_lead_of_a_twelve_lead_record_becomes_one_window()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"));
        var preparation = new EcgPreparation(EcgPipeline.ClefV1);
        using Recording recording = RecordingFile.Open(folder, RecordingFile.List(folder).First());
        foreach (string lead in new[] { "I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6" })
        {
            PreparedEcg prepared = preparation.Prepare(recording, lead);
            prepared.WindowCount.ShouldBe(1);
            prepared.ValidFraction[0].ShouldBe(1);
            prepared.Window(0).ToArray().Average(x => x * x).ShouldBe(1, 1e-3f);
        }
    }
}

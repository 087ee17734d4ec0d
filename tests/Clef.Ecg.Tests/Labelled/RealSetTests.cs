using Clef.Datasets.Labelled;
using Clef.Ecg.Labelled;
using Clef.Signals.Heart;
using Clef.Signals.Preparation;
using Clef.Testing;

namespace Clef.Ecg.Tests.Labelled;

/// <summary>Labelled sets of real archives, from the adapter's words to windows.</summary>
public sealed class RealSetTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-labelled-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The adapter names the channel as it was recorded, "ECG I", beside a filtered copy of it.</summary>
    [RecordingsFact("ecg-ecgid.zip")]
    public void Recordings_of_ECG_ID_are_read_by_the_channel_that_their_adapter_names()
    {
        LabelledSet set = LabelledSet.FromDataset("ecg-id", Path.Combine(SharedData.Recordings!, "ecg-ecgid.zip"), "sex", SplitRule.Stratified, limit: 20);
        using LabelledWindows windows = LabelledWindows.Open(set, EcgPipeline.ClefV1, ["I"], _folder);
        windows.Store.Skipped.ShouldBeEmpty();
        windows.Items.Count.ShouldBe(set.Items.Count);
        windows.Store.Records.ShouldAllBe(r => r.Windows == 2); // of 20 s
        double[][] rhythm = windows.BeatIntervalFeatures();
        rhythm.Select(r => 60 * r[RhythmFeatures.Names.ToList().IndexOf("rate")]).ShouldAllBe(bpm => bpm > 40 && bpm < 140);
    }
}

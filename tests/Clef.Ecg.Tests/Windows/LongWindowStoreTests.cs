using System.Runtime.InteropServices;
using Clef.Datasets.Labelled;
using Clef.Ecg.Labelled;
using Clef.Ecg.Windows;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Tests.Windows;

/// <summary>A long recording goes into a store span by span: all its windows, in little memory, or nothing.</summary>
public sealed class LongWindowStoreTests : IDisposable
{
    private const int Rate = 128;
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-long-store-").FullName;

    private string Input => Path.Combine(_folder, "in");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Twelve_simulated_hours_of_two_leads_are_stored_in_little_memory()
    {
        Write("long", 12 * 3600);
        Write("short", 60);
        long before = GC.GetTotalMemory(forceFullCollection: true), most = 0;
        var shares = new List<double>();
        using WindowStore store = WindowStore.OpenOrBuild(Path.Combine(_folder, "store"), [Input], EcgPipeline.ClefV1, ["I", "II"], progress: share =>
        {
            shares.Add(share);
            most = Math.Max(most, GC.GetTotalMemory(forceFullCollection: true));
        });
        store.Records.Select(r => (r.Record, r.Leads.Count, r.Windows, r.First)).ShouldBe([("long.hea", 2, 4320, 0), ("short.hea", 2, 6, 8640)]);
        shares.ShouldBe([0.5, 1]);
        (most - before).ShouldBeLessThan(16 << 20); // one lead as a whole has 86 MB
    }

    [Fact]
    public void What_is_stored_is_what_preparation_gives()
    {
        Write("hour", 3607);
        using WindowStore store = WindowStore.OpenOrBuild(Path.Combine(_folder, "store"), [Input], EcgPipeline.ClefV1, ["I", "II"]);
        using Recording recording = RecordingFile.Open(Path.Combine(Input, "hour.hea"));
        var preparation = new EcgPreparation(EcgPipeline.ClefV1);
        foreach ((int lead, string name) in ((string[])["I", "II"]).Index())
        {
            float[] stored = store.Samples(store.Records[0], lead, 0, 360 * 5000).ToArray();
            float[] spans = [.. preparation.PrepareSpans(recording, name, zScore: false).SelectMany(s => s.Samples.ToArray())];
            stored.ShouldBe(spans);
            ReadOnlySpan<float> whole = preparation.Prepare(recording, name, zScore: false).Samples;
            float largest = 0;
            for (int i = 0; i < stored.Length; i++)
            {
                largest = Math.Max(largest, Math.Abs(stored[i] - whole[i]));
            }

            largest.ShouldBeLessThan(1e-3f);
        }
    }

    [Fact]
    public void A_long_recording_that_cannot_be_read_to_its_end_leaves_nothing_behind()
    {
        Write("a", 60);
        Write("broken", 3600, files: 2);
        Write("c", 60);
        // Found whole, and gone when it comes to its second lead.
        using WindowStore store = WindowStore.OpenOrBuild(
            Path.Combine(_folder, "store"), [Input], EcgPipeline.ClefV1, ["I", "II"], progress: _ => File.Delete(Path.Combine(Input, "broken-2.dat")));
        store.Records.Select(r => (r.Record, r.First)).ShouldBe([("a.hea", 0), ("c.hea", 12)]);
        store.Skipped.Single().ShouldContain("broken");
        store.Window(store.Records[1], 1, 5).ToArray().ShouldBe(store.Window(store.Records[0], 1, 5).ToArray());
    }

    [Fact]
    public void Beat_intervals_of_a_long_labelled_recording_are_the_mean_of_its_spans()
    {
        Write("long", 1300, beats: true);
        Write("next", 20, beats: true);
        Write("other", 20, beats: true);
        string labels = Path.Combine(_folder, "labels.csv");
        File.WriteAllLines(labels, ["record,split,kind", "long,train,a", "next,validation,a", "other,test,b"]);
        LabelledSet set = LabelledSet.FromTable(labels, [Input], "kind", null, SplitRule.Own);
        using LabelledWindows windows = LabelledWindows.Open(set, EcgPipeline.ClefV1, ["I"], Path.Combine(_folder, "labelled"));
        windows.Store.Records[0].Windows.ShouldBe(130); // spans of 60, 60 and 10 windows
        double[] numbers = windows.BeatIntervalFeatures()[0];
        int intervals = 0, rate = 1;
        numbers[intervals].ShouldBe((599 + 599 + 99) / 3.0, 1.5); // a beat a second: the mean of what each span holds
        numbers[rate].ShouldBe(1, 0.02);
    }

    /// <summary>Two leads in WFDB format 16, 200 units a millivolt: slow waves that differ, or a beat a second.</summary>
    private void Write(string name, int seconds, bool beats = false, int files = 1)
    {
        Directory.CreateDirectory(Input);
        var samples = new short[2 * Rate * seconds];
        for (int i = 0; i < samples.Length / 2; i++)
        {
            double time = (double)i / Rate, phase = (time % 1) - 0.4;
            samples[2 * i] = (short)(200 * (beats ? Math.Exp(-Math.Pow(phase / 0.02, 2)) : Math.Sin(2 * Math.PI * 3 * time)
                + (0.5 * Math.Sin(2 * Math.PI * 7.3 * time))));
            samples[(2 * i) + 1] = (short)(150 * Math.Sin(2 * Math.PI * 5.1 * time));
        }

        string[] data = [.. Enumerable.Range(1, files).Select(f => files == 1 ? $"{name}.dat" : $"{name}-{f}.dat")];
        for (int f = 0; f < files; f++)
        {
            short[] own = files == 1 ? samples : [.. samples.Where((_, i) => i % files == f)];
            File.WriteAllBytes(Path.Combine(Input, data[f]), MemoryMarshal.AsBytes(own.AsSpan()).ToArray());
        }

        File.WriteAllText(Path.Combine(Input, name + ".hea"),
            $"{name} 2 {Rate} {seconds * Rate}\n{data[0]} 16 200(0)/mV 16 0 0 0 0 I\n{data[^1]} 16 200(0)/mV 16 0 0 0 0 II\n");
    }
}

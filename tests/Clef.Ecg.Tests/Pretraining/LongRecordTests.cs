using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Pretraining;
using Clef.Ecg.Windows;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Tests.Pretraining;

/// <summary>Views from anywhere in a long record, and recordings that pretraining must not see, on records of two and a half windows made here.</summary>
public sealed class LongRecordTests : IDisposable
{
    private const int Samples = 12_500, Window = 5000; // 25 s and 10 s at 500 Hz

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-long-").FullName;

    public LongRecordTests()
    {
        foreach (int record in Enumerable.Range(1, 3))
        {
            Write(Path.Combine(_folder, "in", "strips"), record);
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Windows_of_a_lead_follow_one_another()
    {
        using WindowStore store = Store();
        StoredRecord record = store.Records[1];
        record.Windows.ShouldBe(2);
        float[] whole = [.. store.Window(record, 1, 0), .. store.Window(record, 1, 1)];
        store.WindowFrom(record, 1, 1234).ToArray().ShouldBe(whole[1234..(1234 + Window)]);
        Should.Throw<ClefException>(() => store.WindowFrom(record, 1, Window + 1).ToArray()).Message.ShouldContain("5001");
        Should.Throw<ClefException>(() => store.WindowFrom(record, 2, 0).ToArray());
    }

    [Theory]
    [InlineData("ECG0", "ECG1", 2)]
    [InlineData("EKG 1", "EKG 2", 2)]
    [InlineData("ECG0", "V1", 1)]
    [InlineData("Resp", "SpO2", 0)]
    public void Leads_that_a_recorder_does_not_name_are_taken_as_they_come(string first, string second, int leads)
    {
        string folder = Path.Combine(_folder, "unnamed");
        Write(folder, 1, first, second);
        Write(folder, 2);
        using WindowStore store = WindowStore.OpenOrBuild(Path.Combine(_folder, "store"), [folder], EcgPipeline.ClefV1, ["I", "V1"]);
        (store.Records.SingleOrDefault(r => r.Record == "strip-1.hea")?.Leads.Count ?? 0).ShouldBe(leads);
        store.Records.Single(r => r.Record == "strip-2.hea").Leads.ShouldBe(["I"]);
    }

    [Fact]
    public void Views_begin_at_any_sample_if_asked_and_else_where_a_window_does()
    {
        using WindowStore store = Store();
        Starts(store, anyStart: false).Distinct().Order().ShouldBe([0, Window]);
        int[] any = Starts(store, anyStart: true);
        any.Distinct().Count().ShouldBeGreaterThan(150); // of 200 draws among 5001 places
        any.ShouldAllBe(s => s >= 0 && s <= Window);
        any.Max().ShouldBeGreaterThan(Window * 9 / 10);
    }

    [Fact]
    public void The_test_part_of_a_split_is_left_out()
    {
        Kept(Table("file,split", "strips/strip-2.hea,test", "strips/strip-1.hea,train", "strips/strip-3.hea,validation")).ShouldBe(["strips/strip-1.hea", "strips/strip-3.hea"]);

        // The same archive, opened one folder further in or out, has other names for the same recordings.
        Kept(Table("file,split", "archive/strips/strip-3.hea,test")).ShouldBe(["strips/strip-1.hea", "strips/strip-2.hea"]);
        Kept(Table("file,split", "strip-3.hea,test", "strip-1.hea,test")).ShouldBe(["strips/strip-2.hea"]);
    }

    [Fact]
    public void A_store_with_other_exclusions_is_another_store()
    {
        Kept(null).Length.ShouldBe(3);
        Kept(Table("file,split", "strips/strip-2.hea,test")).Length.ShouldBe(2);
        Kept(Table("file,split", "strips/strip-1.hea,test")).ShouldBe(["strips/strip-2.hea", "strips/strip-3.hea"]);
        Kept(null).Length.ShouldBe(3);
    }

    [Fact]
    public void A_table_of_other_data_is_refused()
    {
        Should.Throw<ClefException>(() => Store(Table("file,split", "strips/strip-2.hea,test", "strips/strip-9.hea,test"))).Message.ShouldContain("strip-9");
        Should.Throw<ClefException>(() => Table("file,split", "strips/strip-2.hea,train")).Message.ShouldContain("test");
        Should.Throw<ClefException>(() => Table("record,split", "strip-2,test")).Message.ShouldContain("file");
        ExcludedRecordings.Read([]).ShouldBeNull();
    }

    /// <summary>Where the first views of 200 draws begin: the samples of a record rise steadily, and so tell their place.</summary>
    private static int[] Starts(WindowStore store, bool anyStart)
    {
        var settings = new PretrainSettings { AnyStart = anyStart, SameWindow = false, Augmentation = new ViewAugmentation { NoiseDeviation = 0, MaskProbability = 0 } };
        var sampler = new ViewSampler(store, store.Records, settings, null, NoiseBank.BuiltIn);
        StoredRecord record = store.Records[0];
        float[][] views = [.. Enumerable.Range(0, 2).Select(lead => (float[])[.. store.Window(record, lead, 0), .. store.Window(record, lead, 1)])];
        return [.. Enumerable.Range(0, 200).Select(i =>
        {
            float[] view = sampler.Draw(0, new CounterRandom((ulong)i)).First;
            return views.Select(whole => Place(whole, view)).Single(p => p >= 0);
        })];
    }

    /// <summary>The place of a standardised view in a lead; -1 where it is not of this lead.</summary>
    private static int Place(float[] whole, float[] view) => Array.FindIndex([.. Enumerable.Range(0, whole.Length - Window + 1)], start =>
    {
        float low = whole[start], high = whole[start + 40];
        float scale = (view[40] - view[0]) / (high - low);
        return float.IsFinite(scale) && scale > 0 && Enumerable.Range(0, 25).All(k => Math.Abs(view[k * 200] - view[0] - (scale * (whole[start + (k * 200)] - low))) < 1e-3f);
    });

    private static void Write(string folder, int record, string first = "I", string second = "II")
    {
        Directory.CreateDirectory(folder);
        string name = $"strip-{record}";
        File.WriteAllText(Path.Combine(folder, name + ".hea"), $"{name} 2 500 {Samples}\n{name}.dat 16 200 16 0 0 0 0 {first}\n{name}.dat 16 200 16 0 0 0 0 {second}\n");
        using var writer = new BinaryWriter(File.Create(Path.Combine(folder, name + ".dat")));
        for (int i = 0; i < Samples; i++)
        {
            double time = i / 500.0; // a chirp: no two places are alike
            writer.Write((short)(2000 * Math.Sin(2 * Math.PI * (1 + record + (0.11 * time)) * time)));
            writer.Write((short)(1500 * Math.Cos(2 * Math.PI * (3 + record + (0.07 * time)) * time)));
        }
    }

    private ExcludedRecordings Table(params string[] lines)
    {
        string path = Path.Combine(_folder, "split.csv");
        File.WriteAllLines(path, lines);
        return ExcludedRecordings.Read([path])!;
    }

    private string[] Kept(ExcludedRecordings? excluded)
    {
        using WindowStore store = Store(excluded);
        return [.. store.Records.Select(r => r.Record)];
    }

    private WindowStore Store(ExcludedRecordings? excluded = null) =>
        WindowStore.OpenOrBuild(Path.Combine(_folder, "store"), [Path.Combine(_folder, "in")], EcgPipeline.ClefV1, ["I", "II"], excluded);
}

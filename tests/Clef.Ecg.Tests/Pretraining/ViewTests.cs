using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Pretraining;
using Clef.Ecg.Windows;
using Clef.Learning.Contrastive;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Tests.Pretraining;

/// <summary>Windows on disk and the views drawn from them, on records of two leads made here.</summary>
public sealed class ViewTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-views-").FullName;
    private readonly WindowStore _store;

    public ViewTests()
    {
        foreach (int patient in Enumerable.Range(1, 3))
        {
            EcgFile.Write(Path.Combine(_folder, "in"), patient);
        }

        _store = Store();
    }

    public void Dispose()
    {
        _store.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void A_store_is_made_once_and_again_only_when_its_inputs_change()
    {
        _store.Records.Count.ShouldBe(3);
        _store.Records.ShouldAllBe(r => r.Leads.Count == 2 && r.Windows == 1);
        DateTime written = File.GetLastWriteTimeUtc(Path.Combine(_folder, "store", "windows.f32"));
        using (WindowStore again = Store())
        {
            again.Digest.ShouldBe(_store.Digest);
        }

        File.GetLastWriteTimeUtc(Path.Combine(_folder, "store", "windows.f32")).ShouldBe(written);
        EcgFile.Write(Path.Combine(_folder, "in"), 4);
        using WindowStore more = Store();
        more.Records.Count.ShouldBe(4);
    }

    [Fact]
    public void A_store_of_prepared_records_is_made_once_for_a_key()
    {
        string place = Path.Combine(_folder, "made");
        int asked = 0;
        WindowStore Made(string key) => WindowStore.OpenOrBuild(place, key, EcgPipeline.ClefV1, () =>
        {
            asked++;
            return [new RecordWindows("r", "p", [("II", new EcgPreparation(EcgPipeline.ClefV1).Prepare(new float[5000], 500, "II", zScore: false))])];
        });
        using (WindowStore store = Made("a"))
        {
            store.Records.ShouldHaveSingleItem().Patient.ShouldBe("p");
            store.Window(store.Records[0], 0, 0).ToArray().ShouldBe(new float[5000]);
        }

        Made("a").Dispose();
        asked.ShouldBe(1);
        Made("b").Dispose();
        asked.ShouldBe(2);
        Should.Throw<ClefException>(() => WindowStore.OpenOrBuild(place, "c", EcgPipeline.ClefV1, () => [new RecordWindows("r", "p", [])])).Message.ShouldContain("at least one lead");
    }

    [Fact]
    public void A_store_whose_data_were_cut_is_refused()
    {
        string copy = Path.Combine(_folder, "copy");
        Directory.CreateDirectory(copy);
        File.Copy(Path.Combine(_folder, "store", "windows.json"), Path.Combine(copy, "windows.json"));
        File.WriteAllBytes(Path.Combine(copy, "windows.f32"), new byte[100]);
        Should.Throw<ClefException>(() => WindowStore.Open(copy)).Message.ShouldContain("100");
    }

    [Fact]
    public void The_same_stream_draws_the_same_views_and_another_does_not()
    {
        ViewPair one = Draw(7), same = Draw(7), other = Draw(8);
        same.First.ShouldBe(one.First);
        same.Second.ShouldBe(one.Second);
        other.First.ShouldNotBe(one.First);
        one.First.ShouldNotBe(one.Second);
    }

    [Fact]
    public void Views_are_standardised_last()
    {
        for (ulong seed = 0; seed < 40; seed++)
        {
            float[] view = Draw(seed).First;
            view.Average(v => (double)v).ShouldBe(0, 1e-4);
            view.Average(v => (double)v * v).ShouldBe(1, 1e-3);
        }
    }

    [Fact]
    public void Drawing_views_never_changes_the_windows()
    {
        float[] before = _store.Window(_store.Records[0], 0, 0).ToArray();
        for (ulong seed = 0; seed < 20; seed++)
        {
            Draw(seed);
        }

        _store.Window(_store.Records[0], 0, 0).ToArray().ShouldBe(before);
    }

    [Fact]
    public void The_share_of_views_on_one_lead_is_the_paper_s()
    {
        // P(same lead) = 0.8 + 0.2 / 2 with two leads. Without augmentation two views of one lead are equal.
        var settings = new PretrainSettings { Augmentation = new ViewAugmentation { NoiseDeviation = 0, MaskProbability = 0 } };
        var sampler = new ViewSampler(_store, _store.Records, settings, null, NoiseBank.BuiltIn);
        int same = Enumerable.Range(0, 2000).Count(i =>
        {
            ViewPair pair = sampler.Draw(0, new CounterRandom((ulong)i));
            return pair.First.AsSpan().SequenceEqual(pair.Second);
        });
        (same / 2000.0).ShouldBe(0.9, 0.025); // more than three binomial standard errors
    }

    [Fact]
    public void Masked_views_have_one_constant_span_of_the_stated_length()
    {
        var masking = new ViewAugmentation { NoiseDeviation = 0, MaskProbability = 1 };
        for (ulong seed = 0; seed < 20; seed++)
        {
            float[] window = Enumerable.Range(0, 5000).Select(i => 1 + MathF.Sin(i * 0.01f)).ToArray();
            masking.Apply(window, "I", new CounterRandom(seed), NoiseBank.BuiltIn);
            int longest = 0, run = 0;
            for (int i = 1; i < window.Length; i++)
            {
                run = window[i] == window[i - 1] ? run + 1 : 0;
                longest = Math.Max(longest, run + 1);
            }

            longest.ShouldBeInRange(500, 1500);
        }
    }

    [Fact]
    public void Risks_are_found_by_record_and_missing_ones_stay_missing()
    {
        string file = Path.Combine(_folder, "risks.csv");
        File.WriteAllText(file, "record,risk_percent,risk_missing_rate\nsim-1,4,0\nsim-2,,0.5\n");
        RiskTable table = RiskTable.Read(new RiskSettings { File = file });
        RiskEvidence known = table.Of(_store.Records[0]), partly = table.Of(_store.Records[1]), absent = table.Of(_store.Records[2]);
        (known.Risk, known.Completeness).ShouldBe((4.0, 1.0));
        double.IsNaN(partly.Risk).ShouldBeTrue();
        partly.Completeness.ShouldBe(0.5);
        (double.IsNaN(absent.Risk), absent.Completeness).ShouldBe((true, 0.0));

        File.WriteAllText(file, "record,risk_percent\nsim-1,high\n");
        Should.Throw<ClefException>(() => RiskTable.Read(new RiskSettings { File = file })).Message.ShouldContain("risk_percent in row 1");
        Should.Throw<ClefException>(() => RiskTable.Read(new RiskSettings { File = file, Risk = "score2" })).Message.ShouldContain("score2");
    }

    /// <summary>A ten-second record of two leads in WFDB format 16, a different wave for each patient.</summary>
    private static class EcgFile
    {
        public static void Write(string folder, int patient)
        {
            Directory.CreateDirectory(folder);
            string name = $"sim-{patient}";
            File.WriteAllText(Path.Combine(folder, name + ".hea"), $"{name} 2 500 5000\n{name}.dat 16 200 16 0 0 0 0 I\n{name}.dat 16 200 16 0 0 0 0 II\n");
            using var writer = new BinaryWriter(File.Create(Path.Combine(folder, name + ".dat")));
            for (int i = 0; i < 5000; i++)
            {
                double time = i / 500.0;
                writer.Write((short)(200 * Math.Sin(2 * Math.PI * (1 + patient) * time)));
                writer.Write((short)(150 * Math.Cos(2 * Math.PI * (3 + patient) * time)));
            }
        }
    }

    private ViewPair Draw(ulong seed) =>
        new ViewSampler(_store, _store.Records, new PretrainSettings(), null, NoiseBank.BuiltIn).Draw(0, new CounterRandom(seed));

    private WindowStore Store() => WindowStore.OpenOrBuild(Path.Combine(_folder, "store"), [Path.Combine(_folder, "in")], EcgPipeline.ClefV1, ["I", "II"]);
}

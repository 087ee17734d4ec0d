using System.Globalization;
using System.Runtime.InteropServices;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Signals.Preparation;
using Clef.Tensors;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Tests.Embedding;

/// <summary>Runs over small simulated records: leads, windows, degenerate signals, order.</summary>
public sealed class EmbeddingRunTests : IDisposable
{
    private static readonly string[] TwelveLeads = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-embedding-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void DegenerateSignalsHaveFiniteNumbersAndBrokenRecordsAReason()
    {
        Write("a-flat", 500, 6000, ["I"], _ => 0);
        Write("b-short", 250, 600, ["I"], Beat);
        Write("c-one-sample", 500, 1, ["I"], Beat);
        Write("d-saturated", 500, 5000, ["I"], t => (short)(t % 2 == 0 ? short.MaxValue : -short.MaxValue));
        Write("e-missing", 500, 12000, ["I"], t => t is > 100 and < 4000 ? short.MinValue : Beat(t));
        Write("f-all-missing", 500, 5000, ["I"], _ => short.MinValue);
        Write("g-other-lead", 500, 5000, ["V1"], Beat);
        Write("h-only-ecg", 500, 5000, ["ECG"], Beat);
        File.WriteAllText(Path.Combine(_folder, "i-broken.hea"), "i-broken 1 500 5000\nabsent.dat 16 200 16 0 0 0 0 I\n");

        Write("j-cut", 500, 5000, ["I"], Beat);
        File.WriteAllBytes(Path.Combine(_folder, "j-cut.dat"), File.ReadAllBytes(Path.Combine(_folder, "j-cut.dat"))[..200]);

        (List<EmbeddingRow> rows, List<SkippedRecord> skipped) = Run(1, new EmbeddingRequest([_folder], "I", PerWindow: false, Stages: false, BatchSize: 2));
        rows.Select(r => Path.GetFileNameWithoutExtension(r.Record)).ShouldBe(["a-flat", "b-short", "c-one-sample", "d-saturated", "e-missing", "h-only-ecg"]);
        rows.ShouldAllBe(r => r.Embedding.Length == 6 && r.Embedding.All(float.IsFinite));
        skipped.Select(s => Path.GetFileNameWithoutExtension(s.Record)).ShouldBe(["f-all-missing", "g-other-lead", "i-broken", "j-cut"]);
        skipped[0].Reason.ShouldContain("only 0.0 % of its samples");
        skipped[1].Reason.ShouldContain("V1");
        skipped[3].Reason.ShouldContain("only 2.0 % of its samples");

        rows[0].Done.DroppedSeconds.ShouldBe(2, 1e-6);
        (rows[1].Done.RecordedRate, rows[1].Done.Rate, rows[1].Seconds, rows[1].Done.PaddedSeconds).ShouldBe((250, 500, 2.4, 7.6));
        rows[1].Done.ValidFraction.ShouldBe(0.24, 1e-3);
        (rows[4].Done.Windows, rows[4].Done.DroppedSeconds).ShouldBe((2, 4));
        rows[4].Done.ValidFraction.ShouldBe(1 - (3899 / 10_000.0), 1e-3);
        rows[5].Done.Note.ShouldContain("taken as lead I");
    }

    [Fact]
    public void BatchesThatSpanRecordsChangeNothing()
    {
        for (int i = 0; i < 5; i++)
        {
            int phase = i * 37;
            Write($"r{i}", 500, 5000 * (1 + (i % 3)), ["I"], t => Beat(t + phase));
        }

        float[][] one = [.. Run(1, new EmbeddingRequest([_folder], "I", true, true, 1)).Rows.Select(r => r.Embedding)];
        float[][] many = [.. Run(1, new EmbeddingRequest([_folder], "I", true, true, 4)).Rows.Select(r => r.Embedding)];
        one.Length.ShouldBe(1 + 2 + 3 + 1 + 2);
        for (int i = 0; i < one.Length; i++)
        {
            one[i].Length.ShouldBe(4 + 6);
            one[i].Zip(many[i], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f);
        }

        one[0].ShouldNotBe(one[1]);
    }

    [Fact]
    public void TwelveLeadModelsTakeTheLeadsByNameNotByPlace()
    {
        short Value(string lead, int t) => (short)(Beat(t) + (Array.IndexOf(TwelveLeads, lead) * 7 * (t % 50)));
        Write("forward", 500, 5000, TwelveLeads, Value);
        Write("reversed", 500, 5000, [.. TwelveLeads.Reverse()], Value);
        Write("single", 500, 5000, ["I"], Beat);
        (List<EmbeddingRow> rows, List<SkippedRecord> skipped) = Run(12, new EmbeddingRequest([_folder], "I", false, false));
        rows.Count.ShouldBe(2);
        rows[0].Lead.ShouldBe("I II III aVR aVL aVF V1 V2 V3 V4 V5 V6");
        rows[0].Embedding.ShouldBe(rows[1].Embedding);
        skipped.ShouldHaveSingleItem().Reason.ShouldContain("lead II");
    }

    [Fact]
    public void StoppingStops()
    {
        Write("a", 500, 5000, ["I"], Beat);
        using var stop = new CancellationTokenSource();
        stop.Cancel();
        Should.Throw<OperationCanceledException>(() => Run(1, new EmbeddingRequest([_folder], "I", false, false), stop.Token));
    }

    private static short Beat(int t) => (short)((900 * Math.Exp(-Math.Pow(((t % 400) - 200) / 8.0, 2))) + (40 * Math.Sin(t * 0.05)));

    private void Write(string name, int rate, int samples, string[] leads, Func<int, short> value) => Write(name, rate, samples, leads, (_, t) => value(t));

    /// <summary>A record in WFDB format 16, 200 units a millivolt.</summary>
    private void Write(string name, int rate, int samples, string[] leads, Func<string, int, short> value)
    {
        var data = new short[samples * leads.Length];
        for (int i = 0; i < data.Length; i++)
        {
            data[i] = value(leads[i % leads.Length], i / leads.Length);
        }

        File.WriteAllBytes(Path.Combine(_folder, name + ".dat"), MemoryMarshal.AsBytes(data.AsSpan()).ToArray());
        File.WriteAllLines(Path.Combine(_folder, name + ".hea"),
            [string.Create(CultureInfo.InvariantCulture, $"{name} {leads.Length} {rate} {samples}"), .. leads.Select(l => $"{name}.dat 16 200(0)/mV 16 0 0 0 0 {l}")]);
    }

    private (List<EmbeddingRow> Rows, List<SkippedRecord> Skipped) Run(int leads, EmbeddingRequest request, CancellationToken stop = default)
    {
        var config = new Net1DConfig("tiny", leads, 4, 1.0, [4, 6], [1, 2], 16, 2, 2, false, 0);
        RandomState.Seed(5);
        using var network = new Net1D(config);
        string model = Path.Combine(_folder, "model");
        EcgModelFolder.Write(model, config, EcgPipeline.ClefV1, ModuleWeights.Of(network), new ModelSource("none", "none", []));
        using EcgEncoder encoder = EcgEncoder.Load(EcgModelFolder.Open(model));
        var rows = new List<EmbeddingRow>();
        var skipped = new List<SkippedRecord>();
        new EmbeddingRun(encoder, EcgPipeline.ClefV1, request).Run(rows.Add, skipped.Add, null, stop);
        return (rows, skipped);
    }
}

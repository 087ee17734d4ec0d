using Clef.Core;
using Clef.Ecg.Embedding;
using Clef.Ecg.Import;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Parity;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;
using Clef.Testing;

namespace Clef.Ecg.Tests.Import;

public sealed class CheckpointImportTests : IDisposable
{
    private static readonly Net1DConfig Tiny = new("tiny", 1, 4, 1.0, [4, 6], [1, 2], 4, 2, 2, false, 0);

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Fixture => Path.Combine(SharedData.Fixtures!, "net1d-small");

    [FixturesFact]
    public void TheFixtureAgreesWithPyTorch()
    {
        string model = Path.Combine(_folder, "model");
        CheckpointImport.Run(Path.Combine(Fixture, "clef_small.ckpt"), Net1DConfig.OfSize("small"), model);
        IReadOnlyList<ParityResult> results = ParityCheck.Run(EcgModelFolder.Open(model), Path.Combine(Fixture, "cases.json"));
        results.Select(r => r.Name).ShouldBe(["x5000", "x4999", "x1250"]);
        results.ShouldAllBe(r => r.LargestDifference <= ParityCheck.Tolerance);
        File.ReadAllText(Path.Combine(model, "README.md")).ShouldContain("ad144c299093eab526ceac33db6a054584f6ed3008510d4c1f4b44eb9fb4b432");
    }

    [FixturesFact]
    public void TheWrongSizeIsRefusedWithCounts()
    {
        var error = Should.Throw<ClefException>(() => CheckpointImport.Run(Path.Combine(Fixture, "clef_small.ckpt"), Net1DConfig.OfSize("medium"), _folder));
        error.Message.ShouldContain("of 507 tensors");
        error.Message.ShouldContain("missing");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void KnownExtrasAreNamedAndUnknownOnesRefused()
    {
        WeightEntry extra = WeightEntry.FromMemory("state_dict.queue", WeightType.F32, [2], new byte[8]);
        WeightEntry moment = WeightEntry.FromMemory("optimizer_states.0.state.0.exp_avg", WeightType.F32, [2], new byte[8]);
        WeightEntry target = WeightEntry.FromMemory("state_dict.backbone_k.first_conv.conv.bias", WeightType.F32, [4], new byte[16]);
        using (WeightFile file = Write([.. Named("state_dict.backbone."), extra, moment, target]))
        {
            CheckpointImport.Select(file, Tiny, out IReadOnlyList<string> ignored).Count.ShouldBe(Net1DLayout.Of(Tiny).Count);
            string.Join("; ", ignored).ShouldContain("MoCo's queue");
            string.Join("; ", ignored).ShouldContain("MoCo's key encoder");
            string.Join("; ", ignored).ShouldContain("optimizer_states");
        }

        using WeightFile unknown = Write([.. Named("state_dict.backbone."), WeightEntry.FromMemory("state_dict.mystery", WeightType.F32, [2], new byte[8])]);
        Should.Throw<ClefException>(() => CheckpointImport.Select(unknown, Tiny, out _)).Message.ShouldContain("1 unexpected: mystery");
    }

    [Fact]
    public void APlainStateDictWithAClassifierIsAccepted()
    {
        using WeightFile file = Write([.. Named(""), WeightEntry.FromMemory("dense.weight", WeightType.F32, [3, 6], new byte[72])]);
        CheckpointImport.Select(file, Tiny, out IReadOnlyList<string> ignored).Count.ShouldBe(Net1DLayout.Of(Tiny).Count);
        ignored.ShouldHaveSingleItem().ShouldContain("classification head");
    }

    /// <summary>ECGFounder's layout: a state dict without <c>backbone.</c>, one or twelve leads, and a head of many classes.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(12)]
    public void TheLayoutOfEcgFounderLoadsWithItsHeadOrWithout(int leads)
    {
        Net1DConfig network = Tiny with { Leads = leads };
        float[] weight = [.. Enumerable.Range(0, 5 * 6).Select(i => i / 10f)], bias = [0, 1, 2, 3, 4];
        string path = Path.Combine(_folder, "founder.safetensors"), model = Path.Combine(_folder, "founder");
        SafetensorsWriter.Write(path,
        [
            .. Named("state_dict.", network),
            WeightEntry.FromMemory("state_dict.dense.weight", WeightType.F32, [5, 6], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(weight).ToArray()),
            WeightEntry.FromMemory("state_dict.dense.bias", WeightType.F32, [5], System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(bias).ToArray()),
        ]);
        CheckpointImport.Run(path, network, model).Source.Ignored.ShouldHaveSingleItem().ShouldBe("2 tensors of dense (a classification head)");
        EcgHead.IsIn(EcgModelFolder.Open(model)).ShouldBeFalse();
        using (EcgEncoder encoder = EcgEncoder.Load(EcgModelFolder.Open(model)))
        {
            encoder.Embed(new float[leads * 50], 1).Length.ShouldBe(6);
        }

        CheckpointImport.Run(path, network, model, ["a", "b", "c", "d", "e"]).Source.Ignored.ShouldBeEmpty();
        using (LoadedHead head = EcgHead.Read(EcgModelFolder.Open(model)))
        {
            head.Facts.Classes.ShouldBe(["a", "b", "c", "d", "e"]);
            head.Outputs([1, 0, 0, 0, 0, 0]).ShouldBe([0, 1.6, 3.2, 4.8, 6.4], 1e-5); // bias and first column
        }

        Should.Throw<ClefException>(() => CheckpointImport.Run(path, network, model, ["a", "b"])).Message.ShouldContain("weight is f32 [5, 6]", Case.Insensitive);
        Should.Throw<ClefException>(() => CheckpointImport.Run(path, Tiny with { Leads = 3 }, model)).Message.ShouldContain("first_conv.conv.weight");
    }

    /// <summary>A pickled checkpoint as torch.save writes ECGFounder's, optimiser and scheduler included: embedding and head are what PyTorch computes.</summary>
    [Theory]
    [InlineData(0, "founder-1.pth")]
    [InlineData(1, "founder-12.pth")]
    public void APickledCheckpointOfEcgFounderAgreesWithPyTorch(int index, string file)
    {
        string golden = Path.Combine(AppContext.BaseDirectory, "Golden"), model = Path.Combine(_folder, "founder");
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllText(Path.Combine(golden, "founder.json")));
        System.Text.Json.JsonElement expected = json.RootElement.GetProperty("cases")[index];
        int leads = expected.GetProperty("leads").GetInt32();
        EcgModelFolder folder = CheckpointImport.Run(Path.Combine(golden, file), Tiny with { Leads = leads }, model, ["a", "b", "c", "d", "e"]);
        string.Join("; ", folder.Source.Ignored).ShouldContain("outside the state dict");
        float[] input = [.. Enumerable.Range(0, leads).SelectMany(l => Enumerable.Range(0, 50).Select(i => (float)Math.Sin(0.3 * (l + 1) * i)))];
        using EcgEncoder encoder = EcgEncoder.Load(folder);
        float[] embedding = encoder.Embed(input, 1);
        embedding.Select(v => (double)v).ShouldBe(Numbers("embedding"), 1e-5);
        using (LoadedHead head = EcgHead.Read(folder))
        {
            head.Outputs(embedding).ShouldBe(Numbers("logits"), 1e-5);
        }

        Should.Throw<ClefException>(() => CheckpointImport.Run(Path.Combine(golden, file), Tiny with { Leads = 13 - leads }, model)).Message.ShouldContain("first_conv.conv.weight");

        double[] Numbers(string name) => [.. expected.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];
    }

    [Fact]
    public void OtherWeightsThanTheConfigurationNamesAreRefused()
    {
        WeightEntry[] entries = [.. Named("")];
        EcgModelFolder.Write(_folder, Tiny, Clef.Signals.Preparation.EcgPipeline.ClefV1, entries, new ModelSource("a", "b", []));
        using (EcgEncoder encoder = EcgEncoder.Load(EcgModelFolder.Open(_folder)))
        {
            encoder.Loaded.Digest.ShouldBe(WeightDigest.Of(entries));
            encoder.Embed(new float[2 * 50], 2).Length.ShouldBe(12);
            encoder.Embed(new float[2 * 50], 2, stages: true).Length.ShouldBe(20);
        }

        entries[0] = WeightEntry.FromMemory(entries[0].Name, WeightType.F32, entries[0].Shape, (byte[])[1, .. entries[0].ToArray()[1..]]);
        SafetensorsWriter.Write(Path.Combine(_folder, "model.safetensors"), entries);
        Should.Throw<ClefException>(() => EcgEncoder.Load(EcgModelFolder.Open(_folder))).Message.ShouldContain("digest");
        SafetensorsWriter.Write(Path.Combine(_folder, "model.safetensors"), entries[1..]);
        Should.Throw<ClefException>(() => EcgEncoder.Load(EcgModelFolder.Open(_folder))).Message.ShouldContain("1 missing: first_conv.conv.weight");
        File.WriteAllText(Path.Combine(_folder, "config.json"), "{\"model\":\"net1d\"}");
        Should.Throw<ClefException>(() => EcgModelFolder.Open(_folder));
    }

    private WeightFile Write(IEnumerable<WeightEntry> entries)
    {
        string path = Path.Combine(_folder, "w.safetensors");
        SafetensorsWriter.Write(path, entries);
        return WeightFile.Open(path);
    }

    private static IEnumerable<WeightEntry> Named(string prefix, Net1DConfig? network = null) => Net1DLayout.Of(network ?? Tiny).Select((t, i) =>
        WeightEntry.FromMemory(prefix + t.Name, t.Type, [.. t.Shape], Enumerable.Range(0, (int)t.ElementCount * t.Type.Bits() / 8).Select(b => (byte)(b % 4 == 3 ? 0x3c : i)).ToArray()));
}

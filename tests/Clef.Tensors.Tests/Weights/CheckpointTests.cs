using System.Text.Json;
using Clef.Core.Sources;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;
using Clef.Testing;

namespace Clef.Tensors.Tests.Weights;

/// <summary>PyTorch checkpoints read byte for byte as PyTorch does. The files of Golden were written by python3-torch 1.13.1 (see expected.json).</summary>
public class CheckpointTests
{
    private static readonly Dictionary<string, WeightType> Dtypes = new()
    {
        ["float64"] = WeightType.F64,
        ["float32"] = WeightType.F32,
        ["float16"] = WeightType.F16,
        ["bfloat16"] = WeightType.BF16,
        ["int64"] = WeightType.I64,
        ["int32"] = WeightType.I32,
        ["int16"] = WeightType.I16,
        ["int8"] = WeightType.I8,
        ["uint8"] = WeightType.U8,
        ["bool"] = WeightType.Bool,
        ["complex64"] = WeightType.C64,
        ["complex128"] = WeightType.C128,
    };

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    public void EveryTypeStrideAndContainerIsReadAsPyTorchReadsIt(int protocol)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(RepositoryFiles.Golden("expected.json")));
        using WeightFile weights = WeightFile.Open(RepositoryFiles.Golden($"protocol-{protocol}.pt"));
        JsonProperty[] tensors = expected.RootElement.GetProperty("tensors").EnumerateObject().ToArray();
        weights.Entries.Select(e => e.Name).ShouldBe(tensors.Select(t => t.Name));
        foreach (JsonProperty tensor in tensors)
        {
            WeightEntry entry = weights.TryGet(tensor.Name)!;
            entry.Type.ShouldBe(Dtypes[tensor.Value.GetProperty("dtype").GetString()!], tensor.Name);
            entry.Shape.ToArray().ShouldBe(tensor.Value.GetProperty("shape").EnumerateArray().Select(s => s.GetInt64()), tensor.Name);
            Convert.ToHexStringLower(entry.ToArray()).ShouldBe(tensor.Value.GetProperty("hex").GetString(), tensor.Name);
        }

        weights.Metadata["epoch"].ShouldBe("3");
        weights.Metadata["lr"].ShouldBe("0.25");
        weights.Metadata["big"].ShouldBe("1180591620717411303424");
        weights.Metadata["note"].ShouldBe("déjà");
    }

    [Fact]
    public void ReadingInPiecesGivesTheSameBytes()
    {
        using WeightFile weights = WeightFile.Open(RepositoryFiles.Golden("protocol-2.pt"));
        WeightEntry transposed = weights.TryGet("state_dict.transposed")!;
        byte[] whole = transposed.ToArray();
        for (int at = 0; at < whole.Length; at += 4)
        {
            var piece = new byte[Math.Min(12, whole.Length - at)];
            transposed.Read(at, piece);
            piece.ShouldBe(whole[at..(at + piece.Length)]);
        }

        Should.Throw<ArgumentOutOfRangeException>(() => transposed.Read(whole.Length, new byte[4]));
    }

    [Fact]
    public void ObjectsAreNamedAndTheTensorsInThemFound()
    {
        using WeightFile weights = WeightFile.Open(RepositoryFiles.Golden("objects.pt"));
        weights.TryGet("state_dict.w")!.ElementCount.ShouldBe(2);
        weights.TryGet("module._parameters.weight")!.Shape.ToArray().ShouldBe([1, 2]);
        weights.InertGlobals.Keys.ShouldContain("argparse.Namespace");
        weights.InertGlobals.Keys.ShouldContain("pathlib.PurePosixPath");
        weights.InertGlobals.Keys.ShouldContain("datetime.timedelta");
        weights.InertGlobals.Keys.ShouldContain("torch.nn.modules.linear.Linear");
    }

    [Fact]
    public void BigEndianStoragesAreTurned()
    {
        byte[] floats = [0x3f, 0x80, 0, 0, 0xc0, 0, 0, 0];
        byte[] pickle = new PickleScript().Tensor([2], [1]).Done();
        byte[] file = new ZipScript().Add("a/data.pkl", pickle).Add("a/byteorder", "big"u8.ToArray()).Add("a/data/0", floats).Done();
        using WeightFile weights = WeightFile.Open(new MemoryByteSource("big", file));
        weights.Entries[0].ToArray().ShouldBe(ZipScript.TwoFloats);
    }

    [Fact]
    public void CompressedEntriesAreReadToo()
    {
        byte[] pickle = new PickleScript().Tensor([100], [1], elements: 100).Done();
        var floats = new byte[400];
        floats[3] = 0x40;
        byte[] file = new ZipScript().Add("a/data.pkl", pickle, deflate: true).Add("a/data/0", floats, deflate: true).Done();
        using WeightFile weights = WeightFile.Open(new MemoryByteSource("deflated", file));
        weights.Entries[0].ToArray().ShouldBe(floats);
    }

    [Fact]
    public void UntypedStoragesTakeTheTypeOfTheTensor()
    {
        byte[] pickle = new PickleScript().Global("torch._utils", "_rebuild_tensor_v3").Raw('(').Storage(elements: 8, type: "UntypedStorage", module: "torch.storage")
            .Number(0).Numbers(4).Numbers(1).Raw(0x89).Global("collections", "OrderedDict").Raw(')', 'R').Global("torch", "uint16").Raw('t', 'R').Done();
        using WeightFile weights = WeightFile.Open(new MemoryByteSource("untyped", ZipScript.Checkpoint(pickle)));
        weights.Entries[0].Type.ShouldBe(WeightType.U16);
        weights.Entries[0].ToArray().ShouldBe(ZipScript.TwoFloats);
    }

    [Fact]
    public void TheOldFormIsRefusedWithTheCure()
    {
        byte[] old = [0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e, 0x80];
        Should.Throw<Clef.Core.ClefException>(() => WeightFile.Open(new MemoryByteSource("old.pt", old))).Message.ShouldContain("save it again");
    }

    [FixturesFact]
    public void TheFixtureHasItsEntriesAndConvertsToTheSameTensors()
    {
        string path = Path.Combine(SharedData.Fixtures!, "net1d-small", "clef_small.ckpt");
        using WeightFile weights = WeightFile.Open(path);
        WeightEntry[] state = weights.Entries.Where(e => e.Name.StartsWith("state_dict.", StringComparison.Ordinal)).ToArray();
        state.Length.ShouldBe(257);
        weights.Metadata["pytorch-lightning_version"].ShouldBe("2.5.0");
        string copy = Path.Combine(Path.GetTempPath(), $"clef-{Environment.ProcessId}.safetensors");
        try
        {
            SafetensorsWriter.Write(copy, state);
            using WeightFile again = WeightFile.Open(copy);
            WeightDigest.Of(again.Entries).ShouldBe(WeightDigest.Of(state));
        }
        finally
        {
            File.Delete(copy);
        }
    }
}

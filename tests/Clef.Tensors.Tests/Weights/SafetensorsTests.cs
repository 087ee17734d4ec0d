using System.Buffers.Binary;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;
using FsCheck;
using FsCheck.Fluent;

namespace Clef.Tensors.Tests.Weights;

/// <summary>The safetensors format written and read; its refusals are among the attacks.</summary>
public class SafetensorsTests : IDisposable
{
    private readonly string _path = Path.Combine(Path.GetTempPath(), $"clef-safetensors-{Environment.ProcessId}-{Environment.CurrentManagedThreadId}.safetensors");

    public void Dispose() => File.Delete(_path);

    [Fact]
    public void TheBytesAreThoseOfTheFormat()
    {
        SafetensorsWriter.Write(_path, [WeightEntry.FromMemory("w", WeightType.F32, [2], ZipScript.TwoFloats)], new Dictionary<string, string> { ["a"] = "b" });
        byte[] bytes = File.ReadAllBytes(_path);
        int header = (int)BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        (header % 8).ShouldBe(0);
        Encoding.UTF8.GetString(bytes, 8, header).TrimEnd(' ')
            .ShouldBe("""{"__metadata__":{"a":"b"},"w":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""");
        bytes[(8 + header)..].ShouldBe(ZipScript.TwoFloats);
    }

    [Fact]
    public void AnyTensorsComeBackAsTheyWere()
    {
        WeightType[] types = [.. Enum.GetValues<WeightType>().Where(t => t.IsSafetensors() && t.Bits() >= 8)];
        Gen<WeightEntry> entry =
            from name in Gen.Elements("w", "stage.0.ü", "a\"b\\c", "", "日本", "x.y.z")
            from type in Gen.Elements(types)
            from shape in Gen.Choose(0, 4).ListOf(3)
            from seed in Gen.Choose(0, 1_000_000)
            let count = shape.Aggregate(1, (a, b) => a * b)
            select WeightEntry.FromMemory(name, type, shape.Select(s => (long)s).ToArray(), Noise(seed, count * type.Bits() / 8));
        Prop.ForAll(entry.ListOf().Select(l => l.DistinctBy(e => e.Name).ToArray()).ToArbitrary(), entries =>
        {
            SafetensorsWriter.Write(_path, entries);
            using WeightFile read = WeightFile.Open(_path);
            read.Entries.Count.ShouldBe(entries.Length);
            foreach (WeightEntry expected in entries)
            {
                WeightEntry found = read.TryGet(expected.Name)!;
                found.Type.ShouldBe(expected.Type);
                found.Shape.ToArray().ShouldBe(expected.Shape.ToArray());
                found.ToArray().ShouldBe(expected.ToArray());
            }

            WeightDigest.Of(read.Entries).ShouldBe(WeightDigest.Of(entries));
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void TheDigestTellsEveryDifference()
    {
        string Of(string name, WeightType type, long[] shape, byte[] bytes) => WeightDigest.Of([WeightEntry.FromMemory(name, type, shape, bytes)]);
        string[] digests =
        [
            Of("w", WeightType.U8, [2], [1, 2]), Of("v", WeightType.U8, [2], [1, 2]), Of("w", WeightType.I8, [2], [1, 2]),
            Of("w", WeightType.U8, [1, 2], [1, 2]), Of("w", WeightType.U8, [2], [1, 3]),
        ];
        digests.Distinct().Count().ShouldBe(5);
    }

    [Theory]
    [InlineData("__metadata__", WeightType.U8)]
    [InlineData("w", WeightType.C128)]
    public void WhatTheFormatLacksIsNotWritten(string name, WeightType type)
    {
        WeightEntry entry = WeightEntry.FromMemory(name, type, [1], new byte[type.Bits() / 8]);
        Should.Throw<ClefException>(() => SafetensorsWriter.Write(_path, [entry]));
        File.Exists(_path).ShouldBeFalse();
    }

    [Fact]
    public void TypesSmallerThanAByteMustFillBytes()
    {
        WeightEntry.FromMemory("w", WeightType.F4, [4], new byte[2]).ByteCount.ShouldBe(2);
        WeightEntry.FromMemory("w", WeightType.F6E2M3, [4], new byte[3]).ByteCount.ShouldBe(3);
        Should.Throw<ClefException>(() => WeightEntry.FromMemory("w", WeightType.F4, [3], new byte[2])).Message.ShouldContain("whole bytes");
    }

    [Fact]
    public void AnEmptyFileOfTensorsIsWhole()
    {
        SafetensorsWriter.Write(_path, []);
        using WeightFile read = WeightFile.Open(new MappedByteSource(_path));
        read.Entries.ShouldBeEmpty();
    }

    private static byte[] Noise(int seed, int count)
    {
        var bytes = new byte[count];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }
}

using Clef.Core;
using Clef.Core.Sources;
using Clef.Tensors.Weights;

namespace Clef.Tensors.Tests.Weights;

/// <summary>Every file of the folder <c>attacks</c> is inert: refused with a reason, or read as tensors with its calls only named.</summary>
public class AttackTests
{
    /// <summary>What reading may allocate beyond twice the file: the fixed sum of a million small values.</summary>
    private const long FixedSum = 200_000_000;

    private static string Folder => Path.Combine(RepositoryFiles.Root, "attacks");

    public static TheoryData<string> Files => [.. Attacks.All().Select(a => a.File)];

    /// <summary>Set CLEF_WRITE_ATTACKS=1 to write the files anew.</summary>
    [Fact]
    public void TheFolderHoldsExactlyWhatTheGeneratorMakes()
    {
        if (Environment.GetEnvironmentVariable("CLEF_WRITE_ATTACKS") == "1")
        {
            Directory.CreateDirectory(Folder);
            foreach (Attack attack in Attacks.All())
            {
                File.WriteAllBytes(Path.Combine(Folder, attack.File), attack.Bytes);
            }
        }

        Directory.GetFiles(Folder).Select(Path.GetFileName).Where(n => n != "README.md").Order(StringComparer.Ordinal)
            .ShouldBe(Attacks.All().Select(a => a.File).Order(StringComparer.Ordinal));

        // A compressed file's bytes depend on the framework's compressor, so those are compared by what they are, in the other test.
        foreach (Attack attack in Attacks.All().Where(a => !Encoded(a)))
        {
            File.ReadAllBytes(Path.Combine(Folder, attack.File)).ShouldBe(attack.Bytes, attack.File);
        }
    }

    [Theory]
    [MemberData(nameof(Files))]
    public void IsInert(string file)
    {
        Attack attack = Attacks.All().Single(a => a.File == file);
        foreach (byte[] bytes in new[] { File.ReadAllBytes(Path.Combine(Folder, file)), attack.Bytes })
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            if (attack.Refusal is { } reason)
            {
                Should.Throw<ClefException>(() => ReadAll(bytes)).Message.ShouldContain(reason);
            }
            else
            {
                using WeightFile weights = ReadAll(bytes);
                weights.TryGet("w")!.ToArray().ShouldBe(ZipScript.TwoFloats);
                weights.InertGlobals.Keys.Order(StringComparer.Ordinal).ShouldBe(attack.Inert.Order(StringComparer.Ordinal));
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan((2 * bytes.Length) + FixedSum);
        }

        File.Exists(Attacks.Sentinel).ShouldBeFalse();
        File.Exists(Path.Combine(Folder, Attacks.Sentinel)).ShouldBeFalse();
        File.Exists(Path.Combine(Path.GetTempPath(), Attacks.Sentinel)).ShouldBeFalse();
    }

    private static bool Encoded(Attack attack) => attack.Bytes.AsSpan().IndexOf((byte[])[8, 0, 0, 0, 0x21, 0]) >= 0;

    private static WeightFile ReadAll(byte[] bytes)
    {
        WeightFile weights = WeightFile.Open(new MemoryByteSource("attack", bytes));
        foreach (WeightEntry entry in weights.Entries)
        {
            entry.ToArray();
        }

        return weights;
    }
}

using Clef.Core;
using Clef.Core.Sources;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.PyTorch;
using Clef.Tensors.Weights.PyTorch.Pickle;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Tensors.Tests.Weights;

/// <summary>
/// 20,000 mutated inputs for each parser, from honest files and from all attacks: nothing but <see cref="ClefException"/> comes out, and no
/// input makes a parser allocate beyond twice its length and a fixed sum.
/// </summary>
public class FuzzTests
{
    private const int Inputs = 20_000;

    /// <summary>Mutated inputs are small, so the fixed sum here is far below that of the bombs: tables and the first buffers.</summary>
    private const long FixedSum = 2_000_000;

    [Fact]
    public void Safetensors() =>
        Fuzz(1, Attacks.All().Where(a => a.File.EndsWith(".safetensors", StringComparison.Ordinal)).Select(a => a.Bytes).Concat(Enumerable.Range(1, 30).Select(Honest)),
            source => ReadAll(SafetensorsReader.Read(source)));

    [Fact]
    public void ZipDirectories() =>
        Fuzz(2, Checkpoints(), source =>
        {
            foreach (ZipEntry entry in ZipDirectory.Read(source).Entries.Values.Where(e => e.Length < 1_000_000))
            {
                entry.Slice(0, (int)entry.Length);
            }
        });

    [Fact]
    public void Pickles()
    {
        IEnumerable<byte[]> pickles = Checkpoints().SelectMany(Pickle);
        Fuzz(3, pickles, source =>
        {
            var storage = ZipDirectory.Read(new MemoryByteSource("zip", ZipScript.Checkpoint([]))).Entries["a/data/0"];
            var walk = new TensorWalk("pickle");
            walk.Run(PickleMachine.Run("pickle", source.All(int.MaxValue), new TorchObjects("pickle", _ => storage, bigEndian: false)));
            walk.Entries.Where(e => e.ByteCount < 1_000_000).ToList().ForEach(e => e.ToArray());
        });
    }

    [Fact]
    public void WholeCheckpoints() => Fuzz(4, Checkpoints(), source => ReadAll(WeightFile.Open(source)));

    private static IEnumerable<byte[]> Checkpoints() =>
        Directory.GetFiles(RepositoryFiles.Golden(""), "*.pt").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            .Concat(Attacks.All().Where(a => a.File.EndsWith(".pt", StringComparison.Ordinal) && a.Bytes.Length < 10_000
                && !a.File.Contains("without-end", StringComparison.Ordinal) && !a.File.Contains("for-many", StringComparison.Ordinal)
                && !a.File.Contains("by-thousands", StringComparison.Ordinal) && !a.File.Contains("inflates", StringComparison.Ordinal)).Select(a => a.Bytes));

    /// <summary>A safetensors file of some tensors, as our writer makes it.</summary>
    private static byte[] Honest(int tensors)
    {
        string path = Path.Combine(Path.GetTempPath(), $"clef-fuzz-{Environment.ProcessId}.safetensors");
        try
        {
            SafetensorsWriter.Write(path, Enumerable.Range(0, tensors).Select(i => WeightEntry.FromMemory($"t{i}", (WeightType)(4 + (i % 6)), [i, 2], new byte[
                2 * i * ((WeightType)(4 + (i % 6))).Bits() / 8])), new Dictionary<string, string> { ["format"] = "pt" });
            return File.ReadAllBytes(path);
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static IEnumerable<byte[]> Pickle(byte[] file)
    {
        try
        {
            ZipEntry? entry = ZipDirectory.Read(new MemoryByteSource("zip", file)).Entries.Values.FirstOrDefault(e => e.Name.EndsWith("data.pkl", StringComparison.Ordinal));
            return entry is null ? [] : [entry.Slice(0, (int)entry.Length).ToArray()];
        }
        catch (ClefException)
        {
            return [];
        }
    }

    private static void ReadAll(WeightFile file)
    {
        foreach (WeightEntry entry in file.Entries.Where(e => e.ByteCount < 1_000_000))
        {
            entry.ToArray();
        }
    }

    private static void Fuzz(int seed, IEnumerable<byte[]> seeds, Action<ByteSource> read)
    {
        byte[][] corpus = [.. seeds];
        corpus.Length.ShouldBeGreaterThan(10);
        var random = new Random(seed);
        int refused = 0;
        for (int i = 0; i < Inputs; i++)
        {
            byte[] input = Mutate(random, corpus);
            long before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                read(new MemoryByteSource("fuzz", input));
            }
            catch (ClefException)
            {
                refused++;
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"input {i} of seed {seed}: {Convert.ToHexString(input.AsSpan(0, Math.Min(400, input.Length)))}", e);
            }

            (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(FixedSum + (2 * input.Length), $"input {i} of seed {seed}");
        }

        // A fuzzer that only ever meets the first check would prove little: both outcomes must be common.
        refused.ShouldBeInRange(Inputs / 20, Inputs - (Inputs / 100));
    }

    /// <summary>One to four changes: a bit, a byte, a run of bytes copied or cut, a length made extreme, a piece of another file.</summary>
    private static byte[] Mutate(Random random, byte[][] corpus)
    {
        byte[] input = [.. corpus[random.Next(corpus.Length)]];
        for (int change = random.Next(1, 5); change > 0 && input.Length > 8; change--)
        {
            int at = random.Next(input.Length), length = random.Next(1, Math.Min(32, input.Length - at + 1));
            byte[] other = corpus[random.Next(corpus.Length)];
            int from = random.Next(Math.Max(1, other.Length - length));
            byte[] piece = other[from..Math.Min(other.Length, from + length)];
            switch (random.Next(7))
            {
                case 0: input[at] ^= (byte)(1 << random.Next(8)); break;
                case 1: input[at] = (byte)random.Next(256); break;
                case 2: input.AsSpan(at, Math.Min(length, 8)).Fill((byte)(random.Next(2) * 255)); break;
                case 3: input = [.. input[..at], .. input[(at + length - 1)..]]; break;
                case 4: input = [.. input[..at], .. piece, .. input[at..]]; break;
                case 5: piece.AsSpan(0, Math.Min(piece.Length, input.Length - at)).CopyTo(input.AsSpan(at)); break;
                default: input = random.Next(8) == 0 ? input[..at] : input; break;
            }
        }

        return input;
    }
}

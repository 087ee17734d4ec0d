using System.Text;
using Clef.Core;
using Clef.Tensors.Modules;

namespace Clef.Tensors.Weights;

/// <summary>What was loaded into a module.</summary>
/// <param name="Source">The file.</param>
/// <param name="Digest">The tensors' digest (<see cref="WeightDigest"/>).</param>
/// <param name="Tensors">How many tensors.</param>
public sealed record LoadedWeights(string Source, string Digest, int Tensors);

/// <summary>Weights between files and modules of the tensor engine. Loading is strict: every tensor matched in name, shape and type, or an error.</summary>
public static class ModuleWeights
{
    private const int Chunk = 1 << 24;
    private const int Shown = 5;

    /// <summary>Copies every entry into the parameter or buffer of its name.</summary>
    /// <exception cref="ClefException">Anything is missing, left over, or of another shape or type: the counts and the first differences. Nothing is copied then.</exception>
    public static LoadedWeights Load(Module module, IReadOnlyCollection<WeightEntry> entries, string source)
    {
        OrderedDictionary<string, Tensor> state = module.StateDict();
        var given = entries.ToDictionary(e => e.Name, StringComparer.Ordinal);
        string[] missing = [.. state.Keys.Where(n => !given.ContainsKey(n))];
        string[] unexpected = [.. given.Keys.Where(n => !state.ContainsKey(n))];
        string[] different = [.. state.Where(s => given.TryGetValue(s.Key, out WeightEntry? e) && !Matches(e, s.Value))
            .Select(s => $"{s.Key} is {given[s.Key].Type.Name()} {given[s.Key].ShapeText}, expected {s.Value.Description}")];
        if (missing.Length + unexpected.Length + different.Length > 0)
        {
            throw new ClefException(Mismatch(source, state.Count, missing, unexpected, different));
        }

        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        foreach ((string name, Tensor target) in state)
        {
            Copy(given[name], target);
        }

        return new LoadedWeights(source, WeightDigest.Of(entries), entries.Count);
    }

    /// <summary>A module's parameters and buffers as entries, copied from it now.</summary>
    public static IReadOnlyList<WeightEntry> Of(Module module)
    {
        using var scope = new TensorScope();
        return [.. module.StateDict().Select(s =>
        {
            Tensor cpu = s.Value.Detach().To(Device.Cpu).Contiguous();
            return WeightEntry.FromMemory(s.Key, TypeOf(cpu.DType), cpu.Shape, cpu.AsBytes().ToArray());
        })];
    }

    /// <summary>The stored type of an element type.</summary>
    public static WeightType TypeOf(DType type) => type switch
    {
        DType.UInt8 => WeightType.U8,
        DType.Int8 => WeightType.I8,
        DType.Int16 => WeightType.I16,
        DType.Int32 => WeightType.I32,
        DType.Int64 => WeightType.I64,
        DType.Float16 => WeightType.F16,
        DType.BFloat16 => WeightType.BF16,
        DType.Float32 => WeightType.F32,
        DType.Float64 => WeightType.F64,
        DType.Bool => WeightType.Bool,
        _ => throw new ClefException(null, "element type", type.ToString(), "a type that weight files have"),
    };

    private static bool Matches(WeightEntry entry, Tensor target) => entry.Type == TypeOf(target.DType) && entry.Shape.SequenceEqual(target.Shape);

    private static void Copy(WeightEntry entry, Tensor target)
    {
        bool direct = target.Device.IsCpu && target.IsContiguous && entry.ByteCount <= int.MaxValue;
        if (direct)
        {
            entry.Read(0, target.AsBytes());
            return;
        }

        using Tensor whole = Tensor.Empty(target.Shape, target.DType);
        using Tensor flat = whole.Flatten();
        int size = target.DType.ByteSize();
        for (long at = 0; at < entry.ByteCount; at += Chunk)
        {
            long end = Math.Min(at + Chunk, entry.ByteCount);
            using Tensor part = flat.Slice(0, at / size, end / size);
            entry.Read(at, part.AsBytes());
        }

        target.CopyInPlace(whole);
    }

    private static string Mismatch(string source, int total, string[] missing, string[] unexpected, string[] different)
    {
        int matched = total - missing.Length - different.Length;
        var text = new StringBuilder($"{source}: {matched} of {total} tensors match; expected all");
        List(text, "missing", missing);
        List(text, "unexpected", unexpected);
        List(text, "different", different);
        return text.ToString();
    }

    private static void List(StringBuilder text, string what, string[] names)
    {
        if (names.Length > 0)
        {
            text.Append("; ").Append(names.Length).Append(' ').Append(what).Append(": ").AppendJoin(", ", names.Take(Shown)).Append(names.Length > Shown ? ", ..." : "");
        }
    }
}

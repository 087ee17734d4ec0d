using Clef.Core;

namespace Clef.Tensors.Weights;

/// <summary>Named tensors that belong to no module (an optimiser's state, averaged weights) between memory and weight files.</summary>
public static class TensorEntries
{
    /// <summary>Tensors as entries, copied now.</summary>
    public static IReadOnlyList<WeightEntry> Of(IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = new TensorScope();
        return [.. tensors.Select(t =>
        {
            Tensor cpu = t.Value.Detach().To(Device.Cpu).Contiguous();
            return WeightEntry.FromMemory(t.Key, ModuleWeights.TypeOf(cpu.DType), cpu.Shape, cpu.AsBytes().ToArray());
        })];
    }

    /// <summary>Entries as tensors on the CPU, owned by the open scope.</summary>
    public static IReadOnlyDictionary<string, Tensor> ToTensors(IEnumerable<WeightEntry> entries) =>
        entries.ToDictionary(e => e.Name, e => Tensor.FromBytes(e.ToArray(), e.Shape, TypeOf(e)), StringComparer.Ordinal);

    private static DType TypeOf(WeightEntry entry)
    {
        foreach (DType type in Enum.GetValues<DType>())
        {
            if (ModuleWeights.TypeOf(type) == entry.Type)
            {
                return type;
            }
        }

        throw new ClefException(null, $"type of '{entry.Name}'", entry.Type.ToString(), "one that tensors have");
    }
}

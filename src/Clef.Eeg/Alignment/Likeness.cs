using Clef.Tensors;

namespace Clef.Eeg.Alignment;

/// <summary>How alike samples are, for soft targets: (sample, sample), from 0 to 1, 1 on the diagonal.</summary>
internal static class Likeness
{
    /// <summary>Dice's coefficient of sets: 2 |A and B| / (|A| + |B|); two empty ones are not alike.</summary>
    public static double[,] Dice(IReadOnlyList<int[]> sets)
    {
        HashSet<int>[] all = [.. sets.Select(s => s.ToHashSet())];
        return Of(sets.Count, (i, k) => all[i].Count + all[k].Count == 0 ? 0 : 2.0 * all[i].Count(all[k].Contains) / (all[i].Count + all[k].Count));
    }

    /// <summary>The cosine of features, (sample, width), where it is above 0.</summary>
    public static double[,] Cosine(Tensor features)
    {
        using var scope = new TensorScope();
        Tensor unit = features.To(DType.Float32).Normalize(-1);
        float[] cosines = unit.MatMul(unit.Transpose(0, 1)).ToArray<float>(); // (sample, sample)
        int count = (int)features.Size(0);
        return Of(count, (i, k) => i == k ? 1 : Math.Max(0, cosines[(i * count) + k]));
    }

    private static double[,] Of(int count, Func<int, int, double> likeness)
    {
        var matrix = new double[count, count];
        for (int i = 0; i < count; i++)
        {
            for (int k = 0; k < count; k++)
            {
                matrix[i, k] = likeness(i, k);
            }
        }

        return matrix;
    }
}

using Clef.Core;
using Clef.Tensors;

namespace Clef.Learning.Contrastive;

/// <summary>
/// The symmetric contrastive loss between two kinds of embedding of the same samples (Radford et al. 2021), as the EEG paper uses between sessions and
/// reports or records: rows pick their column and columns their row. Samples that lack one of the two take no part, and two sessions of one patient
/// are never negatives of each other.
/// </summary>
public static class SymmetricInfoNce
{
    /// <summary>The mean of both directions, each averaged over the samples that have both embeddings; 0, with gradient 0, where none has.</summary>
    /// <param name="first">(B, width), any length of vector: it is normalised here.</param>
    /// <param name="second">(B, width).</param>
    /// <param name="present">B flags: whether the sample has the second embedding (a report, a record).</param>
    /// <param name="patients">B patient numbers; equal ones are masked from each other's negatives. Null where all differ.</param>
    /// <param name="scale">Multiplies the cosines: 1 / 0.07, fixed, in the EEG paper's code.</param>
    public static Tensor Loss(Tensor first, Tensor second, ReadOnlySpan<bool> present, ReadOnlySpan<long> patients = default, double scale = 1 / 0.07)
    {
        int batch = present.Length;
        if (first.Rank != 2 || !first.Shape.SequenceEqual(second.Shape) || first.Size(0) != batch || (patients.Length != 0 && patients.Length != batch))
        {
            throw new ClefException("alignment", "embeddings", $"{first.Description} and {second.Description}", $"two of shape ({batch}, width)");
        }

        var rows = new List<long>();
        for (int i = 0; i < batch; i++)
        {
            if (present[i])
            {
                rows.Add(i);
            }
        }

        if (rows.Count == 0)
        {
            return (first.Sum() + second.Sum()) * 0;
        }

        var mask = new bool[rows.Count * rows.Count];
        for (int i = 0; i < rows.Count && patients.Length > 0; i++)
        {
            for (int k = 0; k < rows.Count; k++)
            {
                mask[(i * rows.Count) + k] = i != k && patients[(int)rows[i]] == patients[(int)rows[k]];
            }
        }

        Tensor index = Tensor.From(rows.ToArray(), rows.Count).To(first.Device);
        Tensor a = first.IndexSelect(0, index).Normalize(-1), b = second.IndexSelect(0, index).Normalize(-1); // (present, width)
        Tensor logits = (a.MatMul(b.Transpose(0, 1)) * scale)
            .MaskedFill(Tensor.From(mask, rows.Count, rows.Count).To(first.Device), double.NegativeInfinity); // (present, present)
        Tensor own = Tensor.Arange(rows.Count, device: first.Device);
        return (logits.CrossEntropy(own) + logits.Transpose(0, 1).CrossEntropy(own)) / 2;
    }
}

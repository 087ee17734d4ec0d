using Clef.Tensors;

namespace Clef.Eeg.Alignment;

/// <summary>
/// The symmetric contrastive loss whose targets lie partly on samples that are alike: the divergence of the softmax over cosines from
/// (1 - share) own partner + share likeness, with the rows of the likeness scaled to sum to one (eeg-model 5.3, soft targets).
/// </summary>
internal static class SoftInfoNce
{
    /// <summary>Stands for minus infinity where a product with a probability of zero must stay zero.</summary>
    private const double Masked = -1e4;

    /// <param name="first">(batch, width).</param>
    /// <param name="second">(batch, width).</param>
    /// <param name="present">Which samples have a second; the others take no part.</param>
    /// <param name="likeness">How alike the seconds of two samples are, (batch, batch), 0 or more, above 0 on the diagonal.</param>
    /// <param name="patients">Equal ones are never negatives of each other.</param>
    /// <param name="share">How much of the target is soft.</param>
    /// <param name="scale">Multiplies the cosines.</param>
    public static Tensor Loss(
        Tensor first, Tensor second, IReadOnlyList<bool> present, double[,] likeness, IReadOnlyList<long> patients, double share, double scale)
    {
        int[] rows = [.. Enumerable.Range(0, present.Count).Where(i => present[i])];
        if (rows.Length == 0)
        {
            return (first.Sum() + second.Sum()) * 0;
        }

        int count = rows.Length;
        var targets = new float[count * count];
        var masked = new bool[count * count];
        for (int i = 0; i < count; i++)
        {
            double[] alike = [.. rows.Select((r, k) => k != i && patients[r] == patients[rows[i]] ? 0 : likeness[rows[i], r])];
            double sum = alike.Sum();
            for (int k = 0; k < count; k++)
            {
                targets[(i * count) + k] = (float)((share * alike[k] / sum) + (k == i ? 1 - share : 0));
                masked[(i * count) + k] = k != i && patients[rows[k]] == patients[rows[i]];
            }
        }

        Tensor index = Tensor.From(rows.Select(r => (long)r).ToArray(), count);
        Tensor target = Tensor.From(targets, count, count), mask = Tensor.From(masked, count, count);
        Tensor a = first.IndexSelect(0, index).Normalize(-1), b = second.IndexSelect(0, index).Normalize(-1);
        Tensor logits = (a.MatMul(b.Transpose(0, 1)) * scale).MaskedFill(mask, Masked); // (present, present)
        return (Divergence(logits, target) + Divergence(logits.Transpose(0, 1), target)) / 2;
    }

    /// <summary>The mean over rows of sum t (log t - log p), with 0 log 0 = 0.</summary>
    private static Tensor Divergence(Tensor logits, Tensor target)
    {
        Tensor entropy = (target * target.Clamp(low: 1e-30).Log()).Sum(1);
        return (entropy - (target * logits.LogSoftmax(1)).Sum(1)).Mean();
    }
}

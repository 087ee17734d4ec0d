using Clef.Core;
using Clef.Tensors;

namespace Clef.Learning.Contrastive;

/// <summary>
/// The clinically guided contrastive loss of the ECG paper (arXiv 2512.02180; spec section 3): a contrastive term whose negatives weigh by clinical
/// dissimilarity, and a term that makes the similarities mirror the clinical ones.
/// </summary>
/// <param name="Mode">The rule for missing risks, and how the two terms are joined.</param>
/// <param name="Minimum">The paper's alpha, the least dissimilarity of two patients.</param>
/// <param name="Temperature">The paper's tau.</param>
public sealed record ClinicallyGuidedLoss(GuidanceMode Mode = GuidanceMode.Paper, double Minimum = 0.2, double Temperature = 0.07)
{
    private const double DenominatorEpsilon = 1e-8;
    private const double RangeEpsilon = 1e-6;

    /// <summary>The loss of a batch.</summary>
    /// <param name="embeddings">(2B, width): first views, then second views of the same patients.</param>
    /// <param name="patients">The B patients in the same order.</param>
    public Tensor Loss(Tensor embeddings, ReadOnlySpan<RiskEvidence> patients)
    {
        (Tensor weighted, Tensor aligned) = Terms(embeddings, patients);
        return Join(weighted, aligned);
    }

    /// <summary>The two terms as one: their mean in the released code, their sum in the paper.</summary>
    public Tensor Join(Tensor weighted, Tensor aligned) => Mode == GuidanceMode.Reference ? (weighted + aligned) / 2 : weighted + aligned;

    /// <summary>The two terms: weighted InfoNCE (L_w) and similarity alignment (L_d).</summary>
    public (Tensor Weighted, Tensor Aligned) Terms(Tensor embeddings, ReadOnlySpan<RiskEvidence> patients)
    {
        if (embeddings.Rank != 2 || embeddings.Size(0) != 2 * patients.Length)
        {
            throw new ClefException("guided objective", "embeddings", embeddings.Description, $"shape (2 x {patients.Length} patients, width)");
        }

        Tensor cosines = Views.Cosines(embeddings);                                         // (2B, 2B)
        Tensor dissimilarity = Tile(RiskDissimilarity.Of(patients, Mode, Minimum), embeddings); // (2B, 2B)
        return (Weighted(cosines, dissimilarity, embeddings), Aligned(cosines, dissimilarity));
    }

    private Tensor Weighted(Tensor cosines, Tensor dissimilarity, Tensor embeddings)
    {
        Tensor self = Views.Self(embeddings);
        Tensor partner = Views.Partners(embeddings).Unsqueeze(1); // (2B, 1)
        // The softmax runs over all 2B columns, self and positive with logit 0 among them, and is not renormalised without them (spec 3.2):
        // negatives are averaged rather than summed.
        Tensor weights = dissimilarity.Softmax(1);
        Tensor logits = (cosines / Temperature).MaskedFill(self, double.NegativeInfinity);
        Tensor exponentials = (logits - logits.Max(1, keepAxis: true).Values.Detach()).Exp(); // 0 on the diagonal
        Tensor positive = exponentials.Gather(1, partner).Squeeze(1);                         // (2B)
        Tensor negative = (weights * exponentials).Sum(1) - (weights.Gather(1, partner).Squeeze(1) * positive);
        return -(positive / (positive + negative + DenominatorEpsilon)).Log().Mean();
    }

    private static Tensor Aligned(Tensor cosines, Tensor dissimilarity)
    {
        Tensor least = cosines.Min(), range = cosines.Max() - least; // gradients flow through both
        return ((cosines - least) / (range + RangeEpsilon)).SquaredError(1 - dissimilarity);
    }

    /// <summary>The (B, B) matrix of patients repeated for both views, (2B, 2B): a positive pair, like a view with itself, has dissimilarity 0.</summary>
    private static Tensor Tile(double[,] weights, Tensor like)
    {
        int batch = weights.GetLength(0);
        var flat = new double[batch * batch];
        Buffer.BlockCopy(weights, 0, flat, 0, flat.Length * sizeof(double));
        return Tensor.From(flat, batch, batch).To(like.DType, like.Device).Repeat(2, 2);
    }
}

using Clef.Tensors;

namespace Clef.Learning.Contrastive;

/// <summary>
/// The normalised temperature-scaled cross-entropy of SimCLR (Chen et al. 2020): each view has to pick out the other view of its sample among the
/// remaining 2B - 1, by cosine similarity.
/// </summary>
public static class NtXent
{
    /// <summary>The mean loss over all views.</summary>
    /// <param name="embeddings">(2B, width): first views, then second views of the same samples.</param>
    /// <param name="temperature">Divides the cosines; 0.07 in the ECG paper.</param>
    public static Tensor Loss(Tensor embeddings, double temperature = 0.07)
    {
        Tensor logits = (Views.Cosines(embeddings) / temperature).MaskedFill(Views.Self(embeddings), double.NegativeInfinity);
        return logits.CrossEntropy(Views.Partners(embeddings));
    }
}

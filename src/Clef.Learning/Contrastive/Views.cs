using Clef.Core;
using Clef.Tensors;

namespace Clef.Learning.Contrastive;

/// <summary>
/// The convention of all two-view objectives: embeddings (2B, width), the first views of the B samples and then their second views, so that row i and
/// row i + B are a positive pair.
/// </summary>
internal static class Views
{
    /// <summary>Cosine similarity of all pairs, (2B, 2B).</summary>
    public static Tensor Cosines(Tensor embeddings)
    {
        Require(embeddings);
        Tensor unit = embeddings.Normalize(-1); // L2 norm, epsilon 1e-12 (spec section 3)
        return unit.MatMul(unit.Transpose(0, 1));
    }

    /// <summary>The column of each row's positive: i + B and i - B.</summary>
    public static Tensor Partners(Tensor embeddings)
    {
        long batch = embeddings.Size(0) / 2;
        return Tensor.Arange(2 * batch, device: embeddings.Device).Roll(-batch, 0);
    }

    /// <summary>True on the diagonal, where a view would meet itself.</summary>
    public static Tensor Self(Tensor embeddings) => Tensor.Eye(embeddings.Size(0), null, DType.Float32, embeddings.Device) > 0.5;

    private static void Require(Tensor embeddings)
    {
        if (embeddings.Rank != 2 || embeddings.Size(0) < 2 || embeddings.Size(0) % 2 != 0)
        {
            throw new ClefException("contrastive objective", "embeddings", embeddings.Description, "shape (2 x batch, width) with both views of at least one sample");
        }
    }
}

using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>
    /// Scaled dot-product attention, softmax(q k^T / sqrt(width)) v (Vaswani and others, 2017), without ever holding all scores:
    /// they are computed a block of queries at a time, and again in the backward pass.
    /// </summary>
    /// <param name="queries">(batch, head, query, width).</param>
    /// <param name="keys">(batch, head, key, width).</param>
    /// <param name="values">(batch, head, key, width).</param>
    /// <param name="keyPadding">bool (batch, key): true where a key does not count. A query all of whose keys are padding gives zeros.</param>
    /// <param name="scale">Instead of 1 / sqrt(width).</param>
    /// <returns>(batch, head, query, width), laid out so that joining the heads is a view.</returns>
    public static Tensor Attention(Tensor queries, Tensor keys, Tensor values, Tensor? keyPadding = null, double? scale = null)
    {
        nint result = NativeMethods.Attention(
            queries.Handle, keys.Handle, values.Handle, HandleOrNull(keyPadding), scale ?? 1 / Math.Sqrt(queries.Size(-1)));
        GC.KeepAlive(keyPadding);
        return Own(result, queries, keys, values);
    }

    /// <summary>
    /// Self-attention of this (batch, token, 3 width) tensor, which holds queries, keys and values side by side, each as
    /// (head, width / head). As <see cref="Attention"/>, without taking the three apart.
    /// </summary>
    /// <returns>(batch, token, width).</returns>
    public Tensor PackedAttention(long heads, Tensor? keyPadding = null)
    {
        double headWidth = Size(-1) / 3.0 / heads;
        return Own(NativeMethods.PackedAttention(Handle, HandleOrNull(keyPadding), heads, 1 / Math.Sqrt(headWidth)), this, keyPadding);
    }
}

namespace Clef.Tensors.Modules;

/// <summary>
/// Self-attention with several heads: one projection to queries, keys and values, attention, one projection back.
/// Names of weights as in timm's <c>Attention</c>: qkv, proj.
/// </summary>
public sealed class MultiHeadAttention : Layer
{
    /// <summary>Makes the two projections of a <paramref name="width"/> that <paramref name="heads"/> divides.</summary>
    public MultiHeadAttention(long width, long heads, bool bias = true)
    {
        if (heads <= 0 || width % heads != 0)
        {
            throw new TensorException($"attention of width {width} with {heads} heads; expected a number of heads that divides the width");
        }

        Heads = heads;
        Projection = Register("qkv", new Linear(width, 3 * width, bias));
        Output = Register("proj", new Linear(width, width));
    }

    /// <summary>The number of heads.</summary>
    public long Heads { get; }

    /// <summary>(width) to (3, head, width / head): queries, keys, values.</summary>
    public Linear Projection { get; }

    /// <summary>(head, width / head) joined, to (width).</summary>
    public Linear Output { get; }

    /// <summary>(batch, token, width) to the same.</summary>
    public override Tensor Forward(Tensor input) => Forward(input, keyPadding: null, residual: null);

    /// <summary>(batch, token, width) to the same.</summary>
    /// <param name="input">The tokens.</param>
    /// <param name="keyPadding">bool (batch, token): true where a token does not count.</param>
    /// <param name="residual">Added to the result in the same pass.</param>
    public Tensor Forward(Tensor input, Tensor? keyPadding, Tensor? residual)
    {
        using var scope = new TensorScope();
        Tensor mixed = Projection.Forward(input).PackedAttention(Heads, keyPadding);
        return scope.Return(mixed.Linear(Output.Weight, Output.Bias, residual));
    }
}

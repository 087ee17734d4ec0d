namespace Clef.Tensors.Modules;

/// <summary>
/// A pre-norm Transformer block: x + attention(norm(x)), then x + mlp(norm(x)) with GELU between two linear layers
/// (Vaswani and others, 2017; the norm before, as in ViT, Dosovitskiy and others, 2021). Names of weights as in timm's <c>Block</c>.
/// </summary>
public sealed class TransformerBlock : Layer
{
    private readonly LayerNorm _norm1, _norm2;
    private readonly MultiHeadAttention _attention;
    private readonly FeedForward _mlp;
    private readonly double _dropout;

    /// <summary>Makes a block.</summary>
    /// <param name="width">The width of a token.</param>
    /// <param name="heads">Attention heads, which divide the width.</param>
    /// <param name="mlpRatio">The hidden width of the mlp over the width.</param>
    /// <param name="dropout">The share of each branch's result dropped in training.</param>
    /// <param name="epsilon">The norms' epsilon.</param>
    public TransformerBlock(long width, long heads, double mlpRatio = 4, double dropout = 0, double epsilon = 1e-5)
    {
        _dropout = dropout;
        _norm1 = Register("norm1", new LayerNorm(width, epsilon));
        _attention = Register("attn", new MultiHeadAttention(width, heads));
        _norm2 = Register("norm2", new LayerNorm(width, epsilon));
        _mlp = Register("mlp", new FeedForward(width, (long)(width * mlpRatio)));
    }

    /// <summary>(batch, token, width) to the same.</summary>
    public override Tensor Forward(Tensor input) => Forward(input, null);

    /// <summary>(batch, token, width) to the same; <paramref name="keyPadding"/> is bool (batch, token), true where a token does not count.</summary>
    public Tensor Forward(Tensor input, Tensor? keyPadding)
    {
        using var scope = new TensorScope();
        bool drops = IsTraining && _dropout > 0;
        if (!drops)
        {
            Tensor attended = _attention.Forward(_norm1.Forward(input), keyPadding, residual: input);
            return scope.Return(_mlp.Forward(_norm2.Forward(attended), residual: attended));
        }

        Tensor middle = input + _attention.Forward(_norm1.Forward(input), keyPadding, residual: null).Dropout(_dropout);
        return scope.Return(middle + _mlp.Forward(_norm2.Forward(middle)).Dropout(_dropout));
    }
}

/// <summary>Linear, GELU, linear. Names of weights as in timm's <c>Mlp</c>: fc1, fc2.</summary>
public sealed class FeedForward : Layer
{
    private readonly Linear _first, _second;

    /// <summary>Makes the two layers.</summary>
    public FeedForward(long width, long hidden)
    {
        _first = Register("fc1", new Linear(width, hidden));
        _second = Register("fc2", new Linear(hidden, width));
    }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => Forward(input, residual: null);

    /// <summary>As <see cref="Forward(Tensor)"/>, plus a tensor added in the same pass.</summary>
    public Tensor Forward(Tensor input, Tensor? residual)
    {
        using var scope = new TensorScope();
        Tensor hidden = _first.Forward(input).Gelu();
        return scope.Return(hidden.Linear(_second.Weight, _second.Bias, residual));
    }
}

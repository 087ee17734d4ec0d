using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>
/// A 3 x 3 convolution that sees zeros wherever time is not there, as it does beyond the map's edge, so that padding changes no result.
/// </summary>
internal sealed class MaskedConvolution : Module
{
    private readonly Conv2d _conv;

    public MaskedConvolution(long inputs, long outputs, bool halveRows = false) =>
        _conv = Register("conv", new Conv2d(inputs, outputs, 3, stride: (halveRows ? 2 : 1, 1), padding: 1));

    /// <summary>(batch, in, row, column) and the columns that count, (batch, 1, 1, column), to (batch, out, row, column).</summary>
    public Tensor Forward(Tensor input, Tensor columns)
    {
        using var scope = new TensorScope();
        return scope.Return(_conv.Forward(input * columns));
    }
}

/// <summary>x + conv(silu(norm(conv(silu(norm(x)))))), the residual block of a VQGAN (Esser and others, 2021) with norms that stay in place.</summary>
internal sealed class ResidualBlock : Module
{
    private readonly PositionNorm _norm1, _norm2;
    private readonly MaskedConvolution _conv1, _conv2;

    public ResidualBlock(long width)
    {
        _norm1 = Register("norm1", new PositionNorm(width));
        _conv1 = Register("conv1", new MaskedConvolution(width, width));
        _norm2 = Register("norm2", new PositionNorm(width));
        _conv2 = Register("conv2", new MaskedConvolution(width, width));
    }

    public Tensor Forward(Tensor input, Tensor columns)
    {
        using var scope = new TensorScope();
        Tensor hidden = _conv1.Forward(_norm1.Forward(input).Silu(), columns);
        return scope.Return(input + _conv2.Forward(_norm2.Forward(hidden).Silu(), columns));
    }
}

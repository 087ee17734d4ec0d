using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>
/// Layer norm over the channels of each place of a map, (batch, channel, row, column). Group norm, the usual choice in a VQGAN, would take its mean over all
/// of time, and then the tokens of a session would depend on how much padding stands behind it.
/// </summary>
internal sealed class PositionNorm : Layer
{
    private readonly LayerNorm _norm;

    public PositionNorm(long channels) => _norm = Register("norm", new LayerNorm(channels));

    public override Tensor Forward(Tensor input)
    {
        using var scope = new TensorScope();
        Tensor last = _norm.Forward(input.Permute(0, 2, 3, 1)); // (batch, row, column, channel)
        return scope.Return(last.Permute(0, 3, 1, 2));
    }
}

using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>
/// The convolutional encoder: a stem that goes straight to patches (a spectrogram has no edges that a full-resolution layer would have to find, and it costs
/// a tenth), then levels of residual blocks, between which the frequency axis is halved.
/// </summary>
internal sealed class TokenizerEncoder : Module
{
    private readonly Conv2d _stem;
    private readonly ModuleList<ResidualBlock> _blocks;
    private readonly ModuleList<MaskedConvolution> _down;
    private readonly PositionNorm _norm;
    private readonly Conv2d _head;
    private readonly int _each;

    public TokenizerEncoder(TokenizerConfig config)
    {
        long[] widths = [.. config.Multipliers.Select(m => (long)m * config.Width)];
        _each = config.Blocks;
        _stem = Register("stem", new Conv2d(config.Channels, widths[0], (config.StemBins, config.PatchFrames), stride: (config.StemBins, config.PatchFrames)));
        _blocks = Register("blocks", new ModuleList<ResidualBlock>(widths.SelectMany(w => Enumerable.Range(0, config.Blocks).Select(_ => new ResidualBlock(w)))));
        _down = Register("down", new ModuleList<MaskedConvolution>(widths.Zip(widths.Skip(1), (from, to) => new MaskedConvolution(from, to, halveRows: true))));
        _norm = Register("norm", new PositionNorm(widths[^1]));
        _head = Register("head", new Conv2d(widths[^1], config.CodeWidth, 1));
    }

    /// <summary>(batch, channel, frequency, time), zero where not valid, to (batch, code width, row, column).</summary>
    public Tensor Forward(Tensor levels, Tensor columns)
    {
        using var scope = new TensorScope();
        Tensor hidden = _stem.Forward(levels); // (batch, width, frequency / stem bins, column)
        for (int i = 0; i < _blocks.Count; i++)
        {
            hidden = _blocks[i].Forward(hidden, columns);
            int level = i / _each;
            if ((i + 1) % _each == 0 && level < _down.Count)
            {
                hidden = _down[level].Forward(hidden, columns);
            }
        }

        return scope.Return(_head.Forward(_norm.Forward(hidden).Silu()));
    }
}

using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>The mirror of the encoder; the last layer writes every patch of all channels at once.</summary>
internal sealed class TokenizerDecoder : Module
{
    private readonly TokenizerConfig _config;
    private readonly MaskedConvolution _stem;
    private readonly ModuleList<ResidualBlock> _blocks;
    private readonly ModuleList<MaskedConvolution> _up;
    private readonly PositionNorm _norm;

    public TokenizerDecoder(TokenizerConfig config)
    {
        _config = config;
        long[] widths = [.. config.Multipliers.AsEnumerable().Reverse().Select(m => (long)m * config.Width)];
        _stem = Register("stem", new MaskedConvolution(config.CodeWidth, widths[0]));
        _blocks = Register("blocks", new ModuleList<ResidualBlock>(widths.SelectMany(w => Enumerable.Range(0, config.Blocks).Select(_ => new ResidualBlock(w)))));
        _up = Register("up", new ModuleList<MaskedConvolution>(widths.Zip(widths.Skip(1), (from, to) => new MaskedConvolution(from, to))));
        _norm = Register("norm", new PositionNorm(widths[^1]));
        Last = Register("last", new Conv2d(widths[^1], (long)config.Channels * config.StemBins * config.PatchFrames, 1));
    }

    /// <summary>The last layer, by which the weight of the adversarial loss is set.</summary>
    public Conv2d Last { get; }

    /// <summary>(batch, code width, row, column) to the last layer's input, (batch, width, frequency / stem bins, column).</summary>
    public Tensor Hidden(Tensor codes, Tensor columns)
    {
        using var scope = new TensorScope();
        Tensor hidden = _stem.Forward(codes, columns);
        for (int i = 0; i < _blocks.Count; i++)
        {
            hidden = _blocks[i].Forward(hidden, columns);
            int level = i / _config.Blocks;
            if ((i + 1) % _config.Blocks == 0 && level < _up.Count)
            {
                hidden = _up[level].Forward(hidden.RepeatInterleave(2, 2), columns);
            }
        }

        return scope.Return(_norm.Forward(hidden).Silu());
    }

    /// <summary>The last layer with given weights: (batch, width, frequency / stem bins, column) to (batch, channel, frequency, time).</summary>
    public Tensor Levels(Tensor hidden, Tensor weight, Tensor? bias)
    {
        using var scope = new TensorScope();
        long batch = hidden.Size(0), strips = hidden.Size(2), columns = hidden.Size(3);
        return scope.Return(hidden.Conv2d(weight, bias)
            .Reshape(batch, _config.Channels, _config.StemBins, _config.PatchFrames, strips, columns)
            .Permute(0, 1, 4, 2, 5, 3) // (batch, channel, strip, bin in strip, column, frame in column)
            .Reshape(batch, _config.Channels, _config.Bins, columns * _config.PatchFrames));
    }
}

using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>
/// Judges overlapping patches of a spectrogram as real or reconstructed (PatchGAN; Isola and others, 2017): three strided convolutions and one that gives the
/// verdicts. It also counts the steps of training, since it enters late.
/// </summary>
public sealed class PatchDiscriminator : Module
{
    private readonly Conv2d _first, _second, _third, _verdict;
    private readonly PositionNorm _norm2, _norm3;

    /// <summary>Makes random weights.</summary>
    public PatchDiscriminator(int channels, int width)
    {
        _first = Register("first", new Conv2d(channels, width, 4, stride: 2, padding: 1));
        _second = Register("second", new Conv2d(width, 2 * width, 4, stride: 2, padding: 1));
        _norm2 = Register("norm2", new PositionNorm(2 * width));
        _third = Register("third", new Conv2d(2 * width, 4 * width, 4, stride: 2, padding: 1));
        _norm3 = Register("norm3", new PositionNorm(4 * width));
        _verdict = Register("verdict", new Conv2d(4 * width, 1, 3, padding: 1));
        Steps = RegisterBuffer("steps", Tensor.Zeros([], DType.Int64));
    }

    /// <summary>Steps of training made, so that a resumed run knows when to begin.</summary>
    public Tensor Steps { get; }

    /// <summary>(batch, channel, frequency, time) to verdicts (batch, 1, frequency / 8, time / 8): above 0 for real.</summary>
    public Tensor Forward(Tensor levels)
    {
        using var scope = new TensorScope();
        Tensor hidden = _first.Forward(levels).LeakyRelu(0.2);
        hidden = _norm2.Forward(_second.Forward(hidden)).LeakyRelu(0.2);
        hidden = _norm3.Forward(_third.Forward(hidden)).LeakyRelu(0.2);
        return scope.Return(_verdict.Forward(hidden));
    }
}

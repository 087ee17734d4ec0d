using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Network;

/// <summary>
/// One bottleneck block, pre-activation: 1x1, grouped, 1x1, then a gate on each channel from its mean (squeeze and excitation), then the shortcut.
/// ECG specification 1.3. Names are those of the published weights.
/// </summary>
internal sealed class Net1DBlock : Layer
{
    private readonly BatchNorm _bn1, _bn2, _bn3;
    private readonly SameConvolution _conv1, _conv2, _conv3;
    private readonly Linear _squeeze, _excite;
    private readonly Net1DConfig _config;
    private readonly bool _first, _downsample;

    /// <param name="config">Sizes.</param>
    /// <param name="stage">Index of the stage.</param>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="first">The first block of the network has no activation before its first convolution.</param>
    /// <param name="downsample">The first block of every stage has the stride.</param>
    public Net1DBlock(Net1DConfig config, int stage, int inputs, bool first, bool downsample)
    {
        (_config, _first, _downsample) = (config, first, downsample);
        int outputs = config.Filters[stage], middle = config.MiddleOf(stage);
        _bn1 = Register("bn1", new BatchNorm(inputs));
        _conv1 = Register("conv1", new SameConvolution(inputs, middle, 1, 1, 1));
        _bn2 = Register("bn2", new BatchNorm(middle));
        _conv2 = Register("conv2", new SameConvolution(middle, middle, config.Kernel, downsample ? config.Stride : 1, config.GroupsOf(stage)));
        _bn3 = Register("bn3", new BatchNorm(middle));
        _conv3 = Register("conv3", new SameConvolution(middle, outputs, 1, 1, 1));
        _squeeze = Register("se_fc1", new Linear(outputs, outputs / 2));
        _excite = Register("se_fc2", new Linear(outputs / 2, outputs));
    }

    /// <summary>(batch, in, time) to (batch, out, time or ceil(time / stride)).</summary>
    public override Tensor Forward(Tensor input)
    {
        Tensor x = Convolve(_first ? null : _bn1, _conv1, input);
        x = Convolve(_bn2, _conv2, x);
        x = Convolve(_bn3, _conv3, x);
        return x.ExciteShortcut(_squeeze.Weight, _squeeze.Bias!, _excite.Weight, _excite.Bias!, input, _downsample && _config.Stride == 2);
    }

    /// <summary>Norm, swish, dropout, convolution; swish and convolution are one operation where nothing stands between them.</summary>
    private Tensor Convolve(BatchNorm? norm, SameConvolution convolution, Tensor x)
    {
        if (norm is null)
        {
            return convolution.Forward(x);
        }

        x = _config.BatchNorm ? norm.Forward(x) : x;
        return _config.Dropout > 0 && IsTraining ? convolution.Forward(x.Silu().Dropout(_config.Dropout)) : convolution.Forward(x, swish: true);
    }
}

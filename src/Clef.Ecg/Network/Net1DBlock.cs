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
    private readonly int _inputs, _outputs;

    /// <param name="config">Sizes.</param>
    /// <param name="stage">Index of the stage.</param>
    /// <param name="inputs">Channels that come in.</param>
    /// <param name="first">The first block of the network has no activation before its first convolution.</param>
    /// <param name="downsample">The first block of every stage has the stride.</param>
    public Net1DBlock(Net1DConfig config, int stage, int inputs, bool first, bool downsample)
    {
        (_config, _first, _downsample) = (config, first, downsample);
        int outputs = config.Filters[stage], middle = config.MiddleOf(stage);
        (_inputs, _outputs) = (inputs, outputs);
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
        Tensor x = _first ? input : Activate(_bn1, input);
        x = _conv1.Forward(x);
        x = _conv2.Forward(Activate(_bn2, x));
        x = _conv3.Forward(Activate(_bn3, x));
        Tensor gate = _excite.Forward(_squeeze.Forward(x.Mean(2)).Silu()).Sigmoid(); // (batch, channel)
        return (x * gate.Unsqueeze(2)) + Shortcut(input);
    }

    private Tensor Activate(BatchNorm norm, Tensor x)
    {
        x = _config.BatchNorm ? norm.Forward(x) : x;
        x = x.Silu();
        return _config.Dropout > 0 ? x.Dropout(_config.Dropout, IsTraining) : x;
    }

    /// <summary>The input, max-pooled where the block has the stride and with zero channels on both sides where there are more to come.</summary>
    private Tensor Shortcut(Tensor x)
    {
        if (_downsample)
        {
            // The pool is padded by stride - 1 zeros, all on the right for stride 2: an odd length ends with max(x, 0).
            long padding = _config.Stride - 1;
            x = x.Pad([padding / 2, padding - (padding / 2)]).MaxPool1d(_config.Stride);
        }

        long more = _outputs - _inputs;
        return more == 0 ? x : x.Pad([0, 0, more / 2, more - (more / 2)]);
    }
}

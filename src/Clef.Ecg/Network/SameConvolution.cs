using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Network;

/// <summary>
/// A convolution in time that keeps the length (divided by the stride, rounded up): zeros are added on both sides, one more on the right where
/// their number is odd. ECG specification 1.2. The convolution itself is the child <c>conv</c>, as in the published weights.
/// </summary>
internal sealed class SameConvolution : Layer
{
    private readonly Conv1d _conv;
    private readonly int _stride, _groups;

    public SameConvolution(int inputs, int outputs, int kernel, int stride, int groups)
    {
        (_stride, _groups) = (stride, groups);
        _conv = Register("conv", new Conv1d(inputs, outputs, kernel, stride, groups: groups));
    }

    /// <summary>(batch, in, time) to (batch, out, ceil(time / stride)).</summary>
    public override Tensor Forward(Tensor input) => Forward(input, swish: false);

    /// <summary>The same, of x sigmoid(x) of the input where <paramref name="swish"/>.</summary>
    public Tensor Forward(Tensor input, bool swish) => input.SameConv1d(_conv.Weight, _conv.Bias, _stride, _groups, swish);
}

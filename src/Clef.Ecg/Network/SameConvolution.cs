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
    private readonly int _kernel, _stride, _groups;

    public SameConvolution(int inputs, int outputs, int kernel, int stride, int groups)
    {
        (_kernel, _stride, _groups) = (kernel, stride, groups);
        _conv = Register("conv", new Conv1d(inputs, outputs, kernel, stride, groups: groups));
    }

    /// <summary>(batch, in, time) to (batch, out, ceil(time / stride)).</summary>
    public override Tensor Forward(Tensor input)
    {
        long length = input.Size(2);
        long outputs = (length + _stride - 1) / _stride;
        long padding = Math.Max(0, ((outputs - 1) * _stride) + _kernel - length);
        long left = padding / 2, right = padding - left;
        return left == right
            ? input.Conv1d(_conv.Weight, _conv.Bias, _stride, left, groups: _groups)
            : input.Pad([left, right]).Conv1d(_conv.Weight, _conv.Bias, _stride, groups: _groups);
    }
}

using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>
    /// Cross-correlation in time that keeps the length: (batch, in, time) by (out, in / groups, kernel) to (batch, out, ceil(time / stride)). Zeros are
    /// added on both sides, one more on the right where their number is odd. With few channels a group, on the CPU in single precision, it is one loop
    /// of our own; otherwise libtorch's operations.
    /// </summary>
    /// <param name="weight">(out, in / groups, kernel).</param>
    /// <param name="bias">(out), or none.</param>
    /// <param name="stride">Samples from one output to the next.</param>
    /// <param name="groups">Groups of channels.</param>
    /// <param name="swish">Whether x sigmoid(x) of the input is taken first.</param>
    /// <param name="general">Forces libtorch's operations, for comparison.</param>
    public Tensor SameConv1d(Tensor weight, Tensor? bias = null, long stride = 1, long groups = 1, bool swish = false, bool general = false) =>
        Own(NativeMethods.SameConv1d(Handle, weight.Handle, HandleOrNull(bias), stride, groups, swish ? 1 : 0, general ? 1 : 0), this, weight, bias);

    /// <summary>
    /// The end of a residual block, this being h: h sigmoid(W2 silu(W1 mean(h) + b1) + b2) + shortcut(x), where the mean is over time and the gate is one number
    /// a channel (squeeze and excitation; Hu and others, 2018). The shortcut is x, max-pooled by two where <paramref name="pool"/> (an odd length
    /// ends with max(x, 0)), with zero channels on both sides where h has more.
    /// </summary>
    /// <param name="w1">(inner, channel).</param>
    /// <param name="b1">(inner).</param>
    /// <param name="w2">(channel, inner).</param>
    /// <param name="b2">(channel).</param>
    /// <param name="x">(batch, in, time), the block's input.</param>
    /// <param name="pool">Whether the block halves the time.</param>
    /// <param name="general">Forces libtorch's operations, for comparison.</param>
    public Tensor ExciteShortcut(Tensor w1, Tensor b1, Tensor w2, Tensor b2, Tensor x, bool pool, bool general = false)
    {
        // Our own loop reads single precision only, while in mixed precision the gate's products come in bf16.
        general |= MixedPrecision.IsOn;
        Tensor y = Own(NativeMethods.ExciteShortcut(Handle, w1.Handle, b1.Handle, w2.Handle, b2.Handle, x.Handle, pool ? 1 : 0, general ? 1 : 0), this, w1, b1);
        GC.KeepAlive(w2);
        GC.KeepAlive(b2);
        GC.KeepAlive(x);
        return y;
    }
}

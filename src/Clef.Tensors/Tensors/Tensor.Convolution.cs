using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>
    /// Cross-correlation in time: (batch, in, time) by (out, in / groups, kernel) to
    /// (batch, out, floor((time + 2 padding - dilation (kernel - 1) - 1) / stride) + 1).
    /// </summary>
    public Tensor Conv1d(Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0, long dilation = 1, long groups = 1) =>
        Own(NativeMethods.Conv1d(Handle, weight.Handle, HandleOrNull(bias), stride, padding, dilation, groups), this, weight, bias);

    /// <summary>Cross-correlation in two axes: (batch, in, height, width) by (out, in / groups, kernel height, kernel width).</summary>
    public Tensor Conv2d(
        Tensor weight, Tensor? bias = null, Pair2 stride = default, Pair2 padding = default, Pair2 dilation = default, long groups = 1)
    {
        Pair2 steps = stride.Or(1), gaps = dilation.Or(1);
        return Own(
            NativeMethods.Conv2d(Handle, weight.Handle, HandleOrNull(bias), (long*)&steps, (long*)&padding, (long*)&gaps, groups), this, weight, bias);
    }

    /// <summary>The transpose of <see cref="Conv1d"/>: (batch, in, time) by (in, out / groups, kernel).</summary>
    public Tensor ConvTranspose1d(
        Tensor weight, Tensor? bias = null, long stride = 1, long padding = 0, long outputPadding = 0, long groups = 1, long dilation = 1) =>
        Own(
            NativeMethods.ConvTranspose1d(Handle, weight.Handle, HandleOrNull(bias), stride, padding, outputPadding, groups, dilation), this, weight, bias);

    /// <summary>The transpose of <see cref="Conv2d"/>: (batch, in, height, width) by (in, out / groups, kernel height, kernel width).</summary>
    public Tensor ConvTranspose2d(
        Tensor weight,
        Tensor? bias = null,
        Pair2 stride = default,
        Pair2 padding = default,
        Pair2 outputPadding = default,
        long groups = 1,
        Pair2 dilation = default)
    {
        Pair2 steps = stride.Or(1), gaps = dilation.Or(1);
        return Own(
            NativeMethods.ConvTranspose2d(
                Handle, weight.Handle, HandleOrNull(bias), (long*)&steps, (long*)&padding, (long*)&outputPadding, groups, (long*)&gaps),
            this,
            weight,
            bias);
    }

    /// <summary>The greatest of each window in time; a stride of 0 means the size. Padding counts as minus infinity.</summary>
    public Tensor MaxPool1d(long size, long stride = 0, long padding = 0) =>
        Own(NativeMethods.MaxPool1d(Handle, size, stride == 0 ? size : stride, padding), this);

    /// <summary>The greatest of each window in two axes; without a stride, the size.</summary>
    public Tensor MaxPool2d(Pair2 size, Pair2 stride = default, Pair2 padding = default)
    {
        Pair2 steps = stride.Or(size);
        return Own(NativeMethods.MaxPool2d(Handle, (long*)&size, (long*)&steps, (long*)&padding), this);
    }

    /// <summary>The mean of each window in time; a stride of 0 means the size. Padding counts as zeros.</summary>
    public Tensor AvgPool1d(long size, long stride = 0, long padding = 0) =>
        Own(NativeMethods.AvgPool1d(Handle, size, stride == 0 ? size : stride, padding), this);

    /// <summary>The mean of each window in two axes; without a stride, the size.</summary>
    public Tensor AvgPool2d(Pair2 size, Pair2 stride = default, Pair2 padding = default)
    {
        Pair2 steps = stride.Or(size);
        return Own(NativeMethods.AvgPool2d(Handle, (long*)&size, (long*)&steps, (long*)&padding), this);
    }

    /// <summary>Means over as many windows as asked for, of (nearly) equal size: one size for time, two for height and width.</summary>
    public Tensor AdaptiveAvgPool(params ReadOnlySpan<long> size)
    {
        if (size.Length is not (1 or 2))
        {
            throw new TensorException($"adaptive average pool of {Description} to {size.Length} sizes; expected 1 or 2");
        }

        fixed (long* sizes = size)
        {
            return Own(NativeMethods.AdaptiveAvgPool(Handle, sizes, size.Length), this);
        }
    }

    /// <summary>
    /// Resamples the last axis (of three) or the last two (of four) to new sizes. With <paramref name="alignCorners"/> the first and last
    /// elements keep their places; without, the outer edges do.
    /// </summary>
    public Tensor Interpolate(ReadOnlySpan<long> size, InterpolationMode mode = InterpolationMode.Nearest, bool alignCorners = false)
    {
        fixed (long* sizes = size)
        {
            return Own(NativeMethods.Interpolate(Handle, sizes, size.Length, (int)mode, alignCorners ? 1 : 0), this);
        }
    }
}

/// <summary>How <see cref="Tensor.Interpolate"/> makes values between elements.</summary>
public enum InterpolationMode
{
    /// <summary>The nearest element.</summary>
    Nearest = 0,

    /// <summary>A straight line (time) or a bilinear surface (height and width).</summary>
    Linear = 1,

    /// <summary>A cubic surface; height and width only.</summary>
    Bicubic = 2,
}

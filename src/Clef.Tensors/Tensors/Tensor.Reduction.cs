using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>The sum of all elements.</summary>
    public Tensor Sum() => Own(NativeMethods.Sum(Handle, null, 0, 0), this);

    /// <summary>The sum along an axis.</summary>
    public Tensor Sum(int axis, bool keepAxis = false) => Sum([axis], keepAxis);

    /// <summary>The sum along several axes.</summary>
    public Tensor Sum(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        Span<long> wide = stackalloc long[axes.Length];
        fixed (long* pointer = Widen(axes, wide))
        {
            return Own(NativeMethods.Sum(Handle, pointer, axes.Length, keepAxes ? 1 : 0), this);
        }
    }

    /// <summary>The mean of all elements.</summary>
    public Tensor Mean() => Own(NativeMethods.Mean(Handle, null, 0, 0), this);

    /// <summary>The mean along an axis.</summary>
    public Tensor Mean(int axis, bool keepAxis = false) => Mean([axis], keepAxis);

    /// <summary>The mean along several axes.</summary>
    public Tensor Mean(ReadOnlySpan<int> axes, bool keepAxes = false)
    {
        Span<long> wide = stackalloc long[axes.Length];
        fixed (long* pointer = Widen(axes, wide))
        {
            return Own(NativeMethods.Mean(Handle, pointer, axes.Length, keepAxes ? 1 : 0), this);
        }
    }

    /// <summary>The sum of squared deviations of all elements over (count - <paramref name="correction"/>).</summary>
    public Tensor Variance(int correction = 1) => Own(NativeMethods.Var(Handle, null, 0, correction, 0), this);

    /// <summary>The variance along axes.</summary>
    public Tensor Variance(ReadOnlySpan<int> axes, int correction = 1, bool keepAxes = false)
    {
        Span<long> wide = stackalloc long[axes.Length];
        fixed (long* pointer = Widen(axes, wide))
        {
            return Own(NativeMethods.Var(Handle, pointer, axes.Length, correction, keepAxes ? 1 : 0), this);
        }
    }

    /// <summary>The square root of the variance of all elements.</summary>
    public Tensor StandardDeviation(int correction = 1) => Own(NativeMethods.Std(Handle, null, 0, correction, 0), this);

    /// <summary>The square root of the variance along axes.</summary>
    public Tensor StandardDeviation(ReadOnlySpan<int> axes, int correction = 1, bool keepAxes = false)
    {
        Span<long> wide = stackalloc long[axes.Length];
        fixed (long* pointer = Widen(axes, wide))
        {
            return Own(NativeMethods.Std(Handle, pointer, axes.Length, correction, keepAxes ? 1 : 0), this);
        }
    }

    /// <summary>The sum of magnitudes to the power <paramref name="order"/>, to the power 1/order, of all elements.</summary>
    public Tensor Norm(double order = 2) => Own(NativeMethods.Norm(Handle, order, null, 0, 0), this);

    /// <summary>The norm along an axis.</summary>
    public Tensor Norm(int axis, bool keepAxis, double order = 2)
    {
        long wide = axis;
        return Own(NativeMethods.Norm(Handle, order, &wide, 1, keepAxis ? 1 : 0), this);
    }

    /// <summary>Each vector along an axis divided by its 2-norm, or by <paramref name="epsilon"/> where that is greater.</summary>
    public Tensor Normalize(int axis = -1, double epsilon = 1e-12)
    {
        using var scope = new TensorScope();
        return scope.Return(this / Norm(axis, keepAxis: true).Clamp(low: epsilon));
    }

    /// <summary>The product along an axis.</summary>
    public Tensor Product(int axis, bool keepAxis = false) => Own(NativeMethods.Prod(Handle, axis, keepAxis ? 1 : 0), this);

    /// <summary>The greatest of all elements.</summary>
    public Tensor Max() => Own(NativeMethods.Amax(Handle, null, 0, 0), this);

    /// <summary>The least of all elements.</summary>
    public Tensor Min() => Own(NativeMethods.Amin(Handle, null, 0, 0), this);

    /// <summary>The greatest along an axis, and where it stands (i64).</summary>
    public (Tensor Values, Tensor Indices) Max(int axis, bool keepAxis = false) =>
        Pair(NativeMethods.Max(Handle, axis, keepAxis ? 1 : 0, out nint indices), indices);

    /// <summary>The least along an axis, and where it stands (i64).</summary>
    public (Tensor Values, Tensor Indices) Min(int axis, bool keepAxis = false) =>
        Pair(NativeMethods.Min(Handle, axis, keepAxis ? 1 : 0, out nint indices), indices);

    /// <summary>The middle value along an axis; the lower of two.</summary>
    public Tensor Median(int axis, bool keepAxis = false) => Own(NativeMethods.Median(Handle, axis, keepAxis ? 1 : 0), this);

    /// <summary>Where the greatest stands along an axis (i64).</summary>
    public Tensor ArgMax(int axis, bool keepAxis = false) => Own(NativeMethods.Argmax(Handle, axis, keepAxis ? 1 : 0), this);

    /// <summary>Where the least stands along an axis (i64).</summary>
    public Tensor ArgMin(int axis, bool keepAxis = false) => Own(NativeMethods.Argmin(Handle, axis, keepAxis ? 1 : 0), this);

    /// <summary>Whether any element is true (not zero).</summary>
    public Tensor Any() => Own(NativeMethods.Any(Handle), this);

    /// <summary>Whether all elements are true (not zero).</summary>
    public Tensor All() => Own(NativeMethods.All(Handle), this);

    /// <summary>Running sums along an axis.</summary>
    public Tensor CumulativeSum(int axis) => Own(NativeMethods.Cumsum(Handle, axis), this);

    /// <summary>The logarithm of the sum of exponentials along an axis, without overflow.</summary>
    public Tensor LogSumExp(int axis, bool keepAxis = false)
    {
        long wide = axis;
        return Own(NativeMethods.Logsumexp(Handle, &wide, 1, keepAxis ? 1 : 0), this);
    }

    /// <summary>Exponentials over their sum along an axis.</summary>
    public Tensor Softmax(int axis = -1) => Own(NativeMethods.Softmax(Handle, axis), this);

    /// <summary>The logarithm of <see cref="Softmax"/>.</summary>
    public Tensor LogSoftmax(int axis = -1) => Own(NativeMethods.LogSoftmax(Handle, axis), this);
}

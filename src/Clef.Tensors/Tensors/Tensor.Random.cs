using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>Numbers drawn evenly from 0 up to, not including, 1.</summary>
    public static Tensor Rand(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Rand(sizes, shape.Length, (int)dtype, device.Kind, device.Index));
        }
    }

    /// <summary>Numbers drawn from the standard normal distribution.</summary>
    public static Tensor Randn(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Randn(sizes, shape.Length, (int)dtype, device.Kind, device.Index));
        }
    }

    /// <summary>Whole numbers drawn evenly from <paramref name="low"/> up to, not including, <paramref name="high"/>.</summary>
    public static Tensor RandInt(long low, long high, ReadOnlySpan<long> shape, DType dtype = DType.Int64, Device device = default)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Randint(low, high, sizes, shape.Length, (int)dtype, device.Kind, device.Index));
        }
    }

    /// <summary>The whole numbers below <paramref name="count"/> in random order (i64).</summary>
    public static Tensor RandPermutation(long count, Device device = default) => Own(NativeMethods.Randperm(count, device.Kind, device.Index));

    /// <summary>Draws every element evenly from an interval.</summary>
    public Tensor UniformInPlace(double low, double high) => Changed(NativeMethods.UniformInPlace(Handle, low, high), this);

    /// <summary>Draws every element from a normal distribution.</summary>
    public Tensor NormalInPlace(double mean, double deviation) => Changed(NativeMethods.NormalInPlace(Handle, mean, deviation), this);

    /// <summary>Sets every element to one with a probability, else to zero.</summary>
    public Tensor BernoulliInPlace(double probability) => Changed(NativeMethods.BernoulliInPlace(Handle, probability), this);
}

using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>A tensor whose elements are whatever the memory held.</summary>
    public static Tensor Empty(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Empty(sizes, shape.Length, (int)dtype, device.Kind, device.Index));
        }
    }

    /// <summary>A tensor of one value throughout.</summary>
    public static Tensor Full(ReadOnlySpan<long> shape, double value, DType dtype = DType.Float32, Device device = default)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Full(sizes, shape.Length, value, (int)dtype, device.Kind, device.Index));
        }
    }

    /// <summary>A tensor of zeros.</summary>
    public static Tensor Zeros(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default) => Full(shape, 0, dtype, device);

    /// <summary>A tensor of zeros in single precision on the CPU.</summary>
    public static Tensor Zeros(params long[] shape) => Full(shape, 0);

    /// <summary>A tensor of ones.</summary>
    public static Tensor Ones(ReadOnlySpan<long> shape, DType dtype = DType.Float32, Device device = default) => Full(shape, 1, dtype, device);

    /// <summary>A tensor of ones in single precision on the CPU.</summary>
    public static Tensor Ones(params long[] shape) => Full(shape, 1);

    /// <summary>A tensor without axes that holds one number.</summary>
    public static Tensor Scalar(double value, DType dtype = DType.Float32, Device device = default) => Full([], value, dtype, device);

    /// <summary>The integers from 0 up to, not including, <paramref name="count"/>.</summary>
    public static Tensor Arange(long count, DType dtype = DType.Int64, Device device = default) => Arange(0, count, 1, dtype, device);

    /// <summary>The numbers from <paramref name="start"/> up to, not including, <paramref name="end"/>, by <paramref name="step"/>.</summary>
    public static Tensor Arange(double start, double end, double step, DType dtype, Device device = default) =>
        Own(NativeMethods.Arange(start, end, step, (int)dtype, device.Kind, device.Index));

    /// <summary><paramref name="steps"/> numbers at equal distances from <paramref name="start"/> to <paramref name="end"/>, both included.</summary>
    public static Tensor Linspace(double start, double end, long steps, DType dtype = DType.Float32, Device device = default) =>
        Own(NativeMethods.Linspace(start, end, steps, (int)dtype, device.Kind, device.Index));

    /// <summary>The identity matrix, or its first <paramref name="columns"/> columns.</summary>
    public static Tensor Eye(long rows, long? columns = null, DType dtype = DType.Float32, Device device = default) =>
        Own(NativeMethods.Eye(rows, columns ?? rows, (int)dtype, device.Kind, device.Index));

    /// <summary>A copy of numbers held by .NET, row-major, in the shape given; no shape means one axis.</summary>
    /// <typeparam name="T">float, double, long, int, short, sbyte, byte, bool or Half.</typeparam>
    public static Tensor From<T>(ReadOnlySpan<T> values, params ReadOnlySpan<long> shape) where T : unmanaged
    {
        ReadOnlySpan<long> sizes = shape.Length == 0 ? [values.Length] : shape;
        fixed (T* data = values)
        {
            return FromMemory(data, (long)values.Length * sizeof(T), sizes, DTypes.Of<T>());
        }
    }

    /// <summary>A copy of numbers held by .NET, row-major, in the shape given; no shape means one axis.</summary>
    public static Tensor From<T>(T[] values, params ReadOnlySpan<long> shape) where T : unmanaged => From((ReadOnlySpan<T>)values, shape);

    /// <summary>A copy of raw little-endian elements, such as the mapped bytes of a weight file.</summary>
    public static Tensor FromBytes(ReadOnlySpan<byte> bytes, ReadOnlySpan<long> shape, DType dtype, Device device = default)
    {
        fixed (byte* data = bytes)
        {
            return FromMemory(data, bytes.Length, shape, dtype, device);
        }
    }

    /// <summary>A copy of raw elements at an address, of any length.</summary>
    public static Tensor FromMemory(void* data, long byteCount, ReadOnlySpan<long> shape, DType dtype, Device device = default)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.FromMemory(data, byteCount, sizes, shape.Length, (int)dtype, device.Kind, device.Index));
        }
    }

    /// <summary>
    /// The elements themselves, row-major, without a copy; valid while the tensor lives. Only for contiguous tensors on the CPU
    /// of at most 2^31 - 1 elements.
    /// </summary>
    public Span<T> AsSpan<T>() where T : unmanaged
    {
        if (DTypes.Of<T>() != DType || !Device.IsCpu || !IsContiguous || ElementCount > int.MaxValue)
        {
            throw new TensorException($"the elements of {Description} on {Device} as {typeof(T).Name}; expected a contiguous tensor of that type on the CPU");
        }

        return new Span<T>(NativeMethods.Data(Handle), (int)ElementCount);
    }

    /// <summary>The raw bytes of the elements, row-major, without a copy; valid while the tensor lives. Conditions as for <see cref="AsSpan{T}"/>.</summary>
    public Span<byte> AsBytes()
    {
        long bytes = ElementCount * DType.ByteSize();
        if (!Device.IsCpu || !IsContiguous || bytes > int.MaxValue)
        {
            throw new TensorException($"the bytes of {Description} on {Device}; expected a contiguous tensor on the CPU of at most 2 GB");
        }

        return new Span<byte>(NativeMethods.Data(Handle), (int)bytes);
    }

    /// <summary>Copies the elements, row-major, to memory of exactly their number.</summary>
    public void CopyTo<T>(Span<T> target) where T : unmanaged
    {
        if (DTypes.Of<T>() != DType)
        {
            throw new TensorException($"copy {Description} to {typeof(T).Name}; expected the same element type (convert with To)");
        }

        fixed (T* data = target)
        {
            _ = Changed(NativeMethods.ToMemory(Handle, data, (long)target.Length * sizeof(T)), this);
        }
    }

    /// <summary>The elements as an array, row-major.</summary>
    public T[] ToArray<T>() where T : unmanaged
    {
        var values = new T[ElementCount];
        CopyTo(values.AsSpan());
        return values;
    }

    /// <summary>The only element, as a double.</summary>
    public double ToDouble()
    {
        _ = Changed(NativeMethods.Item(Handle, out double value), this);
        return value;
    }

    /// <summary>The only element, as a single.</summary>
    public float ToSingle() => (float)ToDouble();

    /// <summary>The only element, as a whole number.</summary>
    public long ToInt64()
    {
        _ = Changed(NativeMethods.ItemLong(Handle, out long value), this);
        return value;
    }

    /// <summary>The same elements as another type; the tensor itself where it has that type already.</summary>
    public Tensor To(DType dtype) => To(dtype, Device);

    /// <summary>The same elements on another device; the tensor itself where it lies there already.</summary>
    public Tensor To(Device device) => To(DType, device);

    /// <summary>The same elements as another type on another device.</summary>
    public Tensor To(DType dtype, Device device) => Own(NativeMethods.To(Handle, (int)dtype, device.Kind, device.Index), this);

    /// <summary>A copy with memory of its own, through which gradients flow.</summary>
    public Tensor Clone() => Own(NativeMethods.Clone(Handle), this);

    /// <summary>A second owner of the same tensor, for keeping what another scope will free.</summary>
    public Tensor Share() => Own(NativeMethods.Share(Handle), this);

    /// <summary>The elements in row-major order without gaps; copies only where they are not.</summary>
    public Tensor Contiguous() => Own(NativeMethods.Contiguous(Handle), this);

    /// <summary>Copies another tensor's elements here, converting and broadcasting.</summary>
    public Tensor CopyInPlace(Tensor source) => Changed(NativeMethods.CopyInPlace(Handle, source.Handle), this, source);

    /// <summary>Sets every element.</summary>
    public Tensor FillInPlace(double value) => Changed(NativeMethods.FillInPlace(Handle, value), this);

    /// <summary>Whether two tensors share memory.</summary>
    public bool SharesMemoryWith(Tensor other)
    {
        bool same = NativeMethods.SameStorage(Handle, other.Handle) != 0;
        GC.KeepAlive(this);
        GC.KeepAlive(other);
        return same;
    }
}

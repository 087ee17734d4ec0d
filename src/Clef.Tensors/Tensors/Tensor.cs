using System.Diagnostics;
using System.Runtime.CompilerServices;
using Clef.Tensors.Native;

namespace Clef.Tensors;

/// <summary>
/// A dense n-dimensional array of libtorch, on the processor or a device, that can be differentiated. The result of an operation belongs to the
/// innermost open <see cref="TensorScope"/>; without one it is the caller's to dispose.
/// </summary>
/// <remarks>
/// Operations follow PyTorch's rules of broadcasting, type promotion and views. Axes may be negative, counting from the last.
/// Members whose names end in <c>InPlace</c> change the tensor and return it. Any operation may raise a <see cref="TensorException"/>.
/// </remarks>
[DebuggerDisplay("{Description,nq}")]
public sealed unsafe partial class Tensor : IDisposable
{
    private nint _handle;
    private long[]? _shape;

    private Tensor(nint handle)
    {
        _handle = handle;
        TensorScope.Current?.Add(this);
    }

    /// <summary>The safety net: frees a tensor that nobody disposed.</summary>
    ~Tensor() => NativeMethods.Release(_handle);

    /// <summary>The size of every axis.</summary>
    public ReadOnlySpan<long> Shape => _shape ??= ReadShape();

    /// <summary>The number of axes.</summary>
    public int Rank => Shape.Length;

    /// <summary>The number of elements.</summary>
    public long ElementCount
    {
        get
        {
            long count = 1;
            foreach (long size in Shape)
            {
                count *= size;
            }

            return count;
        }
    }

    /// <summary>The type of the elements.</summary>
    public DType DType
    {
        get
        {
            var type = (DType)NativeMethods.Dtype(Handle);
            GC.KeepAlive(this);
            return type;
        }
    }

    /// <summary>Where the elements lie.</summary>
    public Device Device
    {
        get
        {
            NativeMethods.Device(Handle, out int kind, out int index);
            GC.KeepAlive(this);
            return Device.FromNative(kind, index);
        }
    }

    /// <summary>Whether the elements lie in row-major order without gaps.</summary>
    public bool IsContiguous
    {
        get
        {
            bool contiguous = NativeMethods.IsContiguous(Handle) != 0;
            GC.KeepAlive(this);
            return contiguous;
        }
    }

    /// <summary>Type and shape, as <c>f32[8,2048,384]</c>.</summary>
    public string Description => _handle == 0 ? "disposed tensor" : $"{DType.ShortName()}[{string.Join(',', Shape.ToArray())}]";

    /// <summary>Whether the tensor has been freed.</summary>
    public bool IsDisposed => _handle == 0;

    internal TensorScope? Scope { get; set; }

    internal int Slot { get; set; }

    /// <summary>The native handle. Whoever passes it on keeps the tensor alive until the call is over.</summary>
    internal nint Handle
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ObjectDisposedException.ThrowIf(_handle == 0, this);
            return _handle;
        }
    }

    /// <summary>The size of one axis; negative axes count from the last.</summary>
    public long Size(int axis)
    {
        ReadOnlySpan<long> shape = Shape;
        int index = axis < 0 ? axis + shape.Length : axis;
        return (uint)index < (uint)shape.Length
            ? shape[index]
            : throw new TensorException($"size of axis {axis} of {Description}; expected an axis from {-shape.Length} to {shape.Length - 1}");
    }

    /// <summary>Takes the tensor out of its scope: it lives until it is disposed. For weights, state, and results stored in fields.</summary>
    public Tensor Keep()
    {
        Scope?.Remove(this);
        return this;
    }

    /// <summary>Frees the tensor now. Views and the graph of a later backward pass keep what they need of it.</summary>
    public void Dispose()
    {
        if (_handle != 0)
        {
            Scope?.Remove(this);
            NativeMethods.Release(_handle);
            _handle = 0;
            GC.SuppressFinalize(this);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Description;

    /// <summary>Takes charge of the handle that a native operation returned; the operands are named so that they outlive the call.</summary>
    internal static Tensor Own(nint handle, object? a = null, object? b = null, object? c = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        GC.KeepAlive(c);
        return handle != 0 ? new Tensor(handle) : throw NativeMethods.Error();
    }

    /// <summary>Becomes another tensor, keeping identity: for moving parameters between devices and types.</summary>
    internal void Replace(Tensor other)
    {
        bool required = RequiresGrad;
        nint former = _handle;
        using Tensor detached = other.Detach().Keep();
        (_handle, detached._handle) = (detached._handle, 0);
        GC.SuppressFinalize(detached);
        _shape = null;
        NativeMethods.Release(former);
        RequiresGrad = required;
    }

    private Tensor Changed(int status, object? a = null, object? b = null)
    {
        GC.KeepAlive(a);
        GC.KeepAlive(b);
        NativeMethods.Check(status);
        return this;
    }

    private static nint HandleOrNull(Tensor? tensor) => tensor is null ? 0 : tensor.Handle;

    private long[] ReadShape()
    {
        var shape = new long[NativeMethods.Dimensions(Handle)];
        fixed (long* sizes = shape)
        {
            if (shape.Length > 0)
            {
                NativeMethods.Sizes(_handle, sizes);
            }
        }

        GC.KeepAlive(this);
        return shape;
    }
}

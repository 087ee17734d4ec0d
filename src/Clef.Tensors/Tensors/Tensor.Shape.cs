using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>The same elements in another shape, one size of which may be -1 (what is left). A view where the layout allows.</summary>
    public Tensor Reshape(params ReadOnlySpan<long> shape)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Reshape(Handle, sizes, shape.Length), this);
        }
    }

    /// <summary>Joins the axes from <paramref name="first"/> to <paramref name="last"/> into one.</summary>
    public Tensor Flatten(int first = 0, int last = -1)
    {
        ReadOnlySpan<long> shape = Shape;
        int from = first < 0 ? first + shape.Length : first, to = last < 0 ? last + shape.Length : last;
        if (shape.Length == 0)
        {
            return Reshape(1);
        }

        if (from < 0 || to >= shape.Length || from > to)
        {
            throw new TensorException($"flatten axes {first} to {last} of {Description}; expected a range of its axes");
        }

        long joined = 1;
        foreach (long size in shape[from..(to + 1)])
        {
            joined *= size;
        }

        return Reshape([.. shape[..from], joined, .. shape[(to + 1)..]]);
    }

    /// <summary>The axes in another order: axis i of the result is axis <paramref name="axes"/>[i]. A view.</summary>
    public Tensor Permute(params ReadOnlySpan<int> axes)
    {
        Span<long> order = stackalloc long[axes.Length];
        fixed (long* pointer = Widen(axes, order))
        {
            return Own(NativeMethods.Permute(Handle, pointer, axes.Length), this);
        }
    }

    /// <summary>Two axes exchanged. A view.</summary>
    public Tensor Transpose(int a, int b) => Own(NativeMethods.Transpose(Handle, a, b), this);

    /// <summary>Axes of size 1 stretched, and new ones put before, without a copy; -1 leaves a size as it is.</summary>
    public Tensor Expand(params ReadOnlySpan<long> shape)
    {
        fixed (long* sizes = shape)
        {
            return Own(NativeMethods.Expand(Handle, sizes, shape.Length), this);
        }
    }

    /// <summary>Leaves out an axis of size 1; an axis of another size stays. A view.</summary>
    public Tensor Squeeze(int axis) => Own(NativeMethods.Squeeze(Handle, axis), this);

    /// <summary>Puts in an axis of size 1. A view.</summary>
    public Tensor Unsqueeze(int axis) => Own(NativeMethods.Unsqueeze(Handle, axis), this);

    /// <summary>One axis from <paramref name="start"/> up to, not including, <paramref name="end"/>, by <paramref name="step"/>. A view.</summary>
    public Tensor Slice(int axis, long start, long end, long step = 1) => Own(NativeMethods.Slice(Handle, axis, start, end, step), this);

    /// <summary>The element of one axis, which is left out. A view.</summary>
    public Tensor Select(int axis, long index) => Own(NativeMethods.Select(Handle, axis, index), this);

    /// <summary>Overlapping windows of one axis, as a new last axis. A view.</summary>
    public Tensor Unfold(int axis, long size, long step) => Own(NativeMethods.Unfold(Handle, axis, size, step), this);

    /// <summary>One axis cut into parts of the sizes given, which add up to it. Views.</summary>
    public Tensor[] Split(int axis, params ReadOnlySpan<long> sizes)
    {
        long total = 0;
        foreach (long size in sizes)
        {
            total += size;
        }

        if (total != Size(axis))
        {
            throw new TensorException($"split axis {axis} of {Description} into {string.Join(" + ", sizes.ToArray())}; expected sizes that add up to it");
        }

        var parts = new Tensor[sizes.Length];
        long start = 0;
        for (int i = 0; i < parts.Length; start += sizes[i++])
        {
            parts[i] = Slice(axis, start, start + sizes[i]);
        }

        return parts;
    }

    /// <summary>One axis cut into <paramref name="count"/> equal parts. Views.</summary>
    public Tensor[] Chunk(int count, int axis)
    {
        long size = Size(axis);
        if (count <= 0 || size % count != 0)
        {
            throw new TensorException($"chunk axis {axis} of {Description} into {count}; expected a divisor of its size");
        }

        var sizes = new long[count];
        Array.Fill(sizes, size / count);
        return Split(axis, sizes);
    }

    /// <summary>Tensors joined along an axis they have.</summary>
    public static Tensor Concatenate(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        Span<nint> handles = tensors.Length <= 64 ? stackalloc nint[tensors.Length] : new nint[tensors.Length];
        fixed (nint* pointer = Handles(tensors, handles))
        {
            return Own(NativeMethods.Cat(pointer, tensors.Length, axis), tensors.ToArray());
        }
    }

    /// <summary>Tensors of one shape laid along a new axis.</summary>
    public static Tensor Stack(ReadOnlySpan<Tensor> tensors, int axis = 0)
    {
        Span<nint> handles = tensors.Length <= 64 ? stackalloc nint[tensors.Length] : new nint[tensors.Length];
        fixed (nint* pointer = Handles(tensors, handles))
        {
            return Own(NativeMethods.Stack(pointer, tensors.Length, axis), tensors.ToArray());
        }
    }

    /// <summary>The elements in reverse order along axes.</summary>
    public Tensor Flip(params ReadOnlySpan<int> axes)
    {
        Span<long> order = stackalloc long[axes.Length];
        fixed (long* pointer = Widen(axes, order))
        {
            return Own(NativeMethods.Flip(Handle, pointer, axes.Length), this);
        }
    }

    /// <summary>The elements moved along an axis; those pushed out at the end come in at the start.</summary>
    public Tensor Roll(long shift, int axis) => Own(NativeMethods.Roll(Handle, shift, axis), this);

    /// <summary>The whole repeated along every axis.</summary>
    public Tensor Repeat(params ReadOnlySpan<long> repeats)
    {
        fixed (long* pointer = repeats)
        {
            return Own(NativeMethods.Repeat(Handle, pointer, repeats.Length), this);
        }
    }

    /// <summary>Each element of an axis repeated.</summary>
    public Tensor RepeatInterleave(long repeats, int axis) => Own(NativeMethods.RepeatInterleave(Handle, repeats, axis), this);

    /// <summary>
    /// Elements put before and after axes. <paramref name="amounts"/> run from the last axis backwards: last before, last after,
    /// second last before, and so on; negative amounts cut.
    /// </summary>
    public Tensor Pad(ReadOnlySpan<long> amounts, PadMode mode = PadMode.Constant, double value = 0)
    {
        string name = mode switch { PadMode.Reflect => "reflect", PadMode.Replicate => "replicate", PadMode.Circular => "circular", _ => "constant" };
        fixed (long* pointer = amounts)
        {
            return Own(NativeMethods.Pad(Handle, pointer, amounts.Length, name, value), this);
        }
    }

    /// <summary>The lower triangle; the rest is zero.</summary>
    public Tensor LowerTriangle(long diagonal = 0) => Own(NativeMethods.Tril(Handle, diagonal), this);

    /// <summary>The upper triangle; the rest is zero.</summary>
    public Tensor UpperTriangle(long diagonal = 0) => Own(NativeMethods.Triu(Handle, diagonal), this);

    /// <summary>The elements whose indices on two axes differ by <paramref name="offset"/>, as a last axis. A view.</summary>
    public Tensor Diagonal(long offset = 0, int a = 0, int b = 1) => Own(NativeMethods.Diagonal(Handle, offset, a, b), this);

    private static Span<long> Widen(ReadOnlySpan<int> from, Span<long> to)
    {
        for (int i = 0; i < from.Length; i++)
        {
            to[i] = from[i];
        }

        return to;
    }

    private static Span<nint> Handles(ReadOnlySpan<Tensor> tensors, Span<nint> to)
    {
        for (int i = 0; i < tensors.Length; i++)
        {
            to[i] = tensors[i].Handle;
        }

        return to;
    }
}

/// <summary>What padding puts beyond an end.</summary>
public enum PadMode
{
    /// <summary>One value.</summary>
    Constant,

    /// <summary>The elements mirrored, without the end itself.</summary>
    Reflect,

    /// <summary>The end, repeated.</summary>
    Replicate,

    /// <summary>The elements of the other end.</summary>
    Circular,
}

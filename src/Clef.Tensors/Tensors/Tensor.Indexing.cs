using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>
    /// A part of the tensor, axis by axis from the first; axes not named are taken whole. A view, unless a tensor of indices is among them.
    /// Setting copies into the part, with broadcasting (not for tensors of indices).
    /// </summary>
    /// <remarks><c>x[.., 0..128, ^1]</c> is the last column of the first 128 rows of every matrix.</remarks>
    public Tensor this[params ReadOnlySpan<TensorIndex> indices]
    {
        get
        {
            Tensor part = this;
            int axis = 0;
            foreach (TensorIndex index in indices)
            {
                Tensor whole = part;
                part = part.Take(index, ref axis);
                if (whole != this && whole != part)
                {
                    whole.Dispose();
                }
            }

            return part == this ? Share() : part;
        }

        set
        {
            foreach (TensorIndex index in indices)
            {
                if (index.Kind == TensorIndexKind.Tensor)
                {
                    throw new TensorException("set elements named by a tensor; expected Scatter, IndexAdd or MaskedFill");
                }
            }

            using Tensor part = this[indices];
            part.CopyInPlace(value);
        }
    }

    private Tensor Take(TensorIndex index, ref int axis)
    {
        switch (index.Kind)
        {
            case TensorIndexKind.NewAxis:
                return Unsqueeze(axis++);
            case TensorIndexKind.Element:
                long size = Size(axis);
                return Select(axis, index.Start.IsFromEnd ? size - index.Start.Value : index.Start.Value);
            case TensorIndexKind.Range:
                size = Size(axis);
                long start = index.Start.IsFromEnd ? size - index.Start.Value : index.Start.Value;
                long end = index.End.IsFromEnd ? size - index.End.Value : index.End.Value;
                if (start < 0 || end > size || start > end)
                {
                    throw new TensorException($"range {start}..{end} of axis {axis} of {Description}; expected a part of 0..{size}");
                }

                return start == 0 && end == size && index.Stride == 1 && ++axis > 0 ? this : Slice(axis++, start, end, index.Stride);
            default:
                Tensor tensor = index.Tensor!;
                return tensor.DType == DType.Bool ? TakeWhere(tensor, axis++) : IndexSelect(axis++, tensor);
        }
    }

    private Tensor TakeWhere(Tensor mask, int axis)
    {
        if (mask.Rank != 1 || mask.Size(0) != Size(axis))
        {
            throw new TensorException($"mask {mask.Description} on axis {axis} of {Description}; expected one axis of the same size");
        }

        using Tensor positions = mask.Nonzero();
        using Tensor flat = positions.Reshape(-1);
        return IndexSelect(axis, flat);
    }

    /// <summary>The elements of an axis that i64 indices name, in their order.</summary>
    public Tensor IndexSelect(int axis, Tensor index) => Own(NativeMethods.IndexSelect(Handle, axis, index.Handle), this, index);

    /// <summary>This tensor with the slices of <paramref name="source"/> added at the places of an axis that indices name.</summary>
    public Tensor IndexAdd(int axis, Tensor index, Tensor source) =>
        Own(NativeMethods.IndexAdd(Handle, axis, index.Handle, source.Handle), this, index, source);

    /// <summary>For each place of <paramref name="index"/> the element whose position along the axis it holds.</summary>
    public Tensor Gather(int axis, Tensor index) => Own(NativeMethods.Gather(Handle, axis, index.Handle), this, index);

    /// <summary>This tensor with the elements of <paramref name="source"/> written where <paramref name="index"/> says along the axis.</summary>
    public Tensor Scatter(int axis, Tensor index, Tensor source) =>
        Own(NativeMethods.Scatter(Handle, axis, index.Handle, source.Handle), this, index, source);

    /// <summary>This tensor with the elements of <paramref name="source"/> added where <paramref name="index"/> says along the axis.</summary>
    public Tensor ScatterAdd(int axis, Tensor index, Tensor source) =>
        Own(NativeMethods.ScatterAdd(Handle, axis, index.Handle, source.Handle), this, index, source);

    /// <summary>This tensor with a value where the mask is true.</summary>
    public Tensor MaskedFill(Tensor mask, double value) => Own(NativeMethods.MaskedFill(Handle, mask.Handle, value), this, mask);

    /// <summary>Sets a value where the mask is true.</summary>
    public Tensor MaskedFillInPlace(Tensor mask, double value) => Changed(NativeMethods.MaskedFillInPlace(Handle, mask.Handle, value), this, mask);

    /// <summary>The elements where the mask is true, on one axis.</summary>
    public Tensor MaskedSelect(Tensor mask) => Own(NativeMethods.MaskedSelect(Handle, mask.Handle), this, mask);

    /// <summary>The positions of elements that are not zero: (count, axis), i64.</summary>
    public Tensor Nonzero() => Own(NativeMethods.Nonzero(Handle), this);

    /// <summary>A one at the place each i64 element names, on a new last axis of <paramref name="classes"/>.</summary>
    public Tensor OneHot(long classes) => Own(NativeMethods.OneHot(Handle, classes), this);

    /// <summary>How often each whole number from 0 occurs; at least <paramref name="minimum"/> counts.</summary>
    public Tensor CountValues(long minimum = 0) => Own(NativeMethods.Bincount(Handle, minimum), this);

    /// <summary>For each value, where it would stand in this ascending axis: before its equals, or after them.</summary>
    public Tensor SearchSorted(Tensor values, bool right = false) =>
        Own(NativeMethods.Searchsorted(Handle, values.Handle, right ? 1 : 0), this, values);

    /// <summary>The elements of an axis in order, equals in the order they stood, and where each stood (i64).</summary>
    public (Tensor Values, Tensor Indices) Sort(int axis = -1, bool descending = false) =>
        Pair(NativeMethods.Sort(Handle, axis, descending ? 1 : 0, out nint indices), indices);

    /// <summary>The <paramref name="count"/> greatest (or least) elements of an axis, in order, and where each stood (i64).</summary>
    public (Tensor Values, Tensor Indices) TopK(long count, int axis = -1, bool largest = true) =>
        Pair(NativeMethods.Topk(Handle, count, axis, largest ? 1 : 0, out nint indices), indices);

    private (Tensor Values, Tensor Indices) Pair(nint values, nint indices) => (Own(values, this), Own(indices, this));
}

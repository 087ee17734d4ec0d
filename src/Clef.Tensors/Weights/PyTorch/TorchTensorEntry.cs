namespace Clef.Tensors.Weights.PyTorch;

/// <summary>A checkpoint's tensor under its name, read in row-major order and little-endian whatever its strides and byte order are.</summary>
internal sealed class TorchTensorEntry(string source, string name, TorchTensor tensor) : WeightEntry(source, name, tensor.Type, tensor.Shape)
{
    private readonly int _elementBytes = tensor.Type.Bits() / 8;
    private readonly bool _contiguous = tensor.IsContiguous;

    protected override void ReadCore(long offset, Span<byte> destination)
    {
        if (_contiguous)
        {
            tensor.Storage.Slice((tensor.Offset * _elementBytes) + offset, destination.Length).CopyTo(destination);
        }
        else
        {
            Gather(offset, destination);
        }

        int unit = tensor.Type.SwapUnit();
        if (tensor.Storage.BigEndian && unit > 1)
        {
            for (int i = 0; i < destination.Length; i += unit)
            {
                destination.Slice(i, unit).Reverse();
            }
        }
    }

    /// <summary>Walks the elements from the given byte on, the last axis innermost, copying one element at a time.</summary>
    private void Gather(long offset, Span<byte> destination)
    {
        long[] shape = tensor.Shape, strides = tensor.Strides;
        var index = new long[shape.Length];
        long rest = offset / _elementBytes;
        long at = tensor.Offset;
        for (int axis = shape.Length - 1; axis >= 0; axis--)
        {
            (rest, index[axis]) = Math.DivRem(rest, shape[axis]);
            at += index[axis] * strides[axis];
        }

        for (int i = 0; i < destination.Length; i += _elementBytes)
        {
            tensor.Storage.Slice(at * _elementBytes, _elementBytes).CopyTo(destination[i..]);
            for (int axis = shape.Length - 1; axis >= 0; axis--)
            {
                at += strides[axis];
                if (++index[axis] < shape[axis])
                {
                    break;
                }

                at -= strides[axis] * shape[axis];
                index[axis] = 0;
            }
        }
    }
}

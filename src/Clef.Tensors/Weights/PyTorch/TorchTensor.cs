using Clef.Core;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>A tensor of a checkpoint before it has a name: a view, by offset and strides, of a storage.</summary>
internal sealed class TorchTensor
{
    /// <summary>The largest number of axes, as in PyTorch.</summary>
    public const int MaximumRank = 64;

    /// <summary>Checks that every element lies within the storage and that the tensor is not larger than it.</summary>
    /// <param name="storage">Where the elements are.</param>
    /// <param name="type">The type of the elements, which may differ from an untyped storage's.</param>
    /// <param name="offset">First element.</param>
    /// <param name="shape">Sizes of the axes.</param>
    /// <param name="strides">Elements between neighbours along each axis.</param>
    public TorchTensor(TorchStorage storage, WeightType type, long offset, long[] shape, long[] strides)
    {
        Storage = storage;
        Type = type;
        Offset = offset;
        Shape = shape;
        Strides = strides;
        long elements = storage.ByteCount / (type.Bits() / 8);
        long count = WeightTypes.CountElements(type, shape, out _);
        if (shape.Length != strides.Length || shape.Length > MaximumRank || count < 0)
        {
            throw Wrong("sizes", shape, $"at most {MaximumRank} sizes of zero or more, as many as strides, whose product is below 2^63");
        }

        // The last element is at offset + sum of (size - 1) * stride; Int128 cannot overflow in 64 such steps.
        Int128 last = offset;
        for (int axis = 0; axis < shape.Length; axis++)
        {
            if (strides[axis] < 0)
            {
                throw Wrong("strides", strides, "strides of zero or more");
            }

            last += (Int128)Math.Max(0, shape[axis] - 1) * strides[axis];
        }

        if (offset < 0 || offset > elements || (count > 0 && last >= elements))
        {
            throw Wrong("offset, sizes and strides", [offset, .. shape, .. strides], FormattableString.Invariant($"a view within {elements} elements"));
        }

        if (count > elements)
        {
            throw Wrong("sizes", shape, FormattableString.Invariant($"at most the storage's {elements} elements: a tensor that repeats them is not read"));
        }
    }

    /// <summary>Where the elements are.</summary>
    public TorchStorage Storage { get; }

    /// <summary>The type of the elements.</summary>
    public WeightType Type { get; }

    /// <summary>First element.</summary>
    public long Offset { get; }

    /// <summary>Sizes of the axes.</summary>
    public long[] Shape { get; }

    /// <summary>Elements between neighbours along each axis.</summary>
    public long[] Strides { get; }

    /// <summary>True where the elements follow each other in row-major order.</summary>
    public bool IsContiguous
    {
        get
        {
            long expected = 1;
            for (int axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && Strides[axis] != expected)
                {
                    return Shape.Contains(0);
                }

                expected *= Shape[axis];
            }

            return true;
        }
    }

    private ClefException Wrong(string field, long[] value, string expected) =>
        new(Storage.Name, $"{field} of a tensor", $"({string.Join(", ", value.Take(12))})", expected);
}

namespace Clef.Tensors;

/// <summary>
/// What is taken of one axis: an element (<c>3</c>, <c>^1</c>), a range (<c>2..8</c>, <c>..</c>), every so-many-th element
/// (<see cref="Step"/>), the elements that a tensor of i64 indices names, those where a tensor of bool is true, or a new axis of size 1.
/// </summary>
public readonly struct TensorIndex
{
    private TensorIndex(TensorIndexKind kind, Index start, Index end, long step, Tensor? tensor)
    {
        Kind = kind;
        Start = start;
        End = end;
        Stride = step;
        Tensor = tensor;
    }

    /// <summary>Puts in an axis of size 1.</summary>
    public static TensorIndex NewAxis { get; } = new(TensorIndexKind.NewAxis, default, default, 1, null);

    internal TensorIndexKind Kind { get; }

    internal Index Start { get; }

    internal Index End { get; }

    internal long Stride { get; }

    internal Tensor? Tensor { get; }

    /// <summary>One element; the axis is left out.</summary>
    public static implicit operator TensorIndex(int index) => (Index)(index >= 0 ? index : ^-index);

    /// <summary>One element; the axis is left out.</summary>
    public static implicit operator TensorIndex(Index index) => new(TensorIndexKind.Element, index, default, 1, null);

    /// <summary>A range of elements.</summary>
    public static implicit operator TensorIndex(Range range) => new(TensorIndexKind.Range, range.Start, range.End, 1, null);

    /// <summary>The elements that indices name, or where a mask is true.</summary>
    public static implicit operator TensorIndex(Tensor tensor) => new(TensorIndexKind.Tensor, default, default, 1, tensor);

    /// <summary>Every <paramref name="step"/>-th element of a range.</summary>
    public static TensorIndex Step(Range range, int step) => new(TensorIndexKind.Range, range.Start, range.End, step, null);
}

/// <summary>The kinds of <see cref="TensorIndex"/>.</summary>
internal enum TensorIndexKind
{
    /// <summary>One element.</summary>
    Element,

    /// <summary>A range of elements.</summary>
    Range,

    /// <summary>Elements named by a tensor.</summary>
    Tensor,

    /// <summary>A new axis.</summary>
    NewAxis,
}

using Clef.Core;

namespace Clef.Tensors.Weights;

/// <summary>
/// One named tensor of a weight file: its type, its shape, and its bytes in row-major order, little-endian. The bytes are read on demand;
/// where the file holds them in exactly that form they are a view into the mapped file.
/// </summary>
public abstract class WeightEntry
{
    private readonly long[] _shape;

    /// <summary>Creates an entry whose shape has been checked for overflow.</summary>
    /// <exception cref="ClefException">The shape is negative, does not fit in 63 bits, or does not fill whole bytes.</exception>
    protected WeightEntry(string source, string name, WeightType type, ReadOnlySpan<long> shape)
    {
        Name = name;
        Type = type;
        _shape = shape.ToArray();
        ElementCount = WeightTypes.CountElements(type, shape, out long bytes);
        ByteCount = bytes;
        if (ElementCount < 0)
        {
            throw new ClefException(source, $"shape of {name}", ShapeText, $"sizes of zero or more whose elements fill whole bytes below 2^63");
        }
    }

    /// <summary>The tensor's name, unique within its file.</summary>
    public string Name { get; }

    /// <summary>The type of the elements.</summary>
    public WeightType Type { get; }

    /// <summary>The sizes of the axes, outermost first; empty for a scalar.</summary>
    public ReadOnlySpan<long> Shape => _shape;

    /// <summary>The number of elements.</summary>
    public long ElementCount { get; }

    /// <summary>The number of bytes in row-major order.</summary>
    public long ByteCount { get; }

    /// <summary>The shape for messages: <c>[32, 1, 16]</c>.</summary>
    public string ShapeText => $"[{string.Join(", ", _shape)}]";

    /// <summary>Copies the bytes [<paramref name="offset"/>, offset + destination length).</summary>
    /// <param name="offset">First byte, a multiple of the element's size.</param>
    /// <param name="destination">Receives the bytes; its length is a multiple of the element's size too.</param>
    public void Read(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > ByteCount - destination.Length)
        {
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{Name} has {ByteCount} bytes");
        }

        if (!destination.IsEmpty)
        {
            ReadCore(offset, destination);
        }
    }

    /// <summary>All bytes, copied.</summary>
    /// <exception cref="ClefException">The tensor is larger than an array can be.</exception>
    public byte[] ToArray()
    {
        if (ByteCount > Array.MaxLength)
        {
            throw new ClefException(null, Name, ByteCount, $"at most {Array.MaxLength} bytes where a tensor is copied whole");
        }

        var bytes = new byte[ByteCount];
        Read(0, bytes);
        return bytes;
    }

    /// <summary>An entry over bytes in memory, for writing.</summary>
    public static WeightEntry FromMemory(string name, WeightType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes) =>
        new MemoryEntry(name, type, shape, bytes);

    /// <summary>The same tensor under another name.</summary>
    public WeightEntry Renamed(string name) => new RenamedEntry(name, this);

    /// <summary>Copies bytes whose range has been checked.</summary>
    protected abstract void ReadCore(long offset, Span<byte> destination);

    private sealed class MemoryEntry : WeightEntry
    {
        private readonly ReadOnlyMemory<byte> _bytes;

        public MemoryEntry(string name, WeightType type, ReadOnlySpan<long> shape, ReadOnlyMemory<byte> bytes) : base("memory", name, type, shape)
        {
            _bytes = bytes.Length == ByteCount
                ? bytes
                : throw new ClefException(null, $"bytes of {name}", bytes.Length, $"{ByteCount} bytes for {type.Name()} {ShapeText}");
        }

        protected override void ReadCore(long offset, Span<byte> destination) =>
            _bytes.Span.Slice((int)offset, destination.Length).CopyTo(destination);
    }

    private sealed class RenamedEntry(string name, WeightEntry of) : WeightEntry("memory", name, of.Type, of.Shape)
    {
        protected override void ReadCore(long offset, Span<byte> destination) => of.ReadCore(offset, destination);
    }
}

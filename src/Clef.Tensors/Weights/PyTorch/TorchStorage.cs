using Clef.Core;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>A run of elements in an archive's entry; several tensors may be views of it.</summary>
internal sealed class TorchStorage
{
    private readonly ZipEntry _entry;

    /// <summary>Creates a storage whose size must be what the pickle and the archive both state.</summary>
    public TorchStorage(ZipEntry entry, WeightType type, long elements, bool bigEndian)
    {
        _entry = entry;
        Type = type;
        BigEndian = bigEndian;
        if (elements < 0 || (Int128)elements * type.Bits() / 8 != entry.Length)
        {
            throw new ClefException(entry.FullName, "size", entry.Length, FormattableString.Invariant($"the size of {elements} elements of type {type.Name()}"));
        }
    }

    /// <summary>The name for messages.</summary>
    public string Name => _entry.FullName;

    /// <summary>The type of the elements; bytes where the storage is untyped.</summary>
    public WeightType Type { get; }

    /// <summary>True where the machine that wrote the file was big-endian.</summary>
    public bool BigEndian { get; }

    /// <summary>The length in bytes.</summary>
    public long ByteCount => _entry.Length;

    /// <summary>A view of bytes.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count) => _entry.Slice(offset, count);
}

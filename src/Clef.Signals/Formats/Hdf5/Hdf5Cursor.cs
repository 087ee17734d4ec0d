using System.Buffers.Binary;
using System.Text;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>Reads the fields of one block forward. HDF5's structures are little-endian throughout; only data may be otherwise.</summary>
internal ref struct Hdf5Cursor(ReadOnlySpan<byte> bytes, Hdf5File file, string block)
{
    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Bytes read so far.</summary>
    public int Position { get; private set; }

    /// <summary>Bytes that follow.</summary>
    public readonly int Left => _bytes.Length - Position;

    /// <summary>The next bytes.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        if (count < 0 || count > Left)
        {
            throw file.Wrong(block, $"{count} bytes", $"at most {Left} more bytes");
        }

        Position += (int)count;
        return _bytes.Slice(Position - (int)count, (int)count);
    }

    public int U8() => Take(1)[0];

    public int U16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public long U32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    /// <summary>An unsigned number of up to eight bytes, which must fit a long.</summary>
    public long Number(int size)
    {
        ulong value = Raw(size);
        return value <= long.MaxValue ? (long)value : throw file.Wrong(block, value, "a number below 2^63");
    }

    /// <summary>A length of the file's size of lengths.</summary>
    public long Length() => Number(file.LengthSize);

    /// <summary>An address of the file's size of offsets; -1 where it is undefined (all bits set).</summary>
    public long Address()
    {
        ulong value = Raw(file.OffsetSize);
        return value == ulong.MaxValue >> (64 - (8 * file.OffsetSize)) ? -1 : value <= long.MaxValue ? (long)value : throw file.Wrong(block, value, "an address below 2^63");
    }

    /// <summary>A text up to its zero byte, which is taken too.</summary>
    public string ZeroTerminated()
    {
        int length = _bytes[Position..].IndexOf((byte)0);
        if (length is < 0 or > 1024)
        {
            throw file.Wrong(block, null, "a name of at most 1024 bytes and a zero byte");
        }

        string text = Encoding.UTF8.GetString(Take(length));
        Position++;
        return text;
    }

    /// <summary>Four letters that a structure begins with.</summary>
    public void Expect(ReadOnlySpan<byte> signature)
    {
        if (!Take(signature.Length).SequenceEqual(signature))
        {
            throw file.Wrong(block, null, $"the signature {Encoding.ASCII.GetString(signature)}");
        }
    }

    /// <summary>A version that must be among those given.</summary>
    public int Version(int least, int most)
    {
        int version = U8();
        return version >= least && version <= most ? version : throw file.Wrong($"{block} version", version, $"{least} to {most}");
    }

    private ulong Raw(int size)
    {
        ulong value = 0;
        ReadOnlySpan<byte> digits = Take(size);
        for (int i = size - 1; i >= 0; i--)
        {
            value = (value << 8) | digits[i];
        }

        return value;
    }
}

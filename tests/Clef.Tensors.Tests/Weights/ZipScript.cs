using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace Clef.Tensors.Tests.Weights;

/// <summary>Writes a zip archive byte by byte, the same bytes every time, with any lie that a test wants told.</summary>
internal sealed class ZipScript
{
    private readonly MemoryStream _bytes = new();
    private readonly MemoryStream _directory = new();
    private int _count;

    /// <summary>A checkpoint: the pickle, and one storage of the two floats 1 and -2.</summary>
    public static byte[] Checkpoint(byte[] pickle) => new ZipScript().Add("a/data.pkl", pickle).Add("a/data/0", TwoFloats).Done();

    public static byte[] TwoFloats { get; } = [0, 0, 0x80, 0x3f, 0, 0, 0, 0xc0];

    /// <summary>Adds an entry.</summary>
    /// <param name="name">Name in the directory.</param>
    /// <param name="content">The unpacked bytes.</param>
    /// <param name="deflate">Compresses them.</param>
    /// <param name="statedLength">The unpacked length that the headers claim; null for the truth.</param>
    /// <param name="localName">Name in the local header; null for the same.</param>
    /// <param name="offset">Where the directory says the entry is; null for the truth.</param>
    /// <param name="flags">General-purpose flags.</param>
    /// <param name="checksum">The stated checksum; null for the truth.</param>
    public ZipScript Add(string name, byte[] content, bool deflate = false, uint? statedLength = null, string? localName = null,
        uint? offset = null, ushort flags = 0, uint? checksum = null)
    {
        byte[] packed = deflate ? Deflate(content) : content;
        uint crc = checksum ?? Checksum(content);
        uint at = offset ?? (uint)_bytes.Length;
        byte[] local = Encoding.UTF8.GetBytes(localName ?? name), central = Encoding.UTF8.GetBytes(name);
        Header(_bytes, 0x04034b50, [20, flags, (ushort)(deflate ? 8 : 0), 0, 0x21], [crc, (uint)packed.Length, statedLength ?? (uint)content.Length],
            [(ushort)local.Length, 0]);
        _bytes.Write(local);
        _bytes.Write(packed);
        Header(_directory, 0x02014b50, [20, 20, flags, (ushort)(deflate ? 8 : 0), 0, 0x21],
            [crc, (uint)packed.Length, statedLength ?? (uint)content.Length], [(ushort)central.Length, 0, 0, 0, 0, 0, 0]);
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, at);
        _directory.Write(four);
        _directory.Write(central);
        _count++;
        return this;
    }

    public byte[] Done(int? statedCount = null)
    {
        uint start = (uint)_bytes.Length;
        _bytes.Write(_directory.ToArray());
        ushort count = (ushort)(statedCount ?? _count);
        Header(_bytes, 0x06054b50, [0, 0, count, count], [(uint)_directory.Length, start], [0]);
        return _bytes.ToArray();
    }

    private static byte[] Deflate(byte[] content)
    {
        var packed = new MemoryStream();
        using (var deflater = new DeflateStream(packed, CompressionLevel.SmallestSize))
        {
            deflater.Write(content);
        }

        return packed.ToArray();
    }

    /// <summary>CRC-32 bit by bit, by its definition: a second opinion on the product's tables.</summary>
    public static uint Checksum(ReadOnlySpan<byte> content)
    {
        uint crc = 0xffffffff;
        foreach (byte b in content)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc >> 1) ^ ((crc & 1) * 0xEDB88320);
            }
        }

        return ~crc;
    }

    private static void Header(Stream to, uint mark, ReadOnlySpan<ushort> first, ReadOnlySpan<uint> middle, ReadOnlySpan<ushort> last)
    {
        Span<byte> four = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(four, mark);
        to.Write(four);
        foreach (ushort value in first)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(four, value);
            to.Write(four[..2]);
        }

        foreach (uint value in middle)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(four, value);
            to.Write(four);
        }

        foreach (ushort value in last)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(four, value);
            to.Write(four[..2]);
        }
    }
}

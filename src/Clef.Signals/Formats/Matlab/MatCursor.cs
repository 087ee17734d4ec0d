using System.Buffers.Binary;
using System.IO.Compression;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>Reads the elements of a version 5 file forward, from the file itself or from one compressed element of it.</summary>
internal abstract class MatCursor(string file, bool bigEndian)
{
    /// <summary>The file's name, for messages.</summary>
    public string File => file;

    /// <summary>The file's byte order.</summary>
    public bool BigEndian => bigEndian;

    /// <summary>Bytes read so far.</summary>
    public long Position { get; protected set; }

    /// <summary>The most bytes that can still follow.</summary>
    public abstract long Available { get; }

    /// <summary>Fills the span or fails.</summary>
    public abstract void Read(Span<byte> bytes);

    /// <summary>Passes over bytes or fails.</summary>
    public abstract void Skip(long count);

    /// <summary>A 32-bit number in the file's order.</summary>
    public uint ReadUInt32()
    {
        Span<byte> bytes = stackalloc byte[4];
        Read(bytes);
        return bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
    }

    /// <summary>Bytes of a stated count, which must be at most <paramref name="limit"/> and really be there.</summary>
    public byte[] ReadBytes(long count, int limit, string field)
    {
        if (count > limit || count > Available)
        {
            throw new ClefException(file, field, count, $"at most {Math.Min(limit, Available)} bytes");
        }

        var bytes = new byte[count];
        Read(bytes);
        return bytes;
    }
}

/// <summary>Reads from the file itself.</summary>
internal sealed class PlainCursor(ByteSource source, long start, long end, bool bigEndian) : MatCursor(source.Name, bigEndian)
{
    public override long Available => end - start - Position;

    public override void Read(Span<byte> bytes)
    {
        if (bytes.Length > Available)
        {
            throw new ClefException(File, "element", null, $"{bytes.Length} more bytes at {start + Position}");
        }

        source.Slice(start + Position, bytes.Length).CopyTo(bytes);
        Position += bytes.Length;
    }

    public override void Skip(long count)
    {
        if (count < 0 || count > Available)
        {
            throw new ClefException(File, "element", count, $"at most {Available} bytes at {start + Position}");
        }

        Position += count;
    }
}

/// <summary>Reads one compressed element as it inflates; nothing is kept.</summary>
internal sealed class InflatingCursor(ByteSource source, long start, long length, bool bigEndian) : MatCursor(source.Name, bigEndian), IDisposable
{
    /// <summary>The most that deflate can expand a byte to (RFC 1951: 258 bytes in two bits, rounded up).</summary>
    public const long MaximumRatio = 1032;

    private readonly ZLibStream _stream = new(new ByteSourceStream(source, start, length), CompressionMode.Decompress);

    public override long Available => Math.Max(0, (length * MaximumRatio) - Position);

    public override void Read(Span<byte> bytes)
    {
        try
        {
            _stream.ReadExactly(bytes);
            Position += bytes.Length;
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or IOException)
        {
            throw new ClefException(File, "compressed element", null, $"an intact zlib stream ({e.Message})", e);
        }
    }

    public override void Skip(long count)
    {
        if (count < 0 || count > Available)
        {
            throw new ClefException(File, "element", count, $"at most {Available} bytes");
        }

        Span<byte> block = stackalloc byte[4096];
        for (; count > 0; count -= Math.Min(count, block.Length))
        {
            Read(block[..(int)Math.Min(count, block.Length)]);
        }
    }

    public void Dispose() => _stream.Dispose();
}

using System.IO.Compression;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>One entry of a zip archive. A stored entry is read in place; a deflated one is inflated once, when first read.</summary>
internal sealed class ZipEntry(
    ByteSource source, string name, long headerOffset, long dataOffset, long packedLength, long length, bool deflated, uint checksum)
{
    private const int Chunk = 1 << 22;

    private readonly Lock _gate = new();
    private byte[]? _inflated;
    private bool _checked;

    /// <summary>The name within the archive.</summary>
    public string Name => name;

    /// <summary>Where the local header begins.</summary>
    public long HeaderOffset => headerOffset;

    /// <summary>Where the entry's bytes begin.</summary>
    public long DataOffset => dataOffset;

    /// <summary>Bytes in the archive.</summary>
    public long PackedLength => packedLength;

    /// <summary>Bytes when unpacked, as the directory states.</summary>
    public long Length => length;

    /// <summary>True where the entry must be inflated.</summary>
    public bool IsDeflated => deflated;

    /// <summary>The name of archive and entry, for messages.</summary>
    public string FullName => $"{source.Name}/{name}";

    /// <summary>A view of unpacked bytes; the first call checks the whole entry's checksum.</summary>
    public ReadOnlySpan<byte> Slice(long offset, int count)
    {
        Prepare();
        if (offset < 0 || offset > length - count)
        {
            throw new ClefException(FullName, "length", length, FormattableString.Invariant($"at least {offset} + {count} bytes"));
        }

        return _inflated is { } bytes ? bytes.AsSpan((int)offset, count) : source.Slice(dataOffset + offset, count);
    }

    private void Prepare()
    {
        lock (_gate)
        {
            if (_checked)
            {
                return;
            }

            if (deflated)
            {
                _inflated = Inflate();
            }

            uint crc = 0;
            for (long at = 0; at < length; at += Chunk)
            {
                int count = (int)Math.Min(Chunk, length - at);
                crc = Crc32.Append(crc, _inflated is { } bytes ? bytes.AsSpan((int)at, count) : source.Slice(dataOffset + at, count));
            }

            if (crc != checksum)
            {
                throw new ClefException(FullName, "checksum (CRC-32)", $"{crc:x8}", $"{checksum:x8}, as the archive's directory states: the file is damaged");
            }

            _checked = true;
        }
    }

    /// <summary>Grows with what the stream really yields, so that a lying directory cannot make a large allocation.</summary>
    private byte[] Inflate()
    {
        if (length > Array.MaxLength || packedLength > int.MaxValue)
        {
            throw new ClefException(FullName, "size", length, $"at most {Array.MaxLength} bytes where an entry is compressed");
        }

        try
        {
            using Stream stream = new DeflateStream(new PackedStream(source, dataOffset, packedLength), CompressionMode.Decompress);
            var buffer = new byte[(int)Math.Min(length, Math.Max(1 << 16, packedLength * 4))];
            int read = 0;
            while (read < length)
            {
                if (read == buffer.Length)
                {
                    Array.Resize(ref buffer, (int)Math.Min(length, buffer.Length * 2L));
                }

                int got = stream.Read(buffer, read, buffer.Length - read);
                if (got == 0)
                {
                    throw new ClefException(FullName, "size", read, $"{length} bytes, as the archive's directory states");
                }

                read += got;
            }

            return buffer.Length == read ? buffer : buffer[..read];
        }
        catch (InvalidDataException e)
        {
            throw new ClefException(FullName, null, null, $"intact deflated data ({e.Message})", e);
        }
    }

    /// <summary>The packed bytes as a stream, for the framework's inflater.</summary>
    private sealed class PackedStream(ByteSource source, long start, long length) : Stream
    {
        private long _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position { get => _at; set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            int count = (int)Math.Min(buffer.Length, length - _at);
            source.Slice(start + _at, count).CopyTo(buffer);
            _at += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// An array inside a compressed element. It is inflated as a whole when a sample is first asked for, and kept as it is stored:
/// at most <see cref="InflatingCursor.MaximumRatio"/> times the compressed bytes, and never more than the array's stated size.
/// </summary>
internal sealed class InflatedArray(ByteSource source, long start, long length, bool bigEndian, long offset, long count, StoredType type)
{
    private readonly Lock _lock = new();
    private MemoryByteSource? _bytes;

    /// <summary>Opens one row or column.</summary>
    public SampleSource Open(long first, long stride, long samples) => new Part(this, first, stride, samples);

    private MemoryByteSource Bytes()
    {
        lock (_lock)
        {
            return _bytes ??= new MemoryByteSource(source.Name, Inflate());
        }
    }

    private byte[] Inflate()
    {
        long size = count * type.Size();
        if (size > Array.MaxLength)
        {
            throw new ClefException(source.Name, "array", size, $"at most {Array.MaxLength} bytes in a compressed variable");
        }

        using var cursor = new InflatingCursor(source, start, length, bigEndian);
        cursor.Skip(offset);

        // Grows with what the stream really yields.
        var bytes = new byte[Math.Min(size, Math.Max(1 << 16, length * 4))];
        for (int read = 0; ;)
        {
            cursor.Read(bytes.AsSpan(read));
            read = bytes.Length;
            if (read == size)
            {
                return bytes;
            }

            Array.Resize(ref bytes, (int)Math.Min(size, read * 8L));
        }
    }

    private sealed class Part(InflatedArray owner, long first, long stride, long samples) : SampleSource
    {
        private StoredSamples? _stored;

        public override long Count => samples;

        public override void Read(long firstSample, Span<float> destination)
        {
            int size = owner.Type.Size();
            _stored ??= new StoredSamples(owner.Bytes(), first * size, stride * size, samples, owner.Type, owner.BigEndian, 1);
            _stored.Read(firstSample, destination);
        }
    }

    private StoredType Type => type;

    private bool BigEndian => bigEndian;
}

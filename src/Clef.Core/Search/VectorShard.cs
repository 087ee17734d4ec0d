using System.Buffers.Binary;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Text;
using Clef.Core.Sources;

namespace Clef.Core.Search;

/// <summary>
/// A file of vectors that never changes: a header, unit vectors (f32), codes (i8), scales and rests (f32), ends of identifiers (i32) and identifiers (UTF-8).
/// Memory-mapped; a search reads the codes and the few vectors that they cannot rule out.
/// </summary>
internal sealed class VectorShard : IDisposable
{
    private const int HeaderBytes = 64;

    private static readonly byte[] Magic = "CLEFVEC1"u8.ToArray();

    private readonly ByteSource _file;
    private readonly long _vectors, _codes, _facts, _ends, _ids;

    private VectorShard(ByteSource file, int width, int count)
    {
        (_file, Width, Count) = (file, width, count);
        _vectors = HeaderBytes;
        _codes = _vectors + ((long)count * width * sizeof(float));
        _facts = _codes + Padded((long)count * width);
        _ends = _facts + ((long)count * 2 * sizeof(float));
        _ids = _ends + ((long)count * sizeof(int));
    }

    /// <summary>Numbers in a vector.</summary>
    public int Width { get; }

    /// <summary>Number of vectors.</summary>
    public int Count { get; }

    /// <summary>Opens a shard; its length has to be what its header says.</summary>
    public static VectorShard Open(string path)
    {
        var file = new MappedByteSource(path);
        try
        {
            ReadOnlySpan<byte> header = file.Slice(0, HeaderBytes);
            if (!header[..8].SequenceEqual(Magic))
            {
                throw new ClefException(path, "first bytes", Convert.ToHexString(header[..8]), "those of a vector shard");
            }

            int width = BinaryPrimitives.ReadInt32LittleEndian(header[8..]), count = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            if (width is < 1 or > ShortDot.MaximumWidth || count < 1)
            {
                throw new ClefException(path, "width and count", $"{width}, {count}", $"a width from 1 to {ShortDot.MaximumWidth} and at least one vector");
            }

            var shard = new VectorShard(file, width, count);
            long length = shard._ids + (file.Length >= shard._ids ? shard.End(count - 1) : 0);
            return file.Length == length ? shard : throw new ClefException(path, "length", file.Length, $"{length} bytes, as the header says");
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <summary>Writes a shard, whole or not at all.</summary>
    public static void Write(string path, int width, IReadOnlyList<(string Id, ReadOnlyMemory<float> Vector)> rows)
    {
        int count = rows.Count;
        var vectors = new float[width];
        var codes = new sbyte[(long)count * width];
        var facts = new float[count * 2];
        AtomicFile.Write(path, stream =>
        {
            Span<byte> header = stackalloc byte[HeaderBytes];
            Magic.CopyTo(header);
            BinaryPrimitives.WriteInt32LittleEndian(header[8..], width);
            BinaryPrimitives.WriteInt32LittleEndian(header[12..], count);
            stream.Write(header);
            for (int i = 0; i < count; i++)
            {
                (facts[2 * i], facts[(2 * i) + 1]) = QuantisedVector.Encode(rows[i].Vector.Span, vectors, codes.AsSpan(i * width, width));
                stream.Write(MemoryMarshal.AsBytes<float>(vectors));
            }

            stream.Write(MemoryMarshal.AsBytes<sbyte>(codes));
            stream.Write(new byte[Padded(codes.Length) - codes.Length]);
            stream.Write(MemoryMarshal.AsBytes<float>(facts));
            byte[][] ids = rows.Select(r => Encoding.UTF8.GetBytes(r.Id)).ToArray();
            int end = 0;
            Span<byte> number = stackalloc byte[sizeof(int)];
            foreach (byte[] id in ids)
            {
                BinaryPrimitives.WriteInt32LittleEndian(number, end += id.Length);
                stream.Write(number);
            }

            foreach (byte[] id in ids)
            {
                stream.Write(id);
            }
        });
    }

    /// <summary>Upper bounds of all cosines with a query, and lower bounds, from the codes.</summary>
    public void Bound(ReadOnlySpan<short> query, float queryScale, float queryRest, Span<float> low, Span<float> high, ShortDot.Instructions instructions)
    {
        const int Block = 4096; // vectors a slice: spans are limited to 2 GiB
        for (int first = 0; first < Count; first += Block)
        {
            int count = Math.Min(Block, Count - first);
            ReadOnlySpan<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(_file.Slice(_codes + ((long)first * Width), count * Width));
            ReadOnlySpan<float> facts = MemoryMarshal.Cast<byte, float>(_file.Slice(_facts + ((long)first * 2 * sizeof(float)), count * 2 * sizeof(float)));
            for (int i = 0; i < count; i++)
            {
                float scale = facts[2 * i], rest = facts[(2 * i) + 1];
                float about = scale * queryScale * ShortDot.Of(codes.Slice(i * Width, Width), query, instructions);
                // |q.v - about| <= |q||rest of v| + |codes part of v||rest of q|, and a little for single precision.
                float room = rest + ((1 + rest) * queryRest) + 2e-6f;
                low[first + i] = about - room;
                high[first + i] = about + room;
            }
        }
    }

    /// <summary>The exact cosine (to single precision) of one vector with a unit query.</summary>
    public float Cosine(int index, ReadOnlySpan<float> unit) => TensorPrimitives.Dot(Vector(index), unit);

    /// <summary>A unit vector.</summary>
    public ReadOnlySpan<float> Vector(int index) =>
        MemoryMarshal.Cast<byte, float>(_file.Slice(_vectors + ((long)index * Width * sizeof(float)), Width * sizeof(float)));

    /// <summary>A vector's identifier.</summary>
    public string Id(int index)
    {
        int from = index == 0 ? 0 : End(index - 1), to = End(index);
        return Encoding.UTF8.GetString(_file.Slice(_ids + from, to - from));
    }

    /// <summary>The place of an identifier; -1 where there is none.</summary>
    public int IndexOf(string id)
    {
        byte[] wanted = Encoding.UTF8.GetBytes(id);
        int from = 0;
        for (int i = 0; i < Count; i++)
        {
            int to = End(i);
            if (to - from == wanted.Length && _file.Slice(_ids + from, to - from).SequenceEqual(wanted))
            {
                return i;
            }

            from = to;
        }

        return -1;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private int End(int index) => BinaryPrimitives.ReadInt32LittleEndian(_file.Slice(_ends + ((long)index * sizeof(int)), sizeof(int)));

    /// <summary>Sections of floats begin at multiples of 64 bytes.</summary>
    private static long Padded(long bytes) => (bytes + 63) / 64 * 64;
}

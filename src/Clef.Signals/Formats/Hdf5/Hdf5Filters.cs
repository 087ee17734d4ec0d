using System.IO.Compression;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>
/// The filters that a dataset's chunks went through when written (specification, section IV.A.2.l), undone in reverse: deflate, shuffle, Fletcher-32.
/// </summary>
internal sealed class Hdf5Filters
{
    /// <summary>The most that deflate expands a byte to (RFC 1951: 258 bytes in two bits, rounded up).</summary>
    public const long MaximumRatio = 1032;

    private const int Deflate = 1, Shuffle = 2, Fletcher32 = 3, MaximumFilters = 32;

    private readonly Hdf5File _file;
    private readonly List<(int Id, int Parameter)> _filters = [];

    /// <summary>Reads the filter message of a dataset, which may have none.</summary>
    public Hdf5Filters(Hdf5Object dataset)
    {
        _file = dataset.File;
        if (dataset.Find(Hdf5MessageType.Filters) is not { } message)
        {
            return;
        }

        Hdf5Cursor cursor = dataset.Read(message);
        int version = cursor.Version(1, 2), count = cursor.U8();
        cursor.Take(version == 1 ? 6 : 0);
        if (count > MaximumFilters)
        {
            throw _file.Wrong("filters", count, $"at most {MaximumFilters}");
        }

        for (int i = 0; i < count; i++)
        {
            int id = cursor.U16(), name = version == 1 || id >= 256 ? cursor.U16() : 0;
            cursor.Take(2); // flags: whether writing could do without
            int values = cursor.U16();
            cursor.Take(version == 1 ? (name + 7) / 8 * 8 : name);
            int first = values > 0 ? (int)Math.Min(cursor.U32(), int.MaxValue) : 0;
            cursor.Take((Math.Max(0, values - 1) * 4L) + (version == 1 && values % 2 == 1 ? 4 : 0));
            _filters.Add(id is Deflate or Shuffle or Fletcher32 ? (id, first) : throw _file.Unread($"filter {id} ({Name(id)})"));
        }
    }

    /// <summary>The bytes of one chunk.</summary>
    /// <param name="place">Where the stored bytes lie in the source.</param>
    /// <param name="stored">How many they are.</param>
    /// <param name="skipped">Bit i set: filter i was not applied to this chunk.</param>
    /// <param name="size">Bytes of a chunk; an error where the filters yield another number.</param>
    public byte[] Decode(long place, int stored, long skipped, int size)
    {
        byte[]? bytes = null;
        int length = stored;
        for (int i = _filters.Count - 1; i >= 0; i--)
        {
            (int id, int parameter) = _filters[i];
            if ((skipped & (1L << i)) != 0)
            {
                continue;
            }

            if (id == Fletcher32)
            {
                length = CheckSum(bytes is null ? _file.Source.Slice(place, length) : bytes.AsSpan(0, length));
                continue;
            }

            // A checksum of four bytes may still follow a chunk that a later filter will check.
            (bytes, length) = id == Deflate
                ? Inflate(bytes is null ? new ByteSourceStream(_file.Source, place, length) : new MemoryStream(bytes, 0, length), length, size + (4 * _filters.Count))
                : (Unshuffle(bytes is null ? _file.Source.Slice(place, length) : bytes.AsSpan(0, length), parameter), length);
        }

        if (length != size)
        {
            throw _file.Wrong("chunk", $"{length} bytes", $"{size} bytes");
        }

        bytes ??= _file.Source.Slice(place, length).ToArray();
        return bytes;
    }

    private int CheckSum(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < 4)
        {
            throw _file.Wrong("chunk", $"{bytes.Length} bytes", "a checksum of 4 bytes at its end");
        }

        uint stored = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes[^4..]), real = Hdf5Checksum.Fletcher32(bytes[..^4]);
        return stored == real ? bytes.Length - 4 : throw _file.Wrong("chunk checksum", $"{stored:x8}", $"{real:x8}");
    }

    /// <summary>Inflates a zlib stream; the result grows with what the stream really yields, up to <paramref name="most"/>.</summary>
    private (byte[] Bytes, int Length) Inflate(Stream stored, int storedLength, int most)
    {
        try
        {
            using var stream = new ZLibStream(stored, CompressionMode.Decompress);
            var bytes = new byte[Math.Min(most, Math.Max(256, storedLength * 4L))];
            for (int length = 0; ;)
            {
                int read = stream.Read(bytes, length, bytes.Length - length);
                length += read;
                if (read == 0 || length == most)
                {
                    return (bytes, length);
                }

                if (length == bytes.Length)
                {
                    Array.Resize(ref bytes, (int)Math.Min(most, length * 4L));
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            throw _file.Wrong("chunk", null, $"an intact zlib stream ({e.Message})");
        }
    }

    /// <summary>Shuffling wrote the first bytes of all elements, then the second bytes, and so on; what does not fill an element stays last.</summary>
    private static byte[] Unshuffle(ReadOnlySpan<byte> shuffled, int elementSize)
    {
        byte[] bytes = shuffled.ToArray();
        int count = elementSize > 1 ? bytes.Length / elementSize : 0, at = 0;
        for (int part = 0; part < elementSize && count > 0; part++)
        {
            for (int i = 0; i < count; i++)
            {
                bytes[(i * elementSize) + part] = shuffled[at++];
            }
        }

        return bytes;
    }

    private static string Name(int id) => id switch { 4 => "szip", 5 => "n-bit", 6 => "scale-offset", 32000 => "LZF", 32001 => "Blosc", 32015 => "Zstandard", _ => "not known" };
}

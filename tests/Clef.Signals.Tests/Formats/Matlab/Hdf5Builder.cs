using System.Buffers.Binary;
using System.IO.Compression;
using Clef.Signals.Formats.Hdf5;

namespace Clef.Signals.Tests.Formats.Matlab;

/// <summary>In which of HDF5's ways a file is built.</summary>
/// <param name="Chunked">Arrays in chunks that are shuffled, deflated and summed (Fletcher-32), or each in one piece.</param>
/// <param name="Compact">Superblock 2, object headers 2 with continuation blocks and link messages, or superblock 0, headers 1 and symbol tables.</param>
/// <param name="BigEndian">Order of the numbers' bytes.</param>
internal sealed record Hdf5Style(bool Chunked = true, bool Compact = false, bool BigEndian = false);

/// <summary>
/// Builds small MATLAB 7.3 files from the HDF5 specification; values as in <see cref="MatBuilder"/>. The blocks lie in the order in which they are needed:
/// what is pointed to comes first, the root last.
/// </summary>
internal sealed class Hdf5Builder
{
    private const int UserBlock = 512;

    private readonly Hdf5Style _style;
    private readonly MemoryStream _image = new();
    private readonly List<(string Name, long Address)> _references = [];

    private Hdf5Builder(Hdf5Style style)
    {
        _style = style;
        _image.Write(new byte[96]); // the superblock's place
    }

    public static byte[] Version73(params (string Name, object Value)[] variables) => Version73(new Hdf5Style(), variables);

    public static byte[] Version73(Hdf5Style style, params (string Name, object Value)[] variables)
    {
        var builder = new Hdf5Builder(style);
        List<(string Name, long Address)> links = [.. variables.Select(v => (v.Name, builder.Write(v.Value)))];
        if (builder._references.Count > 0 && !style.Compact)
        {
            links.Add(("#refs#", builder.Group(builder._references, null)));
        }

        long root = builder.Group(links, null);
        byte[] image = builder._image.ToArray();
        builder.Superblock(root, image.Length).CopyTo(image, 0);
        return [.. new ByteWriter().Text("MATLAB 7.3 MAT-file, built by a test", 116, ' ').Bytes(new byte[8]).U16(0x0200).Text("IM").ToArray(), .. new byte[UserBlock - 128], .. image];
    }

    /// <summary>Puts the right checksum behind every superblock and object header of version 2 whose length still makes sense: mutations get past them.</summary>
    public static void Reseal(byte[] file)
    {
        for (int at = UserBlock; at + 48 < file.Length; at++)
        {
            ReadOnlySpan<byte> rest = file.AsSpan(at);
            int length = rest.StartsWith("OHDR"u8) ? 10 + BinaryPrimitives.ReadInt32LittleEndian(rest[6..])
                : rest.StartsWith("OCHK"u8) ? rest[4..].IndexOf("OHDR"u8) is var next and > 0 ? next : -1
                : at == UserBlock && rest[8] is 2 or 3 ? 44 : -1;
            if (length > 0 && length < file.Length - at - 4)
            {
                BinaryPrimitives.WriteUInt32LittleEndian(file.AsSpan(at + length), Hdf5Checksum.Lookup3(file.AsSpan(at, length)));
            }
        }
    }

    private byte[] Superblock(long root, long end)
    {
        ByteWriter block = new ByteWriter().Bytes(0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A);
        if (_style.Compact)
        {
            U64(block.U8(2).U8(8).U8(8).U8(0), UserBlock, -1, end + UserBlock, root);
            return block.U32(Hdf5Checksum.Lookup3(block.ToArray())).ToArray();
        }

        block.Bytes(0, 0, 0, 0, 0, 8, 8, 0).U16(4).U16(16).U32(0);
        return U64(block, UserBlock, -1, end + UserBlock, -1, 0, root, 0, 0, 0).ToArray();
    }

    private long Write(object value) => value switch
    {
        double scalar => Numbers(new[,] { { scalar } }),
        double[,] matrix => Numbers(matrix),
        string text => Dataset("char", 2, [text.Length, 1], w => text.Aggregate(w, (t, c) => t.U16(c)), [0x10, Order, 0, 0, 2, 0, 0, 0, 0, 0, 16, 0]),
        Dictionary<string, object>[] structs => Group(
            [.. structs[0].Keys.Select(f => (f, structs.Length == 1 ? Write(structs[0][f]) : References(null, [.. structs.Select(s => s[f])])))], "struct"),
        object[] cells => References("cell", cells),
        _ => throw new ArgumentException($"no MATLAB value: {value}"),
    };

    private byte Order => (byte)(_style.BigEndian ? 1 : 0);

    private long Numbers(double[,] matrix)
    {
        int rows = matrix.GetLength(0);
        return Dataset(
            "double", 8, [matrix.GetLength(1), rows], w => Enumerable.Range(0, matrix.Length).Aggregate(w, (t, i) => t.F64(matrix[i % rows, i / rows])),
            [0x11, (byte)(0x20 | Order), 63, 0, 8, 0, 0, 0, 0, 0, 64, 0, 52, 11, 0, 52, 0xFF, 3, 0, 0]);
    }

    private long References(string? kind, object[] values)
    {
        long[] addresses = [.. values.Select(Write)];
        int count = _references.Count;
        _references.AddRange(addresses.Select((a, i) => ($"r{count + i:000}", a)));
        return Dataset(kind, 8, [values.Length, 1], w => U64(w, addresses), [0x17, 0, 0, 0, 8, 0, 0, 0], true);
    }

    private long Dataset(string? kind, int size, int[] shape, Func<ByteWriter, ByteWriter> write, byte[] type, bool little = false)
    {
        byte[] data = write(new ByteWriter(_style.BigEndian && !little)).ToArray();
        ByteWriter space = new ByteWriter().Bytes(1, (byte)shape.Length, 0, 0, 0, 0, 0, 0);
        List<(int Type, byte[] Body)> messages = [(1, U64(space, [.. shape.Select(s => (long)s)]).ToArray()), (3, type), (5, [2, 3, 2, 0])];
        if (_style.Chunked)
        {
            messages.Add((8, Chunks(data, size, shape)));

            // Shuffle by the element's size, deflate, Fletcher-32: number, length of the name, flags, values.
            messages.Add((11, [1, 3, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 1, 0, (byte)size, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]));
        }
        else
        {
            // Scalars in the header itself.
            messages.Add((8, data.Length <= 8
                ? new ByteWriter().U8(3).U8(0).U16(data.Length).Bytes(data).ToArray()
                : U64(new ByteWriter().U8(3).U8(1), Put(data), data.Length).ToArray()));
        }

        return Header(messages, kind);
    }

    /// <summary>Writes an array in chunks of whole rows, about half of them in the last; returns the layout message.</summary>
    private byte[] Chunks(byte[] data, int size, int[] shape)
    {
        int rows = Math.Max(1, Math.Max(shape[0] * 2 / 3, shape[0] / 50)), rowBytes = shape[1] * size, chunkBytes = rows * rowBytes;
        var keys = new ByteWriter();
        int count = 0;
        for (int row = 0; row < shape[0]; row += rows, count++)
        {
            var chunk = new byte[chunkBytes];
            data.AsSpan(row * rowBytes, Math.Min(chunkBytes, data.Length - (row * rowBytes))).CopyTo(chunk);
            byte[] shuffled = [.. Enumerable.Range(0, chunkBytes).Select(i => chunk[(i % (chunkBytes / size) * size) + (i / (chunkBytes / size))])];
            var deflated = new MemoryStream();
            using (var zlib = new ZLibStream(deflated, CompressionLevel.Optimal, true))
            {
                zlib.Write(shuffled);
            }

            byte[] stored = new ByteWriter().Bytes(deflated.ToArray()).U32(Hdf5Checksum.Fletcher32(deflated.ToArray())).ToArray();
            U64(keys.U32(stored.Length).U32(0), row, 0, 0, Put(stored));
        }

        U64(keys.U32(0).U32(0), shape[0], 0, 0);
        long tree = Put(U64(new ByteWriter().Text("TREE").U8(1).U8(0).U16(count), -1, -1).Bytes(keys.ToArray()).ToArray());
        return U64(new ByteWriter().Bytes(3, 2, 3), tree).U32(rows).U32(shape[1]).U32(size).ToArray();
    }

    private long Group(IReadOnlyList<(string Name, long Address)> links, string? kind)
    {
        if (_style.Compact)
        {
            List<(int, byte[])> messages = [(2, U64(new ByteWriter().U8(0).U8(0), -1, -1).ToArray())];
            messages.AddRange(links.Select(l => (6, U64(new ByteWriter().U8(1).U8(0).U8(l.Name.Length).Text(l.Name), l.Address).ToArray())));
            return Header(messages, kind);
        }

        // The tree's names and the symbols must be sorted; the heap begins with the empty name.
        var heap = new ByteWriter().Bytes(new byte[8]);
        var symbols = new ByteWriter().Text("SNOD").U8(1).U8(0).U16(links.Count);
        foreach ((string name, long address) in links.OrderBy(l => l.Name, StringComparer.Ordinal))
        {
            U64(U64(symbols, heap.Length, address).U32(0).U32(0), 0, 0);
            heap.Text(name, (name.Length / 8 * 8) + 8);
        }

        long node = Put(symbols.ToArray()), names = Put(heap.ToArray());
        long tree = Put(U64(new ByteWriter().Text("TREE").U8(0).U8(0).U16(1), -1, -1, 0, node, heap.Length - 8).ToArray());
        long table = Put(U64(new ByteWriter().Text("HEAP").U32(0), heap.Length, -1, names).ToArray());
        return Header([(17, U64(new ByteWriter(), tree, table).ToArray())], kind);
    }

    private long Header(List<(int Type, byte[] Body)> messages, string? kind)
    {
        if (kind is not null)
        {
            byte[] name = "MATLAB_class\0"u8.ToArray(), type = new ByteWriter().Bytes(0x13, 0, 0, 0).U32(kind.Length).ToArray();
            ByteWriter head = new ByteWriter().U8(_style.Compact ? 3 : 1).U8(0).U16(name.Length).U16(type.Length).U16(_style.Compact ? 4 : 8);
            messages.Add((12, _style.Compact
                ? head.U8(0).Bytes(name).Bytes(type).Bytes(2, 0, 0, 0).Text(kind).ToArray()
                : head.Bytes(name).Bytes(new byte[3]).Bytes(type).Bytes(1, 0, 0, 0, 0, 0, 0, 0).Text(kind).ToArray()));
        }

        if (_style.Compact)
        {
            // The last message stands in a continuation block, which follows the header but is written first.
            byte[] last = new ByteWriter().Text("OCHK").Bytes(Message(messages[^1])).ToArray();
            long rest = Put(new ByteWriter().Bytes(last).U32(Hdf5Checksum.Lookup3(last)).ToArray());
            byte[] first = [.. messages.SkipLast(1).SelectMany(Message), .. Message((16, U64(new ByteWriter(), rest, last.Length + 4).ToArray()))];
            byte[] header = new ByteWriter().Text("OHDR").U8(2).U8(2).U32(first.Length).Bytes(first).ToArray();
            return Put(new ByteWriter().Bytes(header).U32(Hdf5Checksum.Lookup3(header)).ToArray());
        }

        byte[] bodies = [.. messages.SelectMany(Message)];
        return Put(new ByteWriter().U8(1).U8(0).U16(messages.Count).U32(1).U32(bodies.Length).U32(0).Bytes(bodies).ToArray());
    }

    private byte[] Message((int Type, byte[] Body) message) => _style.Compact
        ? new ByteWriter().U8(message.Type).U16(message.Body.Length).U8(0).Bytes(message.Body).ToArray()
        : new ByteWriter().U16(message.Type).U16((message.Body.Length + 7) / 8 * 8).U32(0).Bytes(message.Body).Bytes(new byte[(8 - (message.Body.Length % 8)) % 8]).ToArray();

    private long Put(byte[] block)
    {
        _image.Write(new byte[(8 - (_image.Length % 8)) % 8]);
        long address = _image.Length;
        _image.Write(block);
        return address;
    }

    private static ByteWriter U64(ByteWriter writer, params long[] values) => values.Aggregate(writer, (w, v) => w.U32(v).U32(v >> 32));
}

using System.Buffers.Binary;
using Clef.Core;

namespace Clef.Signals.Formats.ScpEcg;

/// <summary>
/// The Huffman codes of section 2 (EN 1064, 5.5 and annex C): none (samples are 16-bit integers), the standard's own table, or tables of the
/// record with switches between them. A code's prefix is looked up bit by bit, most significant first; what follows the prefix is added, signed.
/// </summary>
internal sealed class ScpHuffman
{
    /// <summary>The number of tables that stands for the standard's own.</summary>
    private const int DefaultTableMark = 19999;

    private const int StructureBytes = 9;

    /// <summary>EN 1064, table C.1: prefix bits, all bits, value, prefix with its first bit lowest.</summary>
    private static readonly (int Prefix, int Total, int Value, uint Code)[] Standard =
    [
        (1, 1, 0, 0), (3, 3, 1, 1), (3, 3, -1, 5), (4, 4, 2, 3), (4, 4, -2, 11), (5, 5, 3, 7), (5, 5, -3, 23), (6, 6, 4, 15), (6, 6, -4, 47),
        (7, 7, 5, 31), (7, 7, -5, 95), (8, 8, 6, 63), (8, 8, -6, 191), (9, 9, 7, 127), (9, 9, -7, 383), (10, 10, 8, 255), (10, 10, -8, 767),
        (10, 18, 0, 511), (10, 26, 0, 1023),
    ];

    private readonly string _file;
    private readonly List<Tree> _tables = [];

    private ScpHuffman(string file) => _file = file;

    /// <summary>Reads section 2, or stands for plain samples where the record has none.</summary>
    public static ScpHuffman Read(string file, ScpRecord record)
    {
        var codes = new ScpHuffman(file);
        if (!record.Has(2))
        {
            return codes;
        }

        ScpSection section = record[2];
        int tables = section.UInt16(0);
        if (tables == DefaultTableMark)
        {
            var tree = new Tree();
            foreach ((int prefix, int total, int value, uint code) in Standard)
            {
                tree.Add(file, prefix, total, true, value, code);
            }

            codes._tables.Add(tree);
            return codes;
        }

        int at = 2;
        for (int t = 0; t < tables; t++)
        {
            int count = section.UInt16(at);
            at += 2;
            section.Slice(at, count * StructureBytes);
            var tree = new Tree();
            for (int i = 0; i < count; i++, at += StructureBytes)
            {
                tree.Add(
                    file, section.Byte(at), section.Byte(at + 1), section.Byte(at + 2) != 0,
                    BinaryPrimitives.ReadInt16LittleEndian(section.Slice(at + 3, 2)), (uint)section.UInt32(at + 5));
            }

            codes._tables.Add(tree);
        }

        return codes;
    }

    /// <summary>
    /// Decodes at most <paramref name="count"/> samples; fewer where the bytes end first. A sample takes a bit or more, so that no more than eight
    /// samples come from a byte.
    /// </summary>
    /// <param name="bytes">The lead's bytes.</param>
    /// <param name="count">Samples expected.</param>
    /// <param name="differences">0 for samples, 1 for first and 2 for second differences.</param>
    public short[] Decode(ReadOnlySpan<byte> bytes, long count, int differences)
    {
        if (differences > 2)
        {
            throw new ClefException(_file, "difference encoding", differences, "0, 1 or 2");
        }

        var samples = new short[_tables.Count == 0 ? Math.Min(count, bytes.Length / 2) : Math.Min(count, bytes.Length * 8L)];
        int read = _tables.Count == 0 ? DecodePlain(bytes, samples) : DecodeCodes(bytes, samples);
        for (int i = 1; i < read && differences > 0; i++)
        {
            samples[i] = differences == 1 || i == 1
                ? (short)(differences == 1 ? samples[i] + samples[i - 1] : samples[i])
                : (short)(samples[i] + (2 * samples[i - 1]) - samples[i - 2]);
        }

        return read == samples.Length ? samples : samples[..read];
    }

    private static int DecodePlain(ReadOnlySpan<byte> bytes, short[] samples)
    {
        for (int i = 0; i < samples.Length; i++)
        {
            samples[i] = BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * i)..]);
        }

        return samples.Length;
    }

    private int DecodeCodes(ReadOnlySpan<byte> bytes, short[] samples)
    {
        long end = bytes.Length * 8L;
        long bit = 0;
        Tree table = _tables[0];
        int read = 0;
        while (read < samples.Length)
        {
            int node = 0;
            while (!table.IsLeaf(node))
            {
                if (bit == end)
                {
                    return read;
                }

                int one = (bytes[(int)(bit >> 3)] >> (7 - (int)(bit & 7))) & 1;
                bit++;
                node = table.Child(node, one);
                if (node < 0)
                {
                    throw new ClefException(_file, "Huffman code", null, $"a code of section 2 at bit {bit} of the lead");
                }
            }

            (int extra, bool isValue, int value) = table.Leaf(node);
            if (!isValue)
            {
                if (value < 1 || value > _tables.Count)
                {
                    throw new ClefException(_file, "Huffman table switch", value, $"1 to {_tables.Count}");
                }

                table = _tables[value - 1];
                continue;
            }

            if (bit + extra > end)
            {
                return read;
            }

            int added = 0;
            for (int i = 0; i < extra; i++, bit++)
            {
                int one = (bytes[(int)(bit >> 3)] >> (7 - (int)(bit & 7))) & 1;
                added = i == 0 && one == 1 ? -1 : (added << 1) | one;
            }

            samples[read++] = (short)(value + added);
        }

        return read;
    }

    /// <summary>A prefix code as a binary tree.</summary>
    private sealed class Tree
    {
        private readonly List<(int Zero, int One, int Leaf)> _nodes = [(-1, -1, -1)];
        private readonly List<(int Extra, bool IsValue, int Value)> _leaves = [];

        public bool IsLeaf(int node) => _nodes[node].Leaf >= 0;

        public int Child(int node, int bit) => bit == 0 ? _nodes[node].Zero : _nodes[node].One;

        public (int Extra, bool IsValue, int Value) Leaf(int node) => _leaves[_nodes[node].Leaf];

        public void Add(string file, int prefix, int total, bool isValue, int value, uint code)
        {
            if (prefix is < 1 or > 32 || total < prefix || total - prefix > 16)
            {
                throw new ClefException(file, "Huffman structure", $"{prefix} of {total} bits", "a prefix of 1 to 32 bits and up to 16 bits after it");
            }

            int node = 0;
            for (int i = 0; i < prefix; i++)
            {
                int one = (int)(code >> i) & 1;
                int next = Child(node, one);
                if (next < 0)
                {
                    next = _nodes.Count;
                    _nodes.Add((-1, -1, -1));
                    (int z, int o, int l) = _nodes[node];
                    _nodes[node] = one == 0 ? (next, o, l) : (z, next, l);
                }

                node = next;
            }

            (int zero, int last, int leaf) = _nodes[node];
            if (leaf < 0)
            {
                _nodes[node] = (zero, last, _leaves.Count);
                _leaves.Add((total - prefix, isValue, value));
            }
        }
    }
}

using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// Reads MATLAB version 5 to 7 files ("MAT-File Format", MathWorks, version 5 chapters). Read are numeric, character, logical, cell and struct arrays and
/// objects stored as structs; sparse, function and opaque values are passed over. Large arrays stay in the file until asked for.
/// </summary>
internal sealed class Mat5Reader
{
    /// <summary>Deepest nesting of cells and structs that is followed.</summary>
    private const int MaximumDepth = 16;

    private const int HeaderBytes = 128;
    private const uint MatrixElement = 14;
    private const uint CompressedElement = 15;

    private readonly ByteSource _source;
    private readonly Func<string, bool> _wanted;
    private readonly bool _bigEndian;
    private long _budget;

    private Mat5Reader(ByteSource source, Func<string, bool> wanted)
    {
        _source = source;
        _wanted = wanted;
        _bigEndian = source.Slice(126, 2)[0] == 'M';

        // Each value costs about a hundred bytes here; a file of nothing but empty values shall not multiply.
        _budget = 20_000 + Math.Min(1_000_000, source.Length);
    }

    /// <summary>Reads the variables of a file.</summary>
    /// <param name="source">The file.</param>
    /// <param name="wanted">Says whether a value is wanted by its path, <c>EEG.event.type</c> for instance; what is not is passed over.</param>
    /// <param name="remarks">Receives <c>mat-truncated</c>.</param>
    public static Dictionary<string, MatValue> Read(ByteSource source, Func<string, bool> wanted, RemarkList remarks)
    {
        var variables = new Dictionary<string, MatValue>(StringComparer.Ordinal);
        var reader = new Mat5Reader(source, wanted);
        long at = HeaderBytes;
        while (at + 8 <= source.Length)
        {
            var tag = new PlainCursor(source, at, source.Length, reader._bigEndian);
            uint type = tag.ReadUInt32(), size = tag.ReadUInt32();
            long start = at + 8;
            if (size > source.Length - start)
            {
                if (variables.Count == 0)
                {
                    throw new ClefException(source.Name, $"element at {at}", size, $"at most {source.Length - start} bytes");
                }

                remarks.Add("mat-truncated", "the last variable is cut off and was left out");
                break;
            }

            (string Name, MatValue? Value) variable = ("", null);
            if (type == CompressedElement)
            {
                using var inflating = new InflatingCursor(source, start, size, reader._bigEndian);
                if (inflating.ReadUInt32() == MatrixElement)
                {
                    variable = reader.ReadMatrix(inflating, inflating.ReadUInt32(), "", (start, size), 0);
                }
            }
            else if (type == MatrixElement)
            {
                variable = reader.ReadMatrix(new PlainCursor(source, start, start + size, reader._bigEndian), size, "", (start, -1), 0);
            }

            if (variable.Value is not null)
            {
                variables[variable.Name] = variable.Value;
            }

            // Elements outside compression are padded to eight bytes; a compressed one is not.
            at = start + (type == CompressedElement ? size : (size + 7L) / 8 * 8);
        }

        return variables;
    }

    /// <summary>Reads one matrix of <paramref name="size"/> bytes; <paramref name="home"/> is the compressed element (start, length), or (start, -1).</summary>
    private (string Name, MatValue? Value) ReadMatrix(MatCursor cursor, long size, string parent, (long Start, long Length) home, int depth)
    {
        if (size == 0)
        {
            return ("", new MatNumbers { Dimensions = [0, 0], Stored = StoredType.Double, Small = [], Open = (_, _) => new ArraySamples([]) });
        }

        if (--_budget < 0 || depth > MaximumDepth || size > cursor.Available)
        {
            throw new ClefException(_source.Name, $"{parent} element", size, $"at most {cursor.Available} bytes, {MaximumDepth} levels and one value a byte");
        }

        long end = cursor.Position + size;
        byte[] flags = ReadElement(cursor, 64, "array flags").Bytes;
        if (flags.Length < 8)
        {
            throw new ClefException(_source.Name, "array flags", flags.Length, "8 bytes");
        }

        int kind = _bigEndian ? flags[3] : flags[0];
        int bits = _bigEndian ? flags[2] : flags[1];
        MatValue? value = null;
        string name = "";

        // 16 function handle and 17 opaque have no dimensions in this place; 5 is sparse.
        if (kind is >= 1 and <= 15 and not 5)
        {
            (byte[] bytes, _) = ReadElement(cursor, 8 * 32, "dimensions");
            var dimensions = new long[bytes.Length / 4];
            for (int i = 0; i < dimensions.Length; i++)
            {
                dimensions[i] = (long)StoredType.Int32.Decode(bytes.AsSpan(i * 4), _bigEndian);
                if (dimensions[i] < 0)
                {
                    throw new ClefException(_source.Name, "dimension", dimensions[i], "0 or more");
                }
            }

            name = Encoding.UTF8.GetString(ReadElement(cursor, 4096, "name").Bytes);
            string path = parent.Length == 0 ? name : parent;
            if (_wanted(path))
            {
                value = kind switch
                {
                    1 => ReadCell(cursor, dimensions, path, home, depth),
                    2 or 3 => ReadStruct(cursor, dimensions, path, home, depth, kind == 3),
                    4 => ReadText(cursor, dimensions),
                    _ => ReadNumbers(cursor, dimensions, home, (bits & 8) != 0),
                };
            }
        }

        cursor.Skip(end - cursor.Position);
        return (name, value);
    }

    private MatCell ReadCell(MatCursor cursor, long[] dimensions, string path, (long, long) home, int depth)
    {
        var values = new List<MatValue?>();
        long count = new MatText { Dimensions = dimensions, Text = "" }.Count;
        for (long i = 0; i < count; i++)
        {
            values.Add(ReadChild(cursor, path, home, depth));
        }

        return new MatCell { Dimensions = dimensions, Values = [.. values] };
    }

    private MatStruct ReadStruct(MatCursor cursor, long[] dimensions, string path, (long, long) home, int depth, bool isObject)
    {
        if (isObject)
        {
            ReadElement(cursor, 4096, "class name");
        }

        (byte[] bytes, _) = ReadElement(cursor, 8, "field name length");
        int width = bytes.Length >= 4 ? (int)StoredType.Int32.Decode(bytes, _bigEndian) : 0;
        byte[] names = ReadElement(cursor, 1 << 20, "field names").Bytes;
        if (width is < 1 or > 4096)
        {
            throw new ClefException(_source.Name, "field name length", width, "1 to 4096");
        }

        string[] fields = Enumerable.Range(0, names.Length / width)
            .Select(i => Encoding.UTF8.GetString(names.AsSpan(i * width, width)).Split('\0')[0]).ToArray();
        var lists = fields.Select(_ => new List<MatValue?>()).ToArray();
        long count = fields.Length == 0 ? 0 : new MatText { Dimensions = dimensions, Text = "" }.Count;
        for (long i = 0; i < count; i++)
        {
            for (int f = 0; f < fields.Length; f++)
            {
                lists[f].Add(ReadChild(cursor, $"{path}.{fields[f]}", home, depth));
            }
        }

        var result = new Dictionary<string, MatValue?[]>(StringComparer.Ordinal);
        for (int f = 0; f < fields.Length; f++)
        {
            result[fields[f]] = [.. lists[f]];
        }

        return new MatStruct { Dimensions = dimensions, Fields = result };
    }

    private MatValue? ReadChild(MatCursor cursor, string path, (long, long) home, int depth)
    {
        uint type = cursor.ReadUInt32(), size = cursor.ReadUInt32();
        if (type != MatrixElement)
        {
            throw new ClefException(_source.Name, path, type, "a matrix element (type 14)");
        }

        if (_wanted(path))
        {
            return ReadMatrix(cursor, size, path, home, depth + 1).Value;
        }

        cursor.Skip(size);
        if (--_budget < 0)
        {
            throw new ClefException(_source.Name, path, null, "fewer values than bytes");
        }

        return null;
    }

    private MatText ReadText(MatCursor cursor, long[] dimensions)
    {
        (byte[] bytes, uint type) = ReadElement(cursor, 1 << 24, "text");
        Encoding encoding = type switch
        {
            4 or 17 => _bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode,
            18 => _bigEndian ? new UTF32Encoding(true, false) : Encoding.UTF32,
            16 => Encoding.UTF8,
            _ => Encoding.Latin1,
        };
        string text = encoding.GetString(bytes);
        int rows = dimensions.Length > 0 ? (int)Math.Min(dimensions[0], text.Length) : 0;
        return new MatText { Dimensions = dimensions, Text = rows > 1 ? ByRows(text, rows) : text.TrimEnd(' ', '\0') };
    }

    /// <summary>Turns column-major characters into lines.</summary>
    internal static string ByRows(string text, int rows)
    {
        int columns = text.Length / rows;
        return string.Join('\n', Enumerable.Range(0, rows)
            .Select(r => string.Create(columns, (text, r, rows), static (line, s) =>
            {
                for (int c = 0; c < line.Length; c++)
                {
                    line[c] = s.text[s.r + (c * s.rows)];
                }
            }).TrimEnd(' ', '\0')));
    }

    private MatNumbers ReadNumbers(MatCursor cursor, long[] dimensions, (long Start, long Length) home, bool complex)
    {
        (uint type, long size) = ReadTag(cursor, out int padding);
        StoredType stored = type switch
        {
            1 => StoredType.Int8,
            2 => StoredType.UInt8,
            3 => StoredType.Int16,
            4 => StoredType.UInt16,
            5 => StoredType.Int32,
            6 => StoredType.UInt32,
            7 => StoredType.Single,
            9 => StoredType.Double,
            12 => StoredType.Int64,
            13 => StoredType.UInt64,
            _ => throw new ClefException(_source.Name, "number type", type, "a numeric type of the version 5 format (1 to 7, 9, 12, 13)"),
        };
        long count = new MatText { Dimensions = dimensions, Text = "" }.Count;
        if (count > size / stored.Size() || size > cursor.Available)
        {
            throw new ClefException(_source.Name, "array size", size, $"{string.Join(" x ", dimensions)} numbers of {stored.Size()} bytes within {cursor.Available} bytes");
        }

        long offset = cursor.Position;
        double[]? small = null;
        if (count <= MatNumbers.SmallCount)
        {
            small = new double[count];
            Span<byte> bytes = stackalloc byte[8];
            for (int i = 0; i < small.Length; i++)
            {
                cursor.Read(bytes[..stored.Size()]);
                small[i] = stored.Decode(bytes, _bigEndian);
            }
        }

        cursor.Skip(offset + size + padding - cursor.Position);
        long rows = dimensions.Length > 0 ? dimensions[0] : 0, columns = rows == 0 ? 0 : count / rows;
        InflatedArray? inflated = home.Length < 0 ? null : new InflatedArray(_source, home.Start, home.Length, _bigEndian, offset, count, stored);
        long bytesAt = home.Start + offset;
        return new MatNumbers
        {
            Dimensions = dimensions,
            Stored = stored,
            Small = small,
            IsComplex = complex,
            Open = (index, byColumn) =>
            {
                (long first, long stride, long samples) = byColumn ? (index * rows, 1L, rows) : (index, rows, columns);
                return inflated?.Open(first, stride, samples)
                    ?? (SampleSource)new StoredSamples(
                        _source, bytesAt + (first * stored.Size()), stride * stored.Size(), samples, stored, _bigEndian, 1);
            },
        };
    }

    private (byte[] Bytes, uint Type) ReadElement(MatCursor cursor, int limit, string field)
    {
        (uint type, long size) = ReadTag(cursor, out int padding);
        byte[] bytes = cursor.ReadBytes(size, limit, field);
        cursor.Skip(Math.Min(padding, cursor.Available));
        return (bytes, type);
    }

    /// <summary>Reads a tag of eight bytes, or the short one of four, whose upper half is the size.</summary>
    private static (uint Type, long Size) ReadTag(MatCursor cursor, out int padding)
    {
        uint word = cursor.ReadUInt32();
        long size = word >> 16;
        if (size != 0)
        {
            if (size > 4)
            {
                throw new ClefException(cursor.File, "small element", size, "at most 4 bytes");
            }

            padding = (int)(4 - size);
            return (word & 0xFFFF, size);
        }

        size = cursor.ReadUInt32();
        padding = (int)((8 - (size % 8)) % 8);
        return (word, size);
    }
}

using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// Reads MATLAB version 7.3 files: HDF5 behind a block of 512 bytes, a dataset for each array, a group for each struct, object references for
/// cells and struct arrays, MATLAB's class in the attribute <c>MATLAB_class</c>. HDF5's dimensions are MATLAB's in reverse.
/// </summary>
internal sealed class Mat73Reader : IDisposable
{
    private const int MaximumDepth = 8;
    private const int MaximumText = 1 << 20;
    private const int MaximumReferences = 1 << 20;

    /// <summary>Datasets whose floats take up to this many bytes are read as a whole, once.</summary>
    private const long WholeBytes = 1L << 28;

    private readonly ByteSource _source;
    private readonly Func<string, bool> _wanted;
    private readonly long _file;
    private long _budget;
    private bool _closed;

    private Mat73Reader(ByteSource source, Func<string, bool> wanted)
    {
        _source = source;
        _wanted = wanted;
        _budget = 20_000 + Math.Min(1_000_000, source.Length / 16);
        _file = source is MappedByteSource ? Hdf5Library.OpenFile(source.Name) : Hdf5Library.OpenImage(source.All(Array.MaxLength));
    }

    /// <summary>Opens a file; the result owns <paramref name="source"/>.</summary>
    public static MatFile Open(ByteSource source, Func<string, bool> wanted, RemarkList remarks)
    {
        _ = remarks;
        if (AppContext.TryGetSwitch(MatlabFormat.RefuseHdf5Switch, out bool refuse) && refuse)
        {
            throw new ClefException(source.Name, "version", "7.3", $"MATLAB version 4 to 7, as the switch {MatlabFormat.RefuseHdf5Switch} is set");
        }

        lock (Hdf5Library.Gate)
        {
            Mat73Reader? reader = null;
            try
            {
                reader = new Mat73Reader(source, wanted);
                return new MatFile(source, "MATLAB v7.3", reader.ReadRoot(), reader);
            }
            catch (ClefException e) when (e.SourceName is null)
            {
                reader?.Close();
                throw new ClefException(source.Name, e.Field, e.Value, e.Expected ?? e.Message, e);
            }
            catch
            {
                reader?.Close();
                throw;
            }
        }
    }

    public void Dispose()
    {
        lock (Hdf5Library.Gate)
        {
            Close();
        }
    }

    private void Close()
    {
        if (!_closed)
        {
            _closed = true;
            Hdf5Library.CloseFile(_file);
        }
    }

    private Dictionary<string, MatValue> ReadRoot()
    {
        var variables = new Dictionary<string, MatValue>(StringComparer.Ordinal);
        long root = Hdf5Library.OpenObject(_file, "/");
        foreach (string name in Links(root))
        {
            if (!name.StartsWith('#') && _wanted(name) && ReadObject(Hdf5Library.OpenObject(root, name), name, 0) is { } value)
            {
                variables[name] = value;
            }
        }

        Hdf5Library.CloseObject(root);
        return variables;
    }

    private IEnumerable<string> Links(long group)
    {
        long count = Hdf5Library.LinkCount(group);
        for (long i = 0; i < count; i++)
        {
            Spend();
            yield return Hdf5Library.LinkName(group, i);
        }
    }

    private void Spend()
    {
        if (--_budget < 0)
        {
            throw new ClefException(_source.Name, "objects", null, "fewer objects than a file of this size can hold");
        }
    }

    /// <summary>Reads an object and closes it, unless a large array keeps it open until the file is closed.</summary>
    private MatValue? ReadObject(long id, string path, int depth)
    {
        Spend();
        if (depth > MaximumDepth)
        {
            throw new ClefException(_source.Name, path, null, $"at most {MaximumDepth} levels");
        }

        bool keep = false;
        try
        {
            return Hdf5Library.Kind(id) switch
            {
                Hdf5Library.Group => ReadStruct(id, path, depth),
                Hdf5Library.Dataset => ReadDataset(id, path, depth, out keep),
                _ => null,
            };
        }
        finally
        {
            if (!keep)
            {
                Hdf5Library.CloseObject(id);
            }
        }
    }

    /// <summary>A group is a struct: its datasets are fields, or, for an array of structs, references to each element's field.</summary>
    private MatStruct ReadStruct(long group, string path, int depth)
    {
        var fields = new Dictionary<string, MatValue?[]>(StringComparer.Ordinal);
        long count = 1;
        foreach (string name in Links(group))
        {
            string inner = $"{path}.{name}";
            if (!_wanted(inner))
            {
                continue;
            }

            // A field that is itself a cell array has a class; the references of a struct array have none.
            long id = Hdf5Library.OpenObject(group, name);
            if (Hdf5Library.Kind(id) == Hdf5Library.Dataset
                && !Hdf5Library.HasAttribute(id, "MATLAB_class")
                && Hdf5Library.Describe(id) is { Class: Hdf5Library.Reference } described)
            {
                MatValue?[] values = Follow(id, Product(described.Dimensions), inner, depth);
                fields[name] = values;
                count = Math.Max(count, values.Length);
                Hdf5Library.CloseObject(id);
            }
            else
            {
                fields[name] = [ReadObject(id, inner, depth + 1)];
            }
        }

        return new MatStruct { Dimensions = [1, count], Fields = fields };
    }

    private MatValue?[] Follow(long dataset, long count, string path, int depth)
    {
        if (count > MaximumReferences || count > _source.Length / 8)
        {
            throw new ClefException(_source.Name, path, count, $"at most {Math.Min(MaximumReferences, _source.Length / 8)} elements");
        }

        var references = new ulong[count];
        Hdf5Library.Read(dataset, references.AsSpan());
        return references.Select(r => r == 0 ? null : ReadObject(Hdf5Library.Dereference(_file, r), path, depth + 1)).ToArray();
    }

    private MatValue? ReadDataset(long id, string path, int depth, out bool keep)
    {
        keep = false;
        string kind = Hdf5Library.TextAttribute(id, "MATLAB_class") ?? "";
        (long[] dimensions, int type, int size, bool signed, long stored) = Hdf5Library.Describe(id);
        long[] shape = dimensions.Reverse().ToArray();
        shape = shape.Length switch { 0 => [1, 1], 1 => [shape[0], 1], _ => shape };
        bool empty = Hdf5Library.HasAttribute(id, "MATLAB_empty");
        long count = empty ? 0 : Product(shape);
        if (count > 0 && count > stored / Math.Max(1, size) * InflatingCursor.MaximumRatio)
        {
            throw new ClefException(_source.Name, path, string.Join(" x ", shape), $"an array that {stored} stored bytes can hold");
        }

        if (kind == "char")
        {
            if (count > MaximumText || type != Hdf5Library.Integer)
            {
                return null;
            }

            var codes = new double[count];
            if (count > 0)
            {
                Hdf5Library.Read(id, codes.AsSpan());
            }

            string text = string.Create(codes.Length, codes, static (t, c) =>
            {
                for (int i = 0; i < t.Length; i++)
                {
                    t[i] = c[i] is >= 0 and < 65536 ? (char)c[i] : '\uFFFD';
                }
            });
            int rows = (int)Math.Min(shape[0], text.Length);
            return new MatText { Dimensions = shape, Text = rows > 1 ? Mat5Reader.ByRows(text, rows) : text.TrimEnd(' ', '\0') };
        }

        if (type == Hdf5Library.Reference)
        {
            return new MatCell { Dimensions = shape, Values = Follow(id, count, path, depth) };
        }

        if (type is not (Hdf5Library.Integer or Hdf5Library.Float) || size is not (1 or 2 or 4 or 8) || (type == Hdf5Library.Float && size < 4))
        {
            return null;
        }

        double[]? small = null;
        if (count <= MatNumbers.SmallCount)
        {
            small = new double[count];
            if (count > 0)
            {
                Hdf5Library.Read(id, small.AsSpan());
            }
        }

        keep = small is null;
        var array = new Hdf5Array(this, id, shape, small);
        return new MatNumbers
        {
            Dimensions = empty ? [0, 0] : shape,
            Stored = type == Hdf5Library.Float ? (size == 4 ? StoredType.Single : StoredType.Double) : (size, signed) switch
            {
                (1, true) => StoredType.Int8,
                (1, false) => StoredType.UInt8,
                (2, true) => StoredType.Int16,
                (2, false) => StoredType.UInt16,
                (4, true) => StoredType.Int32,
                (4, false) => StoredType.UInt32,
                (_, true) => StoredType.Int64,
                _ => StoredType.UInt64,
            },
            Small = small,
            Open = (index, byColumn) => new Part(array, index, byColumn),
        };
    }

    private static long Product(long[] dimensions) =>
        dimensions.Aggregate(1L, (product, length) => length <= 0 ? 0 : product > long.MaxValue / length ? long.MaxValue : product * length);

    /// <summary>An array of the file: in memory once read where it is not too large, else read block by block.</summary>
    private sealed class Hdf5Array(Mat73Reader reader, long id, long[] shape, double[]? small)
    {
        private float[]? _whole = small is null ? null : Array.ConvertAll(small, s => (float)s);

        public long Rows => shape[0];

        public long Columns => Product(shape) / Math.Max(1, shape[0]);

        public void Read(long row, long column, bool byColumn, Span<float> destination)
        {
            lock (Hdf5Library.Gate)
            {
                ObjectDisposedException.ThrowIf(reader._closed, reader);
                if (_whole is null && Rows * Columns * sizeof(float) > WholeBytes && shape.Length == 2)
                {
                    Hdf5Library.ReadBlock(id, (column, byColumn ? 1 : destination.Length), (row, byColumn ? destination.Length : 1), destination);
                    return;
                }

                if (_whole is null)
                {
                    if (Rows * Columns > Array.MaxLength)
                    {
                        throw new ClefException(reader._source.Name, "array", string.Join(" x ", shape), $"at most {Array.MaxLength} samples in three or more dimensions");
                    }

                    var whole = new float[Rows * Columns];
                    Hdf5Library.Read(id, whole.AsSpan());
                    _whole = whole;
                }
            }

            long at = row + (column * Rows), step = byColumn ? 1 : Rows;
            foreach (ref float sample in destination)
            {
                sample = _whole[at];
                at += step;
            }
        }
    }

    private sealed class Part(Hdf5Array array, long index, bool byColumn) : SampleSource
    {
        public override long Count => byColumn ? array.Rows : array.Columns;

        public override void Read(long first, Span<float> destination)
        {
            if (byColumn)
            {
                array.Read(first, index, true, destination);
            }
            else
            {
                array.Read(index, first, false, destination);
            }
        }
    }
}

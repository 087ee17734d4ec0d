using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Hdf5;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// Reads MATLAB version 7.3 files: HDF5 behind a block of 512 bytes, a dataset for each array, a group for each struct, object references for
/// cells and struct arrays, MATLAB's class in the attribute <c>MATLAB_class</c>. HDF5's dimensions are MATLAB's in reverse.
/// </summary>
internal sealed class Mat73Reader
{
    private const int MaximumDepth = 8;
    private const int MaximumText = 1 << 18;
    private const int MaximumReferences = 1 << 20;

    private readonly Hdf5File _file;
    private readonly Func<string, bool> _wanted;

    /// <summary>
    /// Numbers and texts that were read, by their address. MATLAB refers to one empty array from every empty cell; without this, references to the same
    /// value would multiply it.
    /// </summary>
    private readonly Dictionary<long, MatValue> _leaves = [];

    private Mat73Reader(ByteSource source, Func<string, bool> wanted)
    {
        _file = new Hdf5File(source);
        _wanted = wanted;
    }

    /// <summary>Reads the variables of a file; large arrays stay in it until asked for.</summary>
    public static Dictionary<string, MatValue> Read(ByteSource source, Func<string, bool> wanted)
    {
        var reader = new Mat73Reader(source, wanted);
        var variables = new Dictionary<string, MatValue>(StringComparer.Ordinal);
        foreach ((string name, long address) in Hdf5Group.Links(reader._file.OpenRoot()))
        {
            // MATLAB keeps what references point to in the group #refs#.
            if (!name.StartsWith('#') && wanted(name) && reader.ReadObject(address, name, 0) is { } value)
            {
                variables[name] = value;
            }
        }

        return variables;
    }

    private MatValue? ReadObject(long address, string path, int depth)
    {
        if (_leaves.TryGetValue(address, out MatValue? known))
        {
            return known;
        }

        if (depth > MaximumDepth)
        {
            throw _file.Wrong(path, null, $"at most {MaximumDepth} levels");
        }

        Hdf5Object found = _file.Open(address);
        MatValue? value = found.IsGroup ? ReadStruct(found, path, depth) : found.IsDataset ? ReadDataset(found, path, depth) : null;
        if (value is MatNumbers or MatText)
        {
            _leaves[address] = value;
        }

        return value;
    }

    /// <summary>A group is a struct: its datasets are fields, or, for an array of structs, references to each element's field.</summary>
    private MatStruct ReadStruct(Hdf5Object group, string path, int depth)
    {
        var fields = new Dictionary<string, MatValue?[]>(StringComparer.Ordinal);
        long count = 1;
        foreach ((string name, long address) in Hdf5Group.Links(group))
        {
            string inner = $"{path}.{name}";
            if (!_wanted(inner))
            {
                continue;
            }

            // A field that is itself a cell array has a class; the references of a struct array have none.
            Hdf5Object field = _file.Open(address);
            if (field.IsDataset && !field.HasAttribute("MATLAB_class")
                && new Hdf5Dataset(field) is { Type.Class: Hdf5Class.Reference } references)
            {
                MatValue?[] values = Follow(references, inner, depth);
                fields[name] = values;
                count = Math.Max(count, values.Length);
            }
            else
            {
                fields[name] = [ReadObject(address, inner, depth + 1)];
            }
        }

        return new MatStruct { Dimensions = [1, count], Fields = fields };
    }

    private MatValue?[] Follow(Hdf5Dataset dataset, string path, int depth)
    {
        long most = Math.Min(MaximumReferences, _file.Source.Length / _file.OffsetSize);
        return dataset.Count <= most
            ? [.. dataset.ReadReferences().Select(r => r <= 0 ? null : ReadObject(r, path, depth + 1))]
            : throw _file.Wrong(path, dataset.Count, $"at most {most} elements");
    }

    private MatValue? ReadDataset(Hdf5Object found, string path, int depth)
    {
        string kind = found.TextAttribute("MATLAB_class") ?? "";

        // An empty array holds its dimensions as its data.
        bool empty = found.HasAttribute("MATLAB_empty");
        var dataset = new Hdf5Dataset(found);
        long[] shape = [.. dataset.Dimensions.Reverse()];
        shape = empty ? [0, 0] : shape.Length switch { 0 => [1, 1], 1 => [shape[0], 1], _ => shape };
        if (kind == "char")
        {
            return ReadText(dataset, shape, empty);
        }

        if (dataset.Type.Class == Hdf5Class.Reference)
        {
            return new MatCell { Dimensions = shape, Values = empty ? [] : Follow(dataset, path, depth) };
        }

        if (kind == "cell" && empty)
        {
            return new MatCell { Dimensions = shape, Values = [] };
        }

        if (dataset.Type.Number is not { } type)
        {
            return null;
        }

        long rows = shape[0], columns = rows == 0 ? 0 : (empty ? 0 : dataset.Count) / rows;
        return new MatNumbers
        {
            Dimensions = shape,
            Stored = type,
            IsComplex = dataset.Type.IsComplex,
            Small = empty ? [] : dataset.Count <= MatNumbers.SmallCount ? dataset.ReadNumbers() : null,
            Open = (index, byColumn) => byColumn ? dataset.Open(index * rows, 1, rows) : dataset.Open(index, rows, columns),
        };
    }

    private static MatText? ReadText(Hdf5Dataset dataset, long[] shape, bool empty)
    {
        if (dataset.Type.Class != Hdf5Class.Integer || dataset.Type.Number is null || dataset.Count > MaximumText)
        {
            return null;
        }

        double[] codes = empty ? [] : dataset.ReadNumbers();
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
}

using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>A value of a MATLAB file: numbers, text, a cell array or a struct array.</summary>
internal abstract class MatValue
{
    /// <summary>Length along each dimension; MATLAB's first dimension varies fastest.</summary>
    public required long[] Dimensions { get; init; }

    /// <summary>Number of elements.</summary>
    public long Count => Dimensions.Aggregate(1L, (product, length) => length == 0 ? 0 : product > long.MaxValue / length ? long.MaxValue : product * length);

    /// <summary>Length of the first dimension.</summary>
    public long Rows => Dimensions.Length > 0 ? Dimensions[0] : 0;

    /// <summary>Product of the other dimensions.</summary>
    public long Columns => Rows == 0 ? 0 : Count / Rows;
}

/// <summary>Numbers. Small arrays are at hand as <see cref="Small"/>; any array can be opened row by row.</summary>
internal sealed class MatNumbers : MatValue
{
    /// <summary>Arrays up to this many numbers are read at once.</summary>
    public const int SmallCount = 4096;

    /// <summary>How the numbers are stored.</summary>
    public required StoredType Stored { get; init; }

    /// <summary>All numbers of an array of at most <see cref="SmallCount"/>, in file order; null for a larger one.</summary>
    public double[]? Small { get; init; }

    /// <summary>True where an imaginary part follows; it is not read.</summary>
    public bool IsComplex { get; init; }

    /// <summary>Opens the samples of one row (<c>row + Rows * i</c>), or of one column where <c>byColumn</c>.</summary>
    public required Func<long, bool, SampleSource> Open { get; init; }

    /// <summary>The only number of a 1 x 1 array; null for any other.</summary>
    public double? Scalar => Small is [double only] ? only : null;
}

/// <summary>Characters; several rows are joined by line feeds.</summary>
internal sealed class MatText : MatValue
{
    /// <summary>The text, trailing spaces of each row removed.</summary>
    public required string Text { get; init; }
}

/// <summary>An array of values.</summary>
internal sealed class MatCell : MatValue
{
    /// <summary>The values in file order; null where one was skipped or is of a kind that is not read.</summary>
    public required MatValue?[] Values { get; init; }
}

/// <summary>An array of records that share their fields.</summary>
internal sealed class MatStruct : MatValue
{
    /// <summary>Field name to the values of all elements, in file order; null where one was skipped.</summary>
    public required Dictionary<string, MatValue?[]> Fields { get; init; }

    /// <summary>A field of the first element, or null.</summary>
    public MatValue? this[string field] => this[field, 0];

    /// <summary>A field of one element, or null.</summary>
    public MatValue? this[string field, int element] => Fields.TryGetValue(field, out MatValue?[]? values) && element < values.Length ? values[element] : null;
}

/// <summary>The variables of one MATLAB file. Owns the file.</summary>
internal sealed class MatFile(ByteSource source, string version, Dictionary<string, MatValue> variables) : IDisposable
{
    /// <summary>The file's name.</summary>
    public string Name => source.Name;

    /// <summary><c>MATLAB v4</c>, <c>MATLAB v5</c> or <c>MATLAB v7.3</c>.</summary>
    public string Version => version;

    /// <summary>The variables by name.</summary>
    public IReadOnlyDictionary<string, MatValue> Variables => variables;

    public void Dispose() => source.Dispose();
}

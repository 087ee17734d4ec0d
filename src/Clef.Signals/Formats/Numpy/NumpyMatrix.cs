using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Numpy;

/// <summary>
/// Reads a matrix of 32- or 64-bit floating-point numbers from a NumPy file (format 1.0 to 3.0 of NumPy's <c>numpy.lib.format</c>). The header is a Python
/// literal; only its three known keys are looked at, and nothing is ever evaluated. Object arrays, which would need pickle, are refused.
/// </summary>
internal static partial class NumpyMatrix
{
    private const int LongestHeader = 65_536;

    /// <summary>The rows; a one-dimensional array is one row.</summary>
    public static float[][] Read(ByteSource source)
    {
        ReadOnlySpan<byte> head = source.SliceUpTo(0, 12);
        if (head.Length < 12 || head[0] != 0x93 || !head[1..6].SequenceEqual("NUMPY"u8))
        {
            throw new ClefException(source.Name, "header", null, "a NumPy file");
        }

        int start = head[6] == 1 ? 10 : 12;
        long length = head[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(head[8..]) : BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        if (head[6] is < 1 or > 3 || length > LongestHeader || start + length > source.Length)
        {
            throw new ClefException(source.Name, "header", $"version {head[6]}, {length} bytes", $"version 1 to 3 and at most {LongestHeader} bytes within the file");
        }

        string header = Encoding.UTF8.GetString(source.Slice(start, (int)length));
        string type = Match(source, Type(), header), shape = Match(source, Shape(), header);
        bool fortran = Match(source, Order(), header) == "True";
        long[] sizes = [.. shape.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Select(s => long.TryParse(s, out long n) ? n : -1)];
        int bytes = type switch { "<f4" => 4, "<f8" => 8, _ => throw new ClefException(source.Name, "descr", type, "<f4 or <f8 (little-endian floating point)") };
        (long rows, long columns) = sizes switch { [var n] => (1, n), [var r, var c] => (r, c), _ => (-1, -1) };
        if (rows < 0 || columns < 0 || rows > int.MaxValue || columns > Array.MaxLength || (rows > 0 && columns > (source.Length - start - length) / bytes / rows))
        {
            throw new ClefException(source.Name, "shape", shape, "one or two dimensions whose numbers the file holds");
        }

        var matrix = new float[rows][];
        for (int r = 0; r < matrix.Length; r++)
        {
            matrix[r] = new float[columns];
        }

        ReadOnlySpan<byte> line = [];
        long first = start + length;
        for (long i = 0; i < rows * columns; i++)
        {
            if (i % 8192 == 0)
            {
                line = source.Slice(first + (i * bytes), (int)Math.Min(8192, (rows * columns) - i) * bytes);
            }

            ReadOnlySpan<byte> number = line.Slice((int)(i % 8192) * bytes, bytes);
            float value = bytes == 4 ? BinaryPrimitives.ReadSingleLittleEndian(number) : (float)BinaryPrimitives.ReadDoubleLittleEndian(number);
            (long row, long column) = fortran ? (i % rows, i / rows) : (i / columns, i % columns);
            matrix[row][column] = value;
        }

        return matrix;
    }

    private static string Match(ByteSource source, Regex pattern, string header) =>
        pattern.Match(header) is { Success: true } found ? found.Groups[1].Value : throw new ClefException(source.Name, "header", header.Trim(), "descr, fortran_order and shape");

    [GeneratedRegex(@"'descr':\s*'([^']*)'")]
    private static partial Regex Type();

    [GeneratedRegex(@"'fortran_order':\s*(True|False)")]
    private static partial Regex Order();

    [GeneratedRegex(@"'shape':\s*\(([0-9, ]*)\)")]
    private static partial Regex Shape();
}

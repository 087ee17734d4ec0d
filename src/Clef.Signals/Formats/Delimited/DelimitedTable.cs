using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Delimited;

/// <summary>
/// The numbers of a table, column by column. Rows are counted first, so that exactly what is needed is allocated: four bytes a cell, which takes at
/// least one byte in the file.
/// </summary>
internal sealed class DelimitedTable
{
    public DelimitedTable(
        ByteSource source, Encoding encoding, char delimiter, bool comma, int headerRows, int columnCount, string? missing, RemarkList remarks)
    {
        RowCount = Count(source, encoding, delimiter, headerRows);

        // A row takes at least a byte a column, unless it is short; then the table may not have more cells than the file has bytes.
        if ((long)RowCount * columnCount > source.Length)
        {
            throw new ClefException(source.Name, "rows", RowCount, $"rows of {columnCount} cells");
        }

        Columns = new float[columnCount][];
        for (int c = 0; c < columnCount; c++)
        {
            Columns[c] = new float[RowCount];
        }

        using DelimitedRows rows = Skip(source, encoding, delimiter, headerRows);
        long unreadable = 0;
        for (int r = 0; r < RowCount && rows.Next(); r++)
        {
            if (rows.Count != columnCount && !(rows.Count == columnCount + 1 && rows[columnCount].Length == 0))
            {
                remarks.Add("row-length-wrong", $"row {rows.Number} has {rows.Count} cells in place of {columnCount}; missing cells read as NaN, others were left out");
            }

            for (int c = 0; c < columnCount; c++)
            {
                ReadOnlySpan<char> cell = c < rows.Count ? rows[c] : default;
                if (TryNumber(cell, comma, out float value))
                {
                    Columns[c][r] = value;
                    continue;
                }

                Columns[c][r] = float.NaN;
                if (!IsMissing(cell, missing))
                {
                    unreadable++;
                    remarks.Add("cell-unreadable", $"'{cell[..Math.Min(cell.Length, 30)]}' in row {rows.Number} is no number and reads as NaN");
                }
            }
        }

        if (unreadable * 2 > (long)RowCount * columnCount)
        {
            throw new ClefException(source.Name, "cells", unreadable, $"mostly numbers in {RowCount} rows of {columnCount} cells");
        }
    }

    /// <summary>Rows of numbers.</summary>
    public int RowCount { get; }

    /// <summary>The numbers of each column.</summary>
    public float[][] Columns { get; }

    /// <summary>Parses a number with a decimal point or comma; infinities are refused.</summary>
    public static bool TryNumber(ReadOnlySpan<char> cell, bool comma, out float value)
    {
        if (comma && cell.Length <= 64 && cell.IndexOf('.') < 0)
        {
            Span<char> text = stackalloc char[cell.Length];
            cell.Replace(text, ',', '.');
            return Parse(text, out value);
        }

        return Parse(cell, out value);
    }

    private static bool Parse(ReadOnlySpan<char> text, out float value) =>
        float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out value) && float.IsFinite(value);

    private static bool IsMissing(ReadOnlySpan<char> cell, string? missing) =>
        cell.Length == 0 || cell.Equals("nan", StringComparison.OrdinalIgnoreCase) || cell.Equals("na", StringComparison.OrdinalIgnoreCase)
        || cell.Equals("n/a", StringComparison.OrdinalIgnoreCase) || cell.Equals("null", StringComparison.OrdinalIgnoreCase) || cell is "-"
        || (missing is not null && cell.SequenceEqual(missing));

    private static int Count(ByteSource source, Encoding encoding, char delimiter, int headerRows)
    {
        using DelimitedRows rows = Skip(source, encoding, delimiter, headerRows);
        int count = 0;
        while (rows.Next())
        {
            count++;
        }

        return count;
    }

    private static DelimitedRows Skip(ByteSource source, Encoding encoding, char delimiter, int headerRows)
    {
        var rows = new DelimitedRows(source, delimiter, encoding);
        for (int i = 0; i < headerRows && rows.Next(); i++)
        {
        }

        return rows;
    }
}

using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;
using Clef.Signals.Formats.Delimited;

namespace Clef.Signals.Formats.Bids;

/// <summary>A tab-separated sidecar: rows by column name; <c>n/a</c> reads as null.</summary>
internal sealed class BidsTable
{
    /// <summary>Most rows of a sidecar; a day of events at ten a second.</summary>
    private const int MaximumRows = 1_000_000;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string[]> _rows = [];

    public BidsTable(ByteSource source, RemarkList remarks)
    {
        using var rows = new DelimitedRows(source, '\t', DelimitedRows.Detect(source, remarks));
        if (!rows.Next())
        {
            return;
        }

        for (int c = 0; c < rows.Count; c++)
        {
            _columns.TryAdd(rows[c].ToString(), c);
        }

        int width = rows.Count;
        while (rows.Next())
        {
            if (_rows.Count == MaximumRows)
            {
                throw new ClefException(source.Name, "rows", null, $"at most {MaximumRows}");
            }

            var row = new string[Math.Min(rows.Count, width)];
            for (int c = 0; c < row.Length; c++)
            {
                row[c] = rows[c].ToString();
            }

            _rows.Add(row);
        }
    }

    /// <summary>How many rows there are below the header.</summary>
    public int Count => _rows.Count;

    /// <summary>A cell, or null where the column is absent or the cell is empty or <c>n/a</c>.</summary>
    public string? this[int row, string column] =>
        _columns.TryGetValue(column, out int at) && at < _rows[row].Length && _rows[row][at] is { Length: > 0 } text && text != "n/a" ? text : null;

    /// <summary>A number, or null.</summary>
    public double? Number(int row, string column) => HeaderText.TryNumber(this[row, column], out double value) ? value : null;
}

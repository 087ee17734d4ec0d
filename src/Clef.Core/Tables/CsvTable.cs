using System.Globalization;
using System.Text;
using Clef.Core.Sources;

namespace Clef.Core.Tables;

/// <summary>
/// A small CSV table in memory (RFC 4180: quoted fields, doubled quotes, line breaks within quotes), for label files and metadata. Columns
/// are found by name, without regard to case. Rows that have another number of fields than the header are an error that names the line.
/// </summary>
public sealed class CsvTable
{
    /// <summary>The largest file that is read this way: 1,000,000,000 bytes. Larger tables belong in DuckDB.</summary>
    public const int MaximumBytes = 1_000_000_000;

    private readonly Dictionary<string, int> _columns = new(StringComparer.OrdinalIgnoreCase);
    private readonly List<string[]> _rows = [];

    private CsvTable(string name) => Name = name;

    /// <summary>The file's name, for messages.</summary>
    public string Name { get; }

    /// <summary>The column names as written.</summary>
    public IReadOnlyList<string> Columns { get; private set; } = [];

    /// <summary>The rows, in file order.</summary>
    public IReadOnlyList<string[]> Rows => _rows;

    /// <summary>Reads a file on disk.</summary>
    public static CsvTable Read(string path, char separator = ',')
    {
        using var source = new MappedByteSource(path);
        return Read(source, separator);
    }

    /// <summary>Reads a file of a folder or archive.</summary>
    public static CsvTable Read(SourceFolder folder, string fileName, char separator = ',')
    {
        using ByteSource source = folder.Open(fileName);
        return Read(source, separator);
    }

    /// <summary>Reads a table whose first line names the columns.</summary>
    public static CsvTable Read(ByteSource source, char separator = ',') =>
        Parse(source.Name, Encoding.UTF8.GetString(source.All(MaximumBytes)), separator, null);

    /// <summary>Reads a table without a header line.</summary>
    public static CsvTable Read(ByteSource source, IReadOnlyList<string> columns, char separator = ',') =>
        Parse(source.Name, Encoding.UTF8.GetString(source.All(MaximumBytes)), separator, columns);

    /// <summary>Parses a text.</summary>
    /// <param name="name">The name shown in messages.</param>
    /// <param name="text">The table.</param>
    /// <param name="separator">Between fields.</param>
    /// <param name="columns">The column names where the text has no header line.</param>
    public static CsvTable Parse(string name, string text, char separator = ',', IReadOnlyList<string>? columns = null)
    {
        var table = new CsvTable(name);
        if (columns is not null)
        {
            table.SetColumns(columns);
        }

        int at = text.StartsWith('\uFEFF') ? 1 : 0;
        int line = 1;
        var fields = new List<string>();
        while (at < text.Length)
        {
            int startLine = line;
            ReadRow(name, text, separator, ref at, ref line, fields);
            if (fields.Count == 1 && fields[0].Length == 0)
            {
                continue;
            }

            if (table.Columns.Count == 0)
            {
                table.SetColumns(fields.Select(f => f.Trim()).ToArray());
            }
            else if (fields.Count != table.Columns.Count)
            {
                throw new ClefException(name, $"line {startLine}", $"{fields.Count} fields", $"{table.Columns.Count}, as in the header");
            }
            else
            {
                table._rows.Add(fields.ToArray());
            }
        }

        return table.Columns.Count > 0 ? table : throw new ClefException(name, "content", "nothing", "a header line and rows");
    }

    /// <summary>True where there is a column of that name.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>The index of a column that must be there.</summary>
    public int Column(string column) => _columns.TryGetValue(column, out int index)
        ? index
        : throw new ClefException(Name, "columns", string.Join(", ", Columns), $"one named '{column}'");

    /// <summary>The index of the first of several names that is there, or -1.</summary>
    public int FirstColumn(params ReadOnlySpan<string> names)
    {
        foreach (string name in names)
        {
            if (_columns.TryGetValue(name, out int index))
            {
                return index;
            }
        }

        return -1;
    }

    /// <summary>
    /// A field as a number; null where it is empty or says that it is missing (<c>NA</c>, <c>NaN</c>, <c>null</c>, <c>None</c>).
    /// </summary>
    public double? Number(int row, int column)
    {
        string text = _rows[row][column].Trim();
        return text is "" or "NA" or "N/A" or "NaN" or "nan" or "null" or "NULL" or "None" or "?" ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value
            : throw new ClefException(Name, $"{Columns[column]} in row {row + 1}", text, "a number, or an empty field");
    }

    /// <summary>A field in quotes where it needs them.</summary>
    public static string Quote(string? field) =>
        field is null ? ""
        : field.AsSpan().IndexOfAny(",\"\r\n") < 0 && field.Trim().Length == field.Length ? field
        : $"\"{field.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private static void ReadRow(string name, string text, char separator, ref int at, ref int line, List<string> fields)
    {
        fields.Clear();
        var quoted = new StringBuilder();
        while (true)
        {
            int start = at;
            if (at < text.Length && text[at] == '"')
            {
                int opened = line;
                quoted.Clear();
                at++;
                while (true)
                {
                    if (at >= text.Length)
                    {
                        throw new ClefException(name, $"line {opened}", "a quote that is never closed", "a closing quote");
                    }

                    char c = text[at++];
                    if (c == '"' && at < text.Length && text[at] == '"')
                    {
                        at++;
                    }
                    else if (c == '"')
                    {
                        break;
                    }

                    line += c == '\n' ? 1 : 0;
                    quoted.Append(c);
                }

                start = at;
            }
            else
            {
                quoted.Clear();
            }

            while (at < text.Length && text[at] != separator && text[at] is not ('\r' or '\n'))
            {
                at++;
            }

            fields.Add(quoted.Length > 0 ? quoted.Append(text.AsSpan(start, at - start)).ToString() : text[start..at]);
            if (at < text.Length && text[at] == separator)
            {
                at++;
                continue;
            }

            if (at < text.Length && text[at] == '\r')
            {
                at++;
            }

            if (at < text.Length && text[at] == '\n')
            {
                at++;
            }

            line++;
            return;
        }
    }

    private void SetColumns(IReadOnlyList<string> names)
    {
        Columns = names;
        for (int i = 0; i < names.Count; i++)
        {
            if (!_columns.TryAdd(names[i], i) && names[i].Length > 0)
            {
                throw new ClefException(Name, "header", names[i], "each column name once");
            }
        }
    }
}

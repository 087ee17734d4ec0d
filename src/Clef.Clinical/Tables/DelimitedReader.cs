using System.Text;
using Clef.Core;

namespace Clef.Clinical.Tables;

/// <summary>
/// Reads comma-separated text row by row (RFC 4180: quoted fields, doubled quotes, line breaks within quotes), with the line on which
/// each row starts, so that an error can name it. A field is at most 4 million characters long.
/// </summary>
public sealed class DelimitedReader : IDisposable
{
    private const int LongestField = 4 << 20;
    private readonly TextReader reader;
    private readonly string source;
    private readonly char separator;
    private int line = 1;

    /// <summary>Opens a table and reads its header; fails where the header is absent or names a column twice.</summary>
    /// <param name="reader">The text.</param>
    /// <param name="source">The name of the file, for messages.</param>
    /// <param name="separator">The character between fields; null for tab where the name ends in .tsv, comma otherwise.</param>
    public DelimitedReader(TextReader reader, string source, char? separator = null)
    {
        this.reader = reader;
        this.source = source;
        this.separator = separator ?? (source.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',');
        Header = ReadFields() ?? throw new ClefException(source, null, null, "a header line with the names of the columns");
        Header[0] = Header[0].TrimStart('\uFEFF');
        if (Header.GroupBy(h => h).FirstOrDefault(g => g.Count() > 1) is { } twice)
        {
            throw new ClefException(source, "column", twice.Key, "a name that no other column has");
        }
    }

    /// <summary>The names of the columns.</summary>
    public string[] Header { get; }

    /// <summary>The line, counted from 1, on which the current row starts.</summary>
    public int Line { get; private set; }

    /// <summary>Opens a file as UTF-8.</summary>
    public static DelimitedReader Open(string path) => new(new StreamReader(path), path);

    /// <summary>The position of a column; fails by listing the columns.</summary>
    public int Column(string name)
    {
        int index = Array.IndexOf(Header, name);
        return index >= 0 ? index : throw new ClefException(source, "column", name, $"one of {string.Join(", ", Header)}");
    }

    /// <summary>
    /// The next row, or null at the end. Empty lines are passed over; a row of another width than the header is an error.
    /// </summary>
    public string[]? Read()
    {
        string[]? fields = ReadFields();
        if (fields is not null && fields.Length != Header.Length)
        {
            throw new ClefException($"{source}:{Line}", "fields", fields.Length, $"{Header.Length}, as the header has");
        }

        return fields;
    }

    /// <inheritdoc/>
    public void Dispose() => reader.Dispose();

    private string[]? ReadFields()
    {
        while (reader.Peek() is '\r' or '\n')
        {
            line += reader.Read() == '\n' ? 1 : 0;
        }

        if (reader.Peek() < 0)
        {
            return null;
        }

        Line = line;
        var fields = new List<string>();
        var field = new StringBuilder();
        while (true)
        {
            bool more = reader.Peek() == '"' ? Quoted(field) : Plain(field);
            fields.Add(field.ToString());
            field.Clear();
            if (!more)
            {
                return [.. fields];
            }
        }
    }

    /// <summary>Reads an unquoted field; true where another follows on the row.</summary>
    private bool Plain(StringBuilder field)
    {
        while (true)
        {
            int c = reader.Read();
            if (c == separator)
            {
                return true;
            }

            if (c is '\r' && reader.Peek() == '\n')
            {
                continue;
            }

            if (c is '\n' or '\r' or < 0)
            {
                line += c is '\n' or '\r' ? 1 : 0;
                return false;
            }

            Append(field, c);
        }
    }

    private bool Quoted(StringBuilder field)
    {
        int opened = line;
        reader.Read();
        while (true)
        {
            int c = reader.Read();
            if (c < 0)
            {
                throw new ClefException($"{source}:{opened}", null, null, "a closing quotation mark before the end of the file");
            }

            if (c == '"')
            {
                if (reader.Peek() != '"')
                {
                    break;
                }

                reader.Read();
            }

            line += c == '\n' ? 1 : 0;
            Append(field, c);
        }

        // Whatever stands between the closing quote and the separator is kept, as spreadsheets do.
        return Plain(field);
    }

    private void Append(StringBuilder field, int c)
    {
        if (field.Length >= LongestField)
        {
            throw new ClefException($"{source}:{Line}", "field", field.Length, $"at most {LongestField} characters");
        }

        field.Append((char)c);
    }
}

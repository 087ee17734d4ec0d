using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Delimited;

/// <summary>The rows of a text file of columns, one after the other; quoted cells as in RFC 4180. A row is never longer than a mebibyte.</summary>
internal sealed class DelimitedRows : IDisposable
{
    private const int MaximumRow = 1 << 20;
    private readonly string _file;
    private readonly char _delimiter;
    private readonly StreamReader _reader;
    private char[] _row = new char[1 << 12];
    private readonly List<(int Start, int Length)> _cells = [];

    public DelimitedRows(ByteSource source, char delimiter, Encoding encoding)
    {
        (_file, _delimiter) = (source.Name, delimiter);
        _reader = new StreamReader(new ByteSourceStream(source, 0, source.Length), encoding, true, 1 << 12);
    }

    /// <summary>The number of the row at hand, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>How many cells it has.</summary>
    public int Count => _cells.Count;

    /// <summary>A cell without its quotes and outer blanks.</summary>
    public ReadOnlySpan<char> this[int cell] => _row.AsSpan(_cells[cell].Start, _cells[cell].Length).Trim();

    /// <summary>Reads the next row that is not empty; false at the end.</summary>
    public bool Next()
    {
        do
        {
            if (_reader.Peek() < 0)
            {
                return false;
            }

            ReadRow();
        }
        while (_cells.Count == 1 && this[0].Length == 0);
        return true;
    }

    private void ReadRow()
    {
        Number++;
        _cells.Clear();
        int length = 0, start = 0;
        bool quoted = false;
        for (int next = _reader.Read(); ; next = _reader.Read())
        {
            if (quoted && next == '"')
            {
                // Two quotes within quotes are one; a single one closes.
                if (_reader.Peek() != '"')
                {
                    quoted = false;
                    continue;
                }

                _reader.Read();
            }
            else if (!quoted && next == '"' && length == start)
            {
                quoted = true;
                continue;
            }
            else if (next < 0 || (!quoted && (next is '\n' or '\r' || next == _delimiter)))
            {
                _cells.Add((start, length - start));
                start = length;
                if (next == _delimiter)
                {
                    continue;
                }

                if (next == '\r' && _reader.Peek() == '\n')
                {
                    _reader.Read();
                }

                return;
            }

            if (length == MaximumRow)
            {
                throw new ClefException(_file, $"row {Number}", null, $"at most {MaximumRow} characters");
            }

            if (length == _row.Length)
            {
                Array.Resize(ref _row, 4 * length);
            }

            _row[length++] = (char)next;
        }
    }

    public void Dispose() => _reader.Dispose();

    /// <summary>UTF-8 where the first part of the file is; else Latin-1 with a remark. A mark at the start overrides both.</summary>
    public static Encoding Detect(ByteSource source, RemarkList remarks)
    {
        ReadOnlySpan<byte> head = source.SliceUpTo(0, 1 << 16);

        // The head may end within a character of up to four bytes.
        for (int cut = 0; cut < 4 && cut <= head.Length; cut++)
        {
            if (System.Text.Unicode.Utf8.IsValid(head[..^cut]))
            {
                return Encoding.UTF8;
            }
        }

        if (!head.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]) && !head.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            remarks.Add("text-not-utf8", "the text is not UTF-8 and was read as Latin-1");
        }

        return Encoding.Latin1;
    }
}

using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>
/// Reads MATLAB version 4 files ("MAT-File Format", MathWorks, version 4 chapter): full numeric and text matrices, little and big endian.
/// Sparse matrices and VAX or Cray numbers are refused.
/// </summary>
internal static class Mat4Reader
{
    private const int HeaderBytes = 20;

    /// <summary>True where the first 20 bytes are a plausible version 4 matrix header.</summary>
    public static bool Recognises(ReadOnlySpan<byte> head)
    {
        if (head.Length < HeaderBytes + 2)
        {
            return false;
        }

        bool big = IsBigEndian(head);
        uint type = Word(head, 0, big), rows = Word(head, 4, big), columns = Word(head, 8, big), imaginary = Word(head, 12, big), name = Word(head, 16, big);
        if (type > 4999 || type / 1000 > 1 || type / 100 % 10 != 0 || type % 10 > 2 || type / 10 % 10 > 5 || type / 1000 != (big ? 1u : 0u)
            || rows > int.MaxValue || columns > int.MaxValue || imaginary > 1 || name is < 2 or > 64)
        {
            return false;
        }

        // The name is letters, digits and '_', and ends with a zero.
        int length = (int)Math.Min(name, (uint)(head.Length - HeaderBytes));
        ReadOnlySpan<byte> text = head.Slice(HeaderBytes, length);
        int end = text.IndexOf((byte)0);
        end = end < 0 ? length : end;
        return end > 0 && char.IsAsciiLetter((char)text[0]) && text[..end].IndexOfAnyExcept(NameBytes) < 0;
    }

    private static System.Buffers.SearchValues<byte> NameBytes { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"u8);

    /// <summary>Reads the variables of a file.</summary>
    public static Dictionary<string, MatValue> Read(ByteSource source, RemarkList remarks)
    {
        var variables = new Dictionary<string, MatValue>(StringComparer.Ordinal);
        long at = 0;
        while (at + HeaderBytes <= source.Length)
        {
            ReadOnlySpan<byte> head = source.SliceUpTo(at, HeaderBytes + 128);
            if (!Recognises(head))
            {
                if (variables.Count == 0)
                {
                    throw new ClefException(source.Name, $"matrix header at {at}", null, "a full IEEE matrix of MATLAB version 4");
                }

                remarks.Add("mat-trailing-bytes", $"{source.Length - at} bytes after the last variable are no matrix and were not read");
                break;
            }

            bool big = IsBigEndian(head);
            uint type = Word(head, 0, big);
            long rows = Word(head, 4, big), columns = Word(head, 8, big), name = Word(head, 16, big);
            StoredType stored = (type / 10 % 10) switch
            {
                0 => StoredType.Double,
                1 => StoredType.Single,
                2 => StoredType.Int32,
                3 => StoredType.Int16,
                4 => StoredType.UInt16,
                _ => StoredType.UInt8,
            };
            long data = at + HeaderBytes + name;
            long count = rows * columns;
            bool complex = Word(head, 12, big) == 1;
            if (count > (source.Length - data) / stored.Size() || (complex && count * 2 > (source.Length - data) / stored.Size()))
            {
                throw new ClefException(source.Name, $"matrix at {at}", $"{rows} x {columns}", $"a matrix within {source.Length} bytes");
            }

            string label = Encoding.Latin1.GetString(source.Slice(at + HeaderBytes, (int)name)).Split('\0')[0];
            variables[label] = type % 10 == 1
                ? Text(source, data, rows, columns, stored, big)
                : Numbers(source, data, rows, columns, stored, big, complex);
            at = data + (count * stored.Size() * (complex ? 2 : 1));
        }

        return variables;
    }

    private static MatNumbers Numbers(ByteSource source, long data, long rows, long columns, StoredType stored, bool big, bool complex)
    {
        int size = stored.Size();
        double[]? small = null;
        if (rows * columns <= MatNumbers.SmallCount)
        {
            small = new double[rows * columns];
            for (int i = 0; i < small.Length; i++)
            {
                small[i] = stored.Decode(source.Slice(data + ((long)i * size), size), big);
            }
        }

        return new MatNumbers
        {
            Dimensions = [rows, columns],
            Stored = stored,
            Small = small,
            IsComplex = complex,
            Open = (index, byColumn) => byColumn
                ? new StoredSamples(source, data + (index * rows * size), size, rows, stored, big, 1)
                : new StoredSamples(source, data + (index * size), rows * size, columns, stored, big, 1),
        };
    }

    private static MatText Text(ByteSource source, long data, long rows, long columns, StoredType stored, bool big)
    {
        int count = (int)Math.Min(rows * columns, 1 << 20);
        string text = string.Create(count, 0, (characters, _) =>
        {
            for (int i = 0; i < characters.Length; i++)
            {
                double code = stored.Decode(source.Slice(data + ((long)i * stored.Size()), stored.Size()), big);
                characters[i] = code is >= 0 and < 65536 ? (char)code : '\uFFFD';
            }
        });
        return new MatText { Dimensions = [rows, columns], Text = rows > 1 && rows <= count ? Mat5Reader.ByRows(text, (int)rows) : text.TrimEnd(' ', '\0') };
    }

    private static bool IsBigEndian(ReadOnlySpan<byte> head) => head[0] == 0 && (head[2] != 0 || head[3] != 0);

    private static uint Word(ReadOnlySpan<byte> bytes, int at, bool big) => (uint)StoredType.UInt32.Decode(bytes[at..], big);
}

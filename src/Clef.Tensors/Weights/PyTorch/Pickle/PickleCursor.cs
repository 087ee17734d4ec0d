using System.Buffers.Binary;
using System.Globalization;
using System.Numerics;
using System.Text;
using Clef.Core;

namespace Clef.Tensors.Weights.PyTorch.Pickle;

/// <summary>Reads the arguments of opcodes; every length is checked against what is left before anything is allocated.</summary>
internal ref struct PickleCursor(string source, ReadOnlySpan<byte> bytes)
{
    /// <summary>The longest whole number, in bytes or digits: far above any real one, and cheap to convert.</summary>
    private const int MaximumNumber = 1024;

    private static readonly UTF8Encoding StrictUtf8 = new(false, throwOnInvalidBytes: true);

    private readonly ReadOnlySpan<byte> _bytes = bytes;

    /// <summary>Position of the next byte.</summary>
    public int Position { get; private set; }

    public byte Byte() => Take(1)[0];

    public ushort UInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int Int32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint UInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong UInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public double BigEndianDouble() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    public byte[] Bytes(ulong count) => Take(count).ToArray();

    public string Utf8(ulong count) => Decode(StrictUtf8, Take(count));

    public string Latin1(ulong count) => Encoding.Latin1.GetString(Take(count));

    /// <summary>A whole number in two's complement, little-endian.</summary>
    public object LongBytes(uint count) =>
        count <= MaximumNumber ? Narrow(new BigInteger(Take(count))) : throw Wrong("whole number", count, $"at most {MaximumNumber} bytes");

    /// <summary>A whole number in decimal, with or without Python 2's trailing L.</summary>
    public object LongText() => LongText(Line());

    private readonly object LongText(string line)
    {
        string text = line.TrimEnd('L');
        return text.Length <= MaximumNumber && BigInteger.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out BigInteger value)
            ? Narrow(value)
            : throw Wrong("whole number", text, $"at most {MaximumNumber} decimal digits");
    }

    /// <summary>The argument of INT: protocol 0 writes the booleans as the two-digit numbers 00 and 01.</summary>
    public object IntText()
    {
        string text = Line();
        return text switch
        {
            "00" => false,
            "01" => true,
            _ => LongText(text),
        };
    }

    public double FloatText()
    {
        string text = Line();
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : throw Wrong("number", text, "a decimal number");
    }

    /// <summary>The rest of a line, without its end.</summary>
    public string Line()
    {
        int length = _bytes[Position..].IndexOf((byte)'\n');
        if (length < 0)
        {
            throw Wrong("text", null, "a line end");
        }

        string line = Decode(StrictUtf8, Take((ulong)length));
        Position++;
        return line.EndsWith('\r') ? line[..^1] : line;
    }

    /// <summary>A line that holds a Python 2 text between quotes, with its escapes.</summary>
    public string QuotedLine()
    {
        string line = Line().Trim();
        return line.Length >= 2 && line[0] is '\'' or '"' && line[^1] == line[0] ? Unescape(line[1..^1]) : throw Wrong("text", line, "a text between quotes");
    }

    /// <summary>A line of raw Unicode escapes.</summary>
    public string UnicodeLine() => Unescape(Line());

    public readonly ClefException Wrong(string field, object? value, string expected) =>
        new(source, FormattableString.Invariant($"pickle {field} at byte {Position}"), value, expected);

    private ReadOnlySpan<byte> Take(ulong count)
    {
        if (count > (ulong)(_bytes.Length - Position))
        {
            throw Wrong("argument of bytes", count, FormattableString.Invariant($"at most {_bytes.Length - Position}, which are left"));
        }

        ReadOnlySpan<byte> taken = _bytes.Slice(Position, (int)count);
        Position += (int)count;
        return taken;
    }

    private readonly string Decode(Encoding encoding, ReadOnlySpan<byte> text)
    {
        try
        {
            return encoding.GetString(text);
        }
        catch (DecoderFallbackException e)
        {
            throw new ClefException(source, FormattableString.Invariant($"pickle text at byte {Position}"), null, "valid UTF-8", e);
        }
    }

    private static object Narrow(BigInteger value) => value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;

    private static string Unescape(string text)
    {
        if (!text.Contains('\\'))
        {
            return text;
        }

        var result = new StringBuilder(text.Length);
        for (int i = 0; i < text.Length; i++)
        {
            char next = i + 1 < text.Length ? text[i + 1] : '\0';
            int digits = text[i] != '\\' ? 0 : next switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
            if (digits > 0 && i + 2 + digits <= text.Length
                && uint.TryParse(text.AsSpan(i + 2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out uint code) && Rune.IsValid(code))
            {
                result.Append(new Rune(code));
                i += digits + 1;
            }
            else if (text[i] == '\\' && next is '\\' or '\'' or '"' or 'n' or 'r' or 't')
            {
                result.Append(next switch { 'n' => '\n', 'r' => '\r', 't' => '\t', _ => next });
                i++;
            }
            else
            {
                result.Append(text[i]);
            }
        }

        return result.ToString();
    }
}

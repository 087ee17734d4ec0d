using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Clef.Core;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>Reads the fixed-width text fields of a header; what departs from the standard becomes a remark, once a kind.</summary>
internal sealed class EdfFields(string file, List<Remark> remarks)
{
    /// <summary>Adds a remark unless one of its kind is there.</summary>
    public void Remark(string code, string text)
    {
        if (!remarks.Exists(r => r.Code == code))
        {
            remarks.Add(new Remark(code, text));
        }
    }

    /// <summary>A field as text, padding removed.</summary>
    public string Text(ReadOnlySpan<byte> field, string name)
    {
        ReadOnlySpan<byte> content = Content(field, name);
        if (content.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0)
        {
            return Encoding.ASCII.GetString(content);
        }

        bool utf8 = Utf8.IsValid(content);
        string text = utf8 ? Encoding.UTF8.GetString(content) : Encoding.Latin1.GetString(content);
        Remark("non-ascii", $"{name} '{text}' has characters outside printable ASCII; they were read as {(utf8 ? "UTF-8" : "Latin-1")}");
        return text;
    }

    /// <summary>A field as a number; null where it is none.</summary>
    public double? TryNumber(ReadOnlySpan<byte> field, string name)
    {
        scoped ReadOnlySpan<byte> content = Content(field, name);
        Span<byte> point = stackalloc byte[80];
        content = content.Length <= point.Length ? content : content[..point.Length];
        if (content.Contains((byte)','))
        {
            Remark("decimal-comma", $"{name} '{Encoding.Latin1.GetString(content)}' has a decimal comma; it was read as a point");
            content.CopyTo(point);
            point = point[..content.Length];
            point.Replace((byte)',', (byte)'.');
            content = point;
        }

        return double.TryParse(content, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : null;
    }

    /// <summary>A field that must be a number.</summary>
    public double Number(ReadOnlySpan<byte> field, string name) =>
        TryNumber(field, name) ?? throw new ClefException(file, name, Encoding.Latin1.GetString(field), "a number");

    /// <summary>A field that must be a whole number within bounds.</summary>
    public long Whole(ReadOnlySpan<byte> field, string name, long least, long most)
    {
        double value = Number(field, name);
        if (value != Math.Floor(value) || value < least || value > most)
        {
            throw new ClefException(file, name, value, $"a whole number from {least} to {most}");
        }

        return (long)value;
    }

    private ReadOnlySpan<byte> Content(ReadOnlySpan<byte> field, string name)
    {
        ReadOnlySpan<byte> content = field.Trim(" \0\t\r\n"u8);
        bool spaces = content.IsEmpty
            ? field.IndexOfAnyExcept((byte)' ') < 0
            : field[0] != ' ' && field[..].TrimEnd((byte)' ').Length == content.Length;
        if (!spaces)
        {
            Remark("field-padding", $"{name} is not left-justified and padded with spaces; its padding was removed");
        }

        int zero = content.IndexOf((byte)0);
        return zero < 0 ? content : content[..zero];
    }
}

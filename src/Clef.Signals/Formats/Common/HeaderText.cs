using System.Globalization;
using System.Text;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Common;

/// <summary>Text and numbers of headers.</summary>
internal static class HeaderText
{
    private static readonly UTF8Encoding StrictUtf8 = new(false, true);

    /// <summary>Decodes UTF-8 (with or without a mark), UTF-16 with a mark, and, where bytes are no UTF-8, Latin-1 with a remark.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes, RemarkList remarks)
    {
        if (bytes.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            bytes = bytes[3..];
        }
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xFE]))
        {
            return Encoding.Unicode.GetString(bytes[2..]);
        }
        else if (bytes.StartsWith((ReadOnlySpan<byte>)[0xFE, 0xFF]))
        {
            return Encoding.BigEndianUnicode.GetString(bytes[2..]);
        }

        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            remarks.Add("text-not-utf8", "the text is not UTF-8 and was read as Latin-1");
            return Encoding.Latin1.GetString(bytes);
        }
    }

    /// <summary>Reads a whole small text file.</summary>
    public static string ReadAll(ByteSource source, int limit, RemarkList remarks) => Decode(source.All(limit), remarks);

    /// <summary>Parses a number with a decimal point; false for text, NaN spelled out included.</summary>
    public static bool TryNumber(ReadOnlySpan<char> text, out double value) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out value) && double.IsFinite(value);

    /// <summary>Parses a date and time written as digits, <c>yyyyMMdd[HHmm[ss[.f...]]]</c>, as HL7 and DICOM write them; null where it is none.</summary>
    public static DateTime? Timestamp(string? text)
    {
        if (text is null)
        {
            return null;
        }

        ReadOnlySpan<char> t = text.AsSpan().Trim();
        int zone = t.IndexOfAny('+', '-');
        t = zone > 8 ? t[..zone] : t;
        int digits = 0;
        while (digits < t.Length && char.IsAsciiDigit(t[digits]))
        {
            digits++;
        }

        if (digits < 8
            || !DateOnly.TryParseExact(t[..8], "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return null;
        }

        int Part(ReadOnlySpan<char> s, int at) => at + 2 <= digits ? ((s[at] - '0') * 10) + s[at + 1] - '0' : 0;
        int hour = Part(t, 8), minute = Part(t, 10), second = Part(t, 12);
        if (hour > 23 || minute > 59 || second > 59)
        {
            return date.ToDateTime(TimeOnly.MinValue);
        }

        DateTime value = date.ToDateTime(new TimeOnly(hour, minute, second));
        if (digits >= 14 && t.Length > digits + 1 && t[digits] == '.' && TryNumber(string.Concat("0", t[digits..]), out double fraction) && fraction < 1)
        {
            value = value.AddTicks((long)Math.Round(fraction * TimeSpan.TicksPerSecond));
        }

        return value;
    }

    /// <summary>Parses a date, either as digits <c>yyyyMMdd</c> or as <c>yyyy-MM-dd</c>; null where it is none.</summary>
    public static DateOnly? Date(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), ["yyyyMMdd", "yyyy-MM-dd"], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date) ? date : null;

    /// <summary>White space trimmed; null where nothing is left.</summary>
    public static string? OrNull(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}

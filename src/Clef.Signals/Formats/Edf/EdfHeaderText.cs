using System.Globalization;
using System.Text;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>Builds a header of fixed-width printable ASCII fields.</summary>
internal sealed class EdfHeaderText(List<Remark> remarks)
{
    private readonly StringBuilder _text = new();

    /// <summary>Adds a field; a text of the recording that does not fit, or is not ASCII, is respelt and remarked under <paramref name="name"/>.</summary>
    public void Put(string value, int width, string? name)
    {
        string cut = name is null ? value[..Math.Min(value.Length, width)] : Spelt(value, width);
        if (name is not null && cut != value)
        {
            remarks.Add(new Remark($"{name}-respelt", $"the {name} '{value}' was written as '{cut}'"));
        }

        _text.Append(cut.PadRight(width));
    }

    /// <summary>The header's bytes.</summary>
    public byte[] Bytes() => Encoding.Latin1.GetBytes(_text.ToString());

    /// <summary>A text as a field of this width has it.</summary>
    public static string Spelt(string text, int width)
    {
        string spelt = Ascii(text);
        return spelt.Length > width ? spelt[..width] : spelt;
    }

    private static string Ascii(string text)
    {
        var ascii = new StringBuilder();
        foreach (char c in text.Normalize(NormalizationForm.FormD))
        {
            if (c is >= ' ' and <= '~')
            {
                ascii.Append(c);
            }
            else if (c is '\u00b5' or '\u03bc')
            {
                ascii.Append('u'); // both micro signs
            }
            else if (CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.NonSpacingMark)
            {
                ascii.Append('_');
            }
        }

        return ascii.ToString();
    }
}

/// <summary>Numbers in the eight characters that the header has for them.</summary>
internal static class EdfNumber
{
    /// <summary>The most exact spelling of at most eight characters.</summary>
    public static string Print(double value)
    {
        for (int digits = 7; digits >= 0; digits--)
        {
            string text = value.ToString("0." + new string('#', digits), CultureInfo.InvariantCulture);
            if (text.Length <= 8)
            {
                return text == "-0" ? "0" : text;
            }
        }

        return value < 0 ? "-9999999" : "99999999"; // no physical range in use comes near
    }

    /// <summary>The value as it will be printed; rounded down for direction -1, up for 1, to the nearest for 0.</summary>
    public static double Round(double value, int direction)
    {
        double printed = double.Parse(Print(value), CultureInfo.InvariantCulture);
        if (direction == 0 || printed == value || (direction < 0) == (printed < value))
        {
            return printed;
        }

        int decimals = Math.Clamp(6 - (int)Math.Floor(Math.Log10(Math.Max(1, Math.Abs(value)))) - 1, 0, 5);
        double unit = Math.Pow(10, -decimals);
        return double.Parse(Print((direction < 0 ? Math.Floor(value / unit) : Math.Ceiling(value / unit)) * unit), CultureInfo.InvariantCulture);
    }
}

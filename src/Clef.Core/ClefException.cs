using System.Text;

namespace Clef.Core;

/// <summary>
/// An error that a user can act on: it names the file (or other source), the field, the value found and what was expected.
/// Every exception that Clef raises for wrong input derives from this type; anything else that escapes is a defect.
/// </summary>
public class ClefException : Exception
{
    /// <summary>Creates an error from a finished sentence.</summary>
    public ClefException(string message, Exception? inner = null) : base(message, inner)
    {
    }

    /// <summary>Creates an error from its four parts; parts that are null are left out of the message.</summary>
    /// <param name="source">The file, option or request that holds the wrong input.</param>
    /// <param name="field">The field within the source.</param>
    /// <param name="value">The value found there.</param>
    /// <param name="expected">What was expected instead.</param>
    /// <param name="inner">The exception that led to this one.</param>
    public ClefException(string? source, string? field, object? value, string expected, Exception? inner = null)
        : base(Compose(source, field, value, expected), inner)
    {
        SourceName = source;
        Field = field;
        Value = value;
        Expected = expected;
    }

    /// <summary>The file, option or request that holds the wrong input.</summary>
    public string? SourceName { get; }

    /// <summary>The field within the source.</summary>
    public string? Field { get; }

    /// <summary>The value found.</summary>
    public object? Value { get; }

    /// <summary>What was expected instead of <see cref="Value"/>.</summary>
    public string? Expected { get; }

    private static string Compose(string? source, string? field, object? value, string expected)
    {
        var text = new StringBuilder();
        if (source is not null)
        {
            text.Append(source).Append(": ");
        }

        if (field is not null)
        {
            text.Append(field);
            text.Append(value is null ? ": " : " is ");
        }

        if (value is not null)
        {
            text.Append(Quote(value)).Append("; ");
        }

        return text.Append("expected ").Append(expected).ToString();
    }

    private static string Quote(object value)
    {
        if (value is not string s)
        {
            return FormattableString.Invariant($"{value}");
        }

        var shown = new StringBuilder("'");
        foreach (char c in s.Length > 80 ? s.AsSpan(0, 80) : s)
        {
            shown.Append(char.IsControl(c) ? '\uFFFD' : c);
        }

        return shown.Append(s.Length > 80 ? "...'" : "'").ToString();
    }
}

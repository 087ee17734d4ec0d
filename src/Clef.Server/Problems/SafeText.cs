using System.Text.RegularExpressions;
using Clef.Core;

namespace Clef.Server.Problems;

/// <summary>What a client may read of an error: the field, the value and what was expected, never where on this machine it was.</summary>
internal static partial class SafeText
{
    private const int Longest = 600;

    public static string Of(ClefException e)
    {
        string text = e.Field is null && e.Value is null && e.Expected is null ? e.Message
            : new ClefException(null, e.Field, e.Value, e.Expected ?? "something else").Message;
        return Cut(Paths().Replace(text, "(a file)"));
    }

    /// <summary>A text of bounded length without control characters.</summary>
    public static string Cut(string text)
    {
        string plain = string.Concat(text.Select(c => char.IsControl(c) ? ' ' : c));
        return plain.Length <= Longest ? plain : plain[..Longest] + "...";
    }

    // A slash, at the start or after a blank, quote or bracket, and at least two parts.
    [GeneratedRegex("""(?<=^|[\s'"(=])(?:[A-Za-z]:)?[/\\][^\s'"/\\]+[/\\][^\s'"]*""")]
    private static partial Regex Paths();
}

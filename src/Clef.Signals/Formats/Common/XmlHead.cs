using System.Text;

namespace Clef.Signals.Formats.Common;

/// <summary>Recognises an XML file by the start of its root element, in UTF-8 or UTF-16.</summary>
internal static class XmlHead
{
    /// <summary>True where the head is XML and contains <paramref name="start"/> (ASCII), for instance <c>&lt;RestingECG</c>, before the end of a name.</summary>
    public static bool Contains(ReadOnlySpan<byte> head, string start)
    {
        string text = head.Length >= 2 && head[0] == 0xFF && head[1] == 0xFE ? Encoding.Unicode.GetString(head[2..])
            : head.Length >= 2 && head[0] == 0xFE && head[1] == 0xFF ? Encoding.BigEndianUnicode.GetString(head[2..])
            : Encoding.Latin1.GetString(head);
        ReadOnlySpan<char> rest = text.AsSpan().TrimStart(['\u00EF', '\u00BB', '\u00BF', ' ', '\t', '\r', '\n']);
        if (rest.Length == 0 || rest[0] != '<')
        {
            return false;
        }

        int at = rest.IndexOf(start, StringComparison.Ordinal);
        return at >= 0 && at + start.Length < rest.Length && !char.IsLetterOrDigit(rest[at + start.Length]);
    }
}

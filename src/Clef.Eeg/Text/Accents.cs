using System.Text;

namespace Clef.Eeg.Text;

/// <summary>
/// Letters without their accents, for Latin-1 and Latin Extended-A, and without combining marks. A table, since the runtime's own decomposition is not there
/// where globalisation is invariant; letters beyond it stay as they are.
/// </summary>
internal static class Accents
{
    private static readonly Dictionary<int, string> s_plain = Table(
        "aàáâãäåāăą", "cçćĉċč", "dď", "eèéêëēĕėęě", "gĝğġģ", "hĥ", "iìíîïĩīĭį", "jĵ", "kķ", "lĺļľ", "nñńņň", "oòóôõöōŏő", "rŕŗř", "sśŝşš", "tţť", "uùúûüũūŭůűų", "wŵ", "yýÿŷ", "zźżž");

    /// <summary>The letter as text, empty for a combining mark.</summary>
    public static string Strip(Rune rune) =>
        rune.IsAscii ? rune.ToString()
        : Rune.GetUnicodeCategory(rune) == System.Globalization.UnicodeCategory.NonSpacingMark ? ""
        : s_plain.GetValueOrDefault(rune.Value) ?? rune.ToString();

    /// <summary>Each text is a plain letter followed by those that become it.</summary>
    private static Dictionary<int, string> Table(params string[] rows) =>
        rows.SelectMany(row => row[1..].Select(c => ((int)c, row[..1]))).ToDictionary(p => p.Item1, p => p.Item2);
}

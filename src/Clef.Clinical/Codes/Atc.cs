namespace Clef.Clinical.Codes;

/// <summary>
/// The five levels of the Anatomical Therapeutic Chemical classification (WHO Collaborating Centre for Drug Statistics Methodology):
/// <c>N</c>, <c>N03</c>, <c>N03A</c>, <c>N03AX</c>, <c>N03AX14</c>.
/// </summary>
public static class Atc
{
    /// <summary>Characters of a code at levels 1 to 5.</summary>
    private static readonly int[] Lengths = [0, 1, 3, 4, 5, 7];

    /// <summary>The level of a code, 1 to 5; null where the text is no ATC code.</summary>
    public static int? Level(string code)
    {
        string text = code.Trim().ToUpperInvariant();
        int level = Array.IndexOf(Lengths, text.Length);
        if (level < 1)
        {
            return null;
        }

        for (int i = 0; i < text.Length; i++)
        {
            bool digit = i is 1 or 2 or 5 or 6;
            if (digit ? !char.IsAsciiDigit(text[i]) : !char.IsAsciiLetterUpper(text[i]))
            {
                return null;
            }
        }

        return "ABCDGHJLMNPRSV".Contains(text[0], StringComparison.Ordinal) ? level : null;
    }

    /// <summary>A code cut to a level; a shallower code stays as it is; null where the text is no ATC code.</summary>
    /// <param name="code">An ATC code of any level.</param>
    /// <param name="level">1 (anatomical group) to 5 (substance).</param>
    public static string? Roll(string code, int level)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(level, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(level, 5);
        return Level(code) is { } own ? code.Trim().ToUpperInvariant()[..Lengths[Math.Min(own, level)]] : null;
    }
}

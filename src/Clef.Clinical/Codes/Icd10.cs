using Clef.Core.Tables;

namespace Clef.Clinical.Codes;

/// <summary>
/// The hierarchy of ICD-10: category, block and chapter, for the WHO edition and ICD-10-CM alike. The ranges are those of the published
/// classifications (where the two differ, the wider); titles are our own short forms.
/// </summary>
public static class Icd10
{
    private static readonly (IcdGroup Group, string Includes)[] AllBlocks = LoadBlocks();

    /// <summary>The 22 chapters.</summary>
    public static IReadOnlyList<IcdGroup> Chapters { get; } = LoadChapters();

    /// <summary>The blocks, in order.</summary>
    public static IReadOnlyList<IcdGroup> Blocks { get; } = AllBlocks.Select(b => b.Group).ToArray();

    /// <summary>
    /// A code in capitals without point or blanks (<c>I48.91</c> gives <c>I4891</c>), or null where the text is no ICD-10 code.
    /// </summary>
    public static string? Normalise(string code)
    {
        string text = code.Trim().ToUpperInvariant().Replace(".", "", StringComparison.Ordinal).TrimEnd('-', '*', '+', '†');
        bool valid = text.Length is >= 3 and <= 8
            && text[0] is >= 'A' and <= 'Z'
            && char.IsAsciiDigit(text[1])
            && text.All(char.IsAsciiLetterOrDigit);
        return valid ? text : null;
    }

    /// <summary>The category: the first three characters.</summary>
    public static string? Category(string code) => Normalise(code)?[..3];

    /// <summary>The block of a code; null where no block has it.</summary>
    public static IcdGroup? Block(string code)
    {
        if (Category(code) is not { } category)
        {
            return null;
        }

        IcdGroup? found = null;
        foreach ((IcdGroup group, string includes) in AllBlocks)
        {
            if (includes == category || (Within(group, category) && group.First == group.Last))
            {
                // A block of one category (C7A) lies within the letters of another range (C76-C80) and takes precedence.
                return group;
            }

            if (Within(group, category))
            {
                found = group;
            }
        }

        return found;
    }

    /// <summary>The chapter of a code; null where no chapter has it.</summary>
    public static IcdGroup? Chapter(string code) =>
        Category(code) is { } category ? Chapters.FirstOrDefault(c => Within(c, category)) : null;

    /// <summary>A code rolled up to a depth; null where it is no ICD-10 code or has no such group.</summary>
    public static string? Roll(string code, IcdDepth depth) => depth switch
    {
        IcdDepth.Chapter => Chapter(code)?.Code,
        IcdDepth.Block => Block(code)?.Code,
        IcdDepth.Category => Category(code),
        _ => Normalise(code),
    };

    private static bool Within(IcdGroup group, string category) =>
        string.CompareOrdinal(group.First, category) <= 0 && string.CompareOrdinal(category, group.Last) <= 0;

    private static IcdGroup[] LoadChapters() =>
        CodeResource.Read("icd10-chapters.csv").Rows.Select(r => new IcdGroup(r[0], r[1], r[2], r[3])).ToArray();

    private static (IcdGroup, string)[] LoadBlocks()
    {
        CsvTable table = CodeResource.Read("icd10-blocks.csv");
        return table.Rows.Select(r => (new IcdGroup(r[0] == r[1] ? r[0] : $"{r[0]}-{r[1]}", r[0], r[1], r[3]), r[2])).ToArray();
    }
}

using Clef.Core.Tables;

namespace Clef.Clinical.Codes;

/// <summary>
/// The hierarchy of ICD-9-CM diagnoses: category (<c>427</c>, <c>V45</c>, <c>E885</c>), block and chapter (1 to 17, V and E).
/// </summary>
public static class Icd9
{
    /// <summary>The blocks, with each block's chapter.</summary>
    public static IReadOnlyList<(string Chapter, IcdGroup Block)> Blocks { get; } = Load();

    /// <summary>A code without its point, or null where the text is no ICD-9 diagnosis.</summary>
    public static string? Normalise(string code)
    {
        string text = code.Trim().ToUpperInvariant().Replace(".", "", StringComparison.Ordinal);
        int letters = text.Length > 0 && text[0] is 'V' or 'E' ? 1 : 0;
        int least = text.Length > 0 && text[0] == 'E' ? 4 : 3;
        return text.Length >= least && text.Length <= 5 + (least - 3) && text.AsSpan(letters).IndexOfAnyExceptInRange('0', '9') < 0
            ? text
            : null;
    }

    /// <summary>The category: three characters, four for E codes.</summary>
    public static string? Category(string code) => Normalise(code) is { } text ? text[..(text[0] == 'E' ? 4 : 3)] : null;

    /// <summary>The block of a code; null where no block has it.</summary>
    public static IcdGroup? Block(string code) => Find(code)?.Block;

    /// <summary>The chapter of a code: 1 to 17, V or E.</summary>
    public static string? Chapter(string code) => Find(code)?.Chapter;

    /// <summary>A code rolled up to a depth; null where it is no ICD-9 diagnosis.</summary>
    public static string? Roll(string code, IcdDepth depth) => depth switch
    {
        IcdDepth.Chapter => Chapter(code),
        IcdDepth.Block => Block(code)?.Code,
        IcdDepth.Category => Category(code),
        _ => Normalise(code),
    };

    private static (string Chapter, IcdGroup Block)? Find(string code)
    {
        if (Category(code) is not { } category)
        {
            return null;
        }

        foreach ((string Chapter, IcdGroup Block) entry in Blocks)
        {
            if (entry.Block.First.Length == category.Length && entry.Block.First[0] is 'V' or 'E' == category[0] is 'V' or 'E'
                && string.CompareOrdinal(entry.Block.First, category) <= 0 && string.CompareOrdinal(category, entry.Block.Last) <= 0)
            {
                return entry;
            }
        }

        return null;
    }

    private static (string, IcdGroup)[] Load()
    {
        CsvTable table = CodeResource.Read("icd9-blocks.csv");
        return table.Rows.Select(r => (r[0], new IcdGroup(r[1] == r[2] ? r[1] : $"{r[1]}-{r[2]}", r[1], r[2], r[3]))).ToArray();
    }
}

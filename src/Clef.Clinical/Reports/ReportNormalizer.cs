using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports;

/// <summary>
/// Brings a report to one form for reading: lower case, plain punctuation, spoken punctuation and numbers written out, one unit for
/// frequencies, misspelt terms corrected. Every character keeps its place in the original.
/// </summary>
public static partial class ReportNormalizer
{
    private static readonly string[] NumberWords =
        [
            "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
            "fourteen", "fifteen"];

    /// <summary>Normalises a report.</summary>
    public static MappedText Normalize(string report, Spelling? spelling = null)
    {
        MappedText text = new MappedText(report).Map(Plain).Replace(Marks(), _ => " ").Replace(CarriageReturns(), _ => "\n");
        if (SpokenMarks().Count(text.Text) >= 2)
        {
            text = text.Replace(SpokenPunctuation(), m => m.Groups["w"].Value switch
            {
                "comma" => ",",
                "colon" => ":",
                "period" or "full stop" => ".",
                _ => "\n\n",
            });
        }

        text = text.Replace(Spaces(), _ => " ")
            .Replace(HertzUnits(), _ => " hz")
            .Replace(Halves(), m => $"{Digits(m.Groups[1].Value)}.5")
            .Replace(SpelledFrequencies(), m => NumberWord().Replace(m.Value, w => Digits(w.Value)))
            .Replace(Ranges(), m => $"{m.Groups[1].Value}-{m.Groups[2].Value}");
        return spelling is null ? text : text.Replace(Words(), m => spelling.Correct(m.Value));
    }

    private static string Digits(string word) =>
        Array.IndexOf(NumberWords, word) is >= 0 and var n ? n.ToString(System.Globalization.CultureInfo.InvariantCulture) : word;

    private static char Plain(char c) => c switch
    {
        '\u2018' or '\u2019' => '\'',
        '\u201C' or '\u201D' => '"',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' => '-',
        '\u00A0' or '\t' or '\f' or '\v' => ' ',
        '\u2022' or '\u25CF' or '\u25AA' => '*',
        _ => char.ToLowerInvariant(c),
    };

    /// <summary>Marks that de-identification leaves, and runs of underscores or equals signs.</summary>
    [GeneratedRegex(@"\[\*\*.*?\*\*\]|_{2,}|={2,}|-{3,}", RegexOptions.Singleline)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\r\n?")]
    private static partial Regex CarriageReturns();

    [GeneratedRegex(@"\b(?:comma|new paragraph|next paragraph|full stop)\b|[a-z] period(?= [a-z]|\s*$)")]
    private static partial Regex SpokenMarks();

    [GeneratedRegex(@" *\b(?<w>comma|colon|full stop|new paragraph|next paragraph|new line|next line|(?<!\ba |\bthis |\bthe |\bwhole |\brecording |\btime )period(?! of\b))\b")]
    private static partial Regex SpokenPunctuation();

    [GeneratedRegex(@" {2,}")]
    private static partial Regex Spaces();

    [GeneratedRegex(@"(?<=\d|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|half)) *-? ?(?:hertz|hz|cycles? (?:per|/) ?sec(?:ond)?s?|cycles?/s(?:ec)?|cps|c/s(?:ec)?|per sec(?:ond)?|/sec(?:ond)?|/s)\b")]
    private static partial Regex HertzUnits();

    [GeneratedRegex(@"\b(\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) and (?:a|one) half\b(?= hz| to |-)")]
    private static partial Regex Halves();

    [GeneratedRegex(@"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen)(?:(?: to |-| or )(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|\d+))?(?= hz)")]
    private static partial Regex SpelledFrequencies();

    [GeneratedRegex(@"\b(?!to\b|or\b)[a-z]+\b")]
    private static partial Regex NumberWord();

    [GeneratedRegex(@"(\d+(?:\.\d+)?) ?(?:-| to ) ?(\d+(?:\.\d+)?)(?= ?hz)")]
    private static partial Regex Ranges();

    [GeneratedRegex(@"[a-z]{6,}")]
    private static partial Regex Words();
}

using System.Text;
using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports;

/// <summary>
/// Cleans a report for reading by a text encoder: spoken punctuation and marks of de-identification go, list numbers and line breaks become
/// sentences, and only what was recorded stays: no history, drugs, technique or signature. Spelling and case stay as dictated.
/// </summary>
public static partial class ReportCleaner
{
    /// <summary>
    /// The whole report in one paragraph, without marks, list numbers and broken lines; nothing of the content is left out.
    /// </summary>
    public static string Clean(string report)
    {
        var text = new StringBuilder();
        MappedText normal = ReportNormalizer.Normalize(report);
        foreach ((int start, int length) in ReportSentences.Within(normal.Text, 0, normal.Text.Length))
        {
            Append(text, normal, start, length);
        }

        return text.ToString();
    }

    /// <summary>
    /// The electrographic content: the sentences of descriptions, impressions and correlations, each once, without those that speak only of
    /// the patient. Where the report has no headings at all, a sentence counts as history if it introduces the patient.
    /// </summary>
    public static string Electrographic(string report)
    {
        MappedText normal = ReportNormalizer.Normalize(report);
        var text = new StringBuilder();
        var seen = new HashSet<string>();
        foreach (ReportSection section in ReportSections.Find(normal.Text).Where(s => s.IsElectrographic))
        {
            foreach ((int start, int length) in ReportSentences.Within(normal.Text, section.Start, section.Length))
            {
                string sentence = normal.Text.Substring(start, length);
                int heading = GeneralHeading().Match(sentence).Length;
                if (seen.Add(sentence) && !BareHeading().IsMatch(sentence) && !Patient().IsMatch(sentence) && !Chatter().IsMatch(sentence))
                {
                    Append(text, normal, start + heading, length - heading);
                }
            }
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, MappedText normal, int start, int length)
    {
        (int at, int size) = normal.InOriginal(start, length);
        string words = SpokenMarks().Count(normal.Original) >= 2
            ? normal.Text.Substring(start, length)
            : Marks().Replace(normal.Original.Substring(at, size), " ");
        words = Blanks().Replace(words, " ").Trim(' ', '.', '*');
        if (words.Length == 0)
        {
            return;
        }

        text.Append(text.Length > 0 ? " " : "").Append(words).Append(words[^1] is '?' or '!' or ':' ? "" : ".");
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\[\*\*.*?\*\*\]|_{2,}|={2,}|-{3,}|\*{2,}", RegexOptions.Singleline)]
    private static partial Regex Marks();

    [GeneratedRegex(@"\b(?:comma|new paragraph|next paragraph|full stop)\b|[a-z] period(?= [a-z]|\s*$)", RegexOptions.IgnoreCase)]
    private static partial Regex SpokenMarks();

    [GeneratedRegex(@"^[a-z /&'-]{2,40}:?$(?<=:)")]
    private static partial Regex BareHeading();

    /// <summary>Headings that only say "here is the description", unlike "Seizures:", which belongs to its answer.</summary>
    [GeneratedRegex(@"^(?:[a-z]+ ){0,3}(?:descriptions?|findings|report|results|details|body)(?: of (?:the )?[a-z]+)? ?: *")]
    private static partial Regex GeneralHeading();

    /// <summary>Sentences that introduce the patient and name nothing recorded.</summary>
    [GeneratedRegex(@"^(?!.*\b(?:shows?|showed|demonstrates?|background|hz)\b).*(?:\b\d+[- ]?(?:year|yr|month|week|day)s?[- ]old\b|\b\d+ ?(?:yo|y/o)\b|\bhistory of\b|\breferred for\b|\bmedications?:)")]
    private static partial Regex Patient();

    /// <summary>Courtesies and openings that a dictation or a language model puts around the content.</summary>
    [GeneratedRegex(@"^(?:thank you|here is|here's|sure|certainly|please (?:note|see|refer)|i (?:have )?(?:personally )?review|below is|the following is|clinical correlation is (?:advised|recommended)|end of report)\b")]
    private static partial Regex Chatter();
}

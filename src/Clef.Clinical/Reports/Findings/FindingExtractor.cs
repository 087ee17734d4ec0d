using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports.Findings;

/// <summary>
/// Reads the findings of a report: every mention with its words, and for each finding of the vocabulary whether it is present, possible,
/// absent or not mentioned. Deterministic, and independent of any model.
/// </summary>
public sealed class FindingExtractor(FindingVocabulary vocabulary)
{
    /// <summary>The longest report that is read, in characters: far beyond any real one.</summary>
    public const int LongestReport = 1 << 20;

    /// <summary>The longest sentence to which patterns are applied; longer text without a full stop is cut.</summary>
    private const int LongestSentence = 2000;

    private readonly record struct Hit(Finding? Finding, int Start, int Length)
    {
        public int End => Start + Length;

        public bool Covers => Finding is null or { Covers: true };
    }

    /// <summary>Reads one report; fails where it is longer than <see cref="LongestReport"/> or a pattern runs away on it.</summary>
    public ReportFindings Extract(string report)
    {
        if (report.Length > LongestReport)
        {
            throw new Core.ClefException("report", "length", report.Length, $"at most {LongestReport} characters");
        }

        MappedText text = ReportNormalizer.Normalize(report, vocabulary.Spelling);
        var mentions = new List<FindingMention>();
        foreach (ReportSection section in ReportSections.Find(text.Text))
        {
            foreach ((int start, int length) in ReportSentences.Within(text.Text, section.Start, section.Length))
            {
                for (int cut = 0; cut < length; cut += LongestSentence)
                {
                    ReadSentence(text, section, start + cut, Math.Min(LongestSentence, length - cut), mentions);
                }
            }
        }

        return new ReportFindings(vocabulary, mentions);
    }

    private void ReadSentence(MappedText text, ReportSection section, int start, int length, List<FindingMention> mentions)
    {
        string sentence = text.Text.Substring(start, length).Replace('\n', ' ');
        List<Hit> hits;
        try
        {
            hits = Hits(sentence);
        }
        catch (RegexMatchTimeoutException e)
        {
            throw new Core.ClefException(
                "report", "sentence", sentence, "text to which the vocabulary's patterns can be applied within two seconds each", e);
        }

        if (hits.Count == 0)
        {
            return;
        }

        var spans = hits.Select(h => (h.Start, h.End)).ToList();
        var context = new MentionContext(sentence, spans);

        // "Discharges, abundant in sleep, maximal over ...": a state has no place, so it does not part a finding from its own.
        var placed = hits.Where(h => !IsState(h.Finding!)).Select(h => (h.Start, h.End)).ToList();
        foreach (Hit hit in hits)
        {
            Finding finding = hit.Finding!;
            (MentionStatus status, string? cue) = Status(section, finding, context, hit);
            (int at, int size) = text.InOriginal(start + hit.Start, hit.Length);
            bool affirmed = status <= MentionStatus.Possible;
            FrequencyRange? frequency = affirmed && finding.Attributes.Contains("frequency")
                ? MentionAttributes.Frequency(sentence, hit.Start, hit.Length)
                : null;
            FindingLocation? location = affirmed && finding.Attributes.Contains("location")
                ? MentionAttributes.Location(sentence, hit.Start, hit.Length, spans)
                : null;
            var mention = new FindingMention(
                finding.Id, status, at, size, text.Original.Substring(at, size), cue, section.Kind, frequency, location, false);
            mentions.Add(mention);
            if (affirmed)
            {
                mentions.AddRange(finding.Implies.Select(id => Implied(mention, id, location)));
                if (finding.Focal is { } focal
                    && MentionAttributes.Location(sentence, hit.Start, hit.Length, placed, adjoining: true) is { } place
                    && IsOneSided(place)
                    && !hits.Any(h => Contradicts(h, hit, focal)))
                {
                    mentions.Add(Implied(mention, focal, place));
                }
            }
        }
    }

    private FindingMention Implied(FindingMention mention, string id, FindingLocation? place)
    {
        IReadOnlyList<string> attributes = vocabulary.Find(id).Attributes;
        return mention with
        {
            Finding = id,
            Implied = true,
            Location = attributes.Contains("location") ? place : null,
            Frequency = attributes.Contains("frequency") ? mention.Frequency : null,
        };
    }

    private static bool IsState(Finding finding) => finding.Hed.Any(h => h.Contains("/Agent-cognitive-state/", StringComparison.Ordinal)
        || h.Contains("/Sleep-stage-reached/", StringComparison.Ordinal));

    private static bool IsOneSided(FindingLocation place) => place is { Side: "left" or "right" or "midline", Regions.Count: > 0 };

    /// <summary>
    /// Whether another name on the same words says already that they are focal, or that they are not: "generalized spike and wave, maximal
    /// left frontal".
    /// </summary>
    private static bool Contradicts(Hit other, Hit hit, string focal) => other.Start < hit.End && hit.Start < other.End
        && (other.Finding!.Id == focal
            || other.Finding.Id is "generalized-epileptiform" or "generalized-seizure" or "multifocal-epileptiform");

    private static (MentionStatus Status, string? Cue) Status(ReportSection section, Finding finding, MentionContext context, Hit hit)
    {
        // The technique tells which activations were made; all else in it is no observation.
        bool telling = section.IsElectrographic
            || (section.Kind == SectionKind.Technique && finding.Id is "photic-performed" or "hyperventilation-performed");
        return telling
            ? context.Of(hit.Start, hit.Length)
            : (MentionStatus.Elsewhere, section.Heading);
    }

    /// <summary>The matches of all patterns in a sentence, without those that a longer name or a mask covers.</summary>
    private List<Hit> Hits(string sentence)
    {
        var possible = new bool[vocabulary.Filter.Count];
        vocabulary.Filter.Mark(sentence, possible);
        var all = new List<Hit>();
        for (int i = 0; i < possible.Length; i++)
        {
            if (possible[i])
            {
                int pattern = i - vocabulary.Masks.Count;
                (Finding? finding, Regex expression) = pattern < 0 ? (null, vocabulary.Masks[i]) : vocabulary.Patterns[pattern];
                foreach (ValueMatch match in expression.EnumerateMatches(sentence))
                {
                    if (match.Length > 0)
                    {
                        all.Add(new Hit(finding, match.Index, match.Length));
                    }
                }
            }
        }

        return [.. all.Where(h => h.Finding is not null && !all.Any(c => Hides(c, h)))
            .DistinctBy(h => (h.Finding!.Id, h.Start))
            .OrderBy(h => h.Start)];
    }

    private static bool Hides(Hit cover, Hit hit)
    {
        bool within = hit.Start >= cover.Start && hit.End <= cover.End;
        if (cover.Finding == hit.Finding)
        {
            return within && hit.Length < cover.Length;
        }

        if (!cover.Covers || hit.Start >= cover.End || hit.End <= cover.Start)
        {
            return false;
        }

        if (within)
        {
            bool part = cover.Finding is { Group: "activation" } activation && activation.Implies.Contains(hit.Finding!.Id);
            return !part && (hit.Length < cover.Length || cover.Finding is null || !hit.Covers);
        }

        // "left temporal wicket spikes": the words before the name belong to it, so they make no focal spikes either. Two names of the same
        // kind ("generalised" + "spike-and-wave") stand side by side.
        bool akin = cover.Finding is { } c
            && ((c.Group == hit.Finding!.Group && c.Group != "background") || c.Implies.Intersect(hit.Finding.Implies).Any());
        return !akin && !hit.Covers && hit.Finding!.Id is
            "focal-epileptiform" or "generalized-epileptiform" or "focal-slowing" or "generalized-slowing" or "sharp-waves" or "spikes" or "background-suppression";
    }
}

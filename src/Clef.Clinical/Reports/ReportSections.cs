using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports;

/// <summary>
/// Finds the parts of a report by their headings: known words followed by a colon or dash at the start of a line or of a sentence, or alone
/// on a line.
/// </summary>
public static partial class ReportSections
{
    private static readonly (SectionKind Kind, Regex Heading)[] Kinds =
    [
        (SectionKind.History, HistoryHeading()),
        (SectionKind.Impression, ImpressionHeading()),
        (SectionKind.Correlation, CorrelationHeading()),
        (SectionKind.Technique, TechniqueHeading()),
        (SectionKind.Signature, SignatureHeading()),
        (SectionKind.Description, DescriptionHeading()),
    ];

    /// <summary>The parts of a normalised report, in order, without gaps other than headings.</summary>
    public static IReadOnlyList<ReportSection> Find(string text)
    {
        var sections = new List<ReportSection>();
        SectionKind kind = SectionKind.Opening;
        string heading = "";
        int from = 0;
        foreach (Match match in Candidates().Matches(text))
        {
            Group words = match.Groups["h"];
            string candidate = words.Value.Trim();
            if (KindOf(candidate) is not { } next)
            {
                continue;
            }

            Add(words.Index);
            if (next is SectionKind.History or SectionKind.Technique
                && Nothing().Match(text, match.Index + match.Length) is { Success: true } nothing)
            {
                // "Comparison: none available." says nothing, and what follows goes on with what came before it.
                sections.Add(new ReportSection(next, candidate, match.Index + match.Length, nothing.Length));
                from = nothing.Index + nothing.Length;
                continue;
            }

            // A heading of the description often is part of a statement ("Seizures: none"), so it stays in the text.
            (kind, heading, from) = (next, candidate, next == SectionKind.Description ? words.Index : match.Index + match.Length);
        }

        Add(text.Length);
        return sections;

        void Add(int to)
        {
            if (to > from && (heading.Length > 0 || !string.IsNullOrWhiteSpace(text[from..to])))
            {
                sections.Add(new ReportSection(kind, heading, from, to - from));
            }
        }
    }

    private static SectionKind? KindOf(string heading)
    {
        foreach ((SectionKind kind, Regex pattern) in Kinds)
        {
            if (pattern.IsMatch(heading))
            {
                return kind;
            }
        }

        return null;
    }

    [GeneratedRegex(@"(?:(?<=^|\n)[ *#>]*(?:\d+[.)] ?|[ivx]+\. ?)?|(?<=[.;] ))(?<h>[a-z][a-z /&()'-]{1,60}?)(?: \([^()\n]{1,30}\))?(?: ?:| ?- (?=[a-z])| ?-?\*{0,2} ?(?=\n))[ *]*(?![\d.]*/)")]
    private static partial Regex Candidates();

    /// <summary>An answer that there is nothing to tell, to the end of its sentence or line.</summary>
    [GeneratedRegex(@"\G *(?:none(?: (?:available|known|given|recorded|provided|reported))?|nil|n/?a|unknown|not (?:available|applicable|given|provided|known|recorded)|unavailable"
        + @"|no (?:prior|previous|earlier)(?: [\w-]+){0,6})[ *]*(?:\.(?= |\n|$)|(?=\n|$))")]
    private static partial Regex Nothing();

    [GeneratedRegex(@"^(?:(?:brief |pertinent |patient |clinical |past |medical |present |relevant |interval |eeg )*(?:history|hx|indications?|hpi|pmh|information|question|context)(?: (?:and|/) (?:indications?|history|medications?|reason for study))*|(?:clinical|patient) (?:details|data)|reason for (?:\w+ ?){1,3}|referring (?:diagnosis|physician|provider|question)|(?:current |home |relevant |active |pertinent )*(?:medications?|meds|aeds?|asms?|drugs|anti-?(?:seizure|epileptic) (?:drugs|medications?)|sedation)|(?:prior|previous|comparison|earlier)(?: (?:eegs?|studies|study|recordings?|comparison))*|comparisons?|diagnos(?:is|es)|patient|name|age|dob|mrn|date(?: of (?:study|birth|service|exam))?|sex|referred by|location|history of present illness|interval events)$")]
    private static partial Regex HistoryHeading();

    [GeneratedRegex(@"^(?:(?:eeg |final |overall |clinical |summary |and |daily )*(?:impressions?|conclusions?|interpretation|summary|assessment|diagnosis|opinion)(?: (?:and|/|&) (?:\w+ ?){1,3})?|eeg diagnosis|imp|classification|eeg classification|summary of findings)$")]
    private static partial Regex ImpressionHeading();

    [GeneratedRegex(@"^(?:clinical )?(?:correlations?|comments?|significance|clinical interpretation|recommendations?|discussion)$")]
    private static partial Regex CorrelationHeading();

    [GeneratedRegex(@"^(?:(?:eeg |recording |technical )*(?:techniques?|procedures?|methods?|conditions?(?: of (?:the )?recording)?|recording|technical (?:summary|description|details|comments?|quality)|description of (?:the )?procedure|introduction|setting|duration|study (?:type|duration)|montages?|electrodes|type of (?:study|eeg)|equipment))$")]
    private static partial Regex TechniqueHeading();

    [GeneratedRegex(@"^(?:electronically signed(?: by)?|signed(?: by)?|dictated(?: by)?|transcribed(?: by)?|cc|attending(?: physician)?|interpreted by|reading physician|read by|attestation|teaching physician attestation)$")]
    private static partial Regex SignatureHeading();

    [GeneratedRegex(@"^(?:(?:eeg |detailed |general |ictal |interictal |inter-ictal |waking |awake |sleep |the |abnormal |other |current |today's |factual |body |hour\w* |day \w+ )*(?:descriptions?(?: of (?:the )?(?:eeg|record|recording|findings))?|findings|report|results|body|details|background(?: activity| rhythm)?|abnormalities|activity|features|events?(?: captured| recorded)?|seizures|discharges|video|state|states|sleep|awake|wakefulness|drowsiness|activation(?: procedures?)?|hyperventilation|photic(?: stimulation)?|ekg|ecg|heart rate|artifacts?|epileptiform(?: (?:activity|discharges|abnormalities))?|periodic and rhythmic patterns|pdr|posterior dominant rhythm|slowing|focal slowing|reactivity|variability|continuity|symmetry|voltage|eeg|push ?buttons?|clinical events|sporadic epileptiform discharges|rhythmic (?:and|or) periodic patterns|breach|response to (?:stimulation|photic|hyperventilation)))$")]
    private static partial Regex DescriptionHeading();
}

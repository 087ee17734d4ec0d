using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports.Findings;

/// <summary>
/// Decides what a sentence says of a finding that it names, by cue words and their scope: the method of NegEx and ConText (Chapman 2001,
/// Harkema 2009), with the cues of EEG reports. A cue before the mention reaches forward to the end of its clause; a cue after it reaches
/// back over a list of findings only.
/// </summary>
internal sealed partial class MentionContext
{
    /// <summary>How far behind a mention a cue may stand, in characters.</summary>
    private const int BackwardReach = 80;

    /// <summary>Words a forward "possible" may stand before its finding.</summary>
    private const int UncertainReach = 60;

    /// <summary>The expressions whose cues are looked for, and what tells quickly that a sentence has none of a kind.</summary>
    private static readonly Regex[] Cues =
        [
            Gone(), History(), OnAnotherStudy(), Adjunct(), Hypothetical(), Because(), Negation(), NegatedAfter(), Uncertain(),
            UncertainAfter()];

    private static readonly LiteralFilter Filter = new(Cues.Select(c => c.ToString()));

    private readonly string sentence;
    private readonly IReadOnlyList<(int Start, int End)> mentions;
    private readonly bool[] possible = new bool[Cues.Length];

    /// <summary>Looks at a sentence with the places of all its mentions.</summary>
    public MentionContext(string sentence, IReadOnlyList<(int Start, int End)> mentions)
    {
        this.sentence = sentence;
        this.mentions = mentions;
        Filter.Mark(sentence, possible);
    }

    /// <summary>The status of the mention at a span, and the cue; null where nothing limits it.</summary>
    public (MentionStatus Status, string? Cue) Of(int start, int length)
    {
        int end = start + length;
        string before = sentence[..start], after = sentence[end..];

        // "no longer seen", "has resolved": what was there is gone.
        if (After(Gone(), after, end) is { } gone)
        {
            return (MentionStatus.Absent, gone);
        }

        if (Before(before, History(), HistoryEnd()) is { } past && !Persists().IsMatch(sentence[start..]))
        {
            return (MentionStatus.Elsewhere, past);
        }

        if (Possible(OnAnotherStudy()) && OnAnotherStudy().Match(after) is { Success: true } other && !Persists().IsMatch(sentence))
        {
            return (MentionStatus.Elsewhere, other.Value.Trim());
        }

        if (Possible(Adjunct()) && Adjunct().Matches(sentence).Any(m => m.Index <= start && m.Index + m.Length >= end))
        {
            return (MentionStatus.Elsewhere, "compared with");
        }

        if (Before(before, Hypothetical(), HistoryEnd()) is { } purpose)
        {
            return (MentionStatus.Elsewhere, purpose);
        }

        if (Before(before, Because(), HistoryEnd()) is { } reason && !CausesFinding(before))
        {
            return (MentionStatus.Elsewhere, reason);
        }

        if (Before(before, Negation(), Terminator()) is { } no)
        {
            return (MentionStatus.Absent, no);
        }

        // A mention with its own verb ("the background is slow") is a statement; a cue further on belongs to another.
        if (Possible(NegatedAfter()) && !Verb().IsMatch(sentence.AsSpan(start, length)) && After(NegatedAfter(), after, end) is { } not)
        {
            return (MentionStatus.Absent, not);
        }

        if (Before(before, Uncertain(), UncertainEnd(), UncertainReach) is { } maybe)
        {
            return (MentionStatus.Possible, maybe);
        }

        return After(UncertainAfter(), after, end) is { } doubt ? (MentionStatus.Possible, doubt) : (MentionStatus.Present, null);
    }

    /// <summary>
    /// "Abnormal because of spikes" and "asymmetry because of a breach" give what was recorded as the cause of a verdict or of another
    /// finding; "monitored because of seizures" gives the reason for an act of care.
    /// </summary>
    private bool CausesFinding(string before)
    {
        int cause = Because().Matches(before)[^1].Index;
        int effect = mentions.Where(m => m.End <= cause).Select(m => m.End).DefaultIfEmpty(-1).Max();
        effect = Verdict().Matches(before[..cause]) is { Count: > 0 } verdicts
            ? Math.Max(effect, verdicts[^1].Index + verdicts[^1].Length)
            : effect;
        return effect >= 0 && !ActOfCare().IsMatch(before[effect..cause]);
    }

    /// <summary>Whether the sentence has a text that the cue needs.</summary>
    private bool Possible(Regex cue) => possible[Array.IndexOf(Cues, cue)];

    /// <summary>The last cue before a mention whose scope is not ended in between, or null.</summary>
    private string? Before(string before, Regex cue, Regex scopeEnd, int reach = int.MaxValue)
    {
        if (!Possible(cue))
        {
            return null;
        }

        foreach (Match match in cue.Matches(before).Reverse())
        {
            int from = match.Index + match.Length;
            if (before.Length - from <= reach && !scopeEnd.IsMatch(before[from..]))
            {
                return PseudoNegation().IsMatch(before[match.Index..] + " ") ? null : match.Value.Trim();
            }
        }

        return null;
    }

    /// <summary>The cue after a mention, where it reaches back to it, or null.</summary>
    private string? After(Regex cue, string after, int end) =>
        Possible(cue) && cue.Match(after) is { Success: true } match && Reaches(end, end + match.Index) ? match.Value.Trim() : null;

    /// <summary>Whether a cue after a mention belongs to it: nothing but a list of findings and small words lies in between.</summary>
    private bool Reaches(int end, int cue)
    {
        var rest = new System.Text.StringBuilder();
        for (int i = end; i < cue; i++)
        {
            rest.Append(mentions.Any(m => i >= m.Start && i < m.End) ? '\u0001' : sentence[i]);
        }

        string between = SmallWords().Replace(rest.ToString(), " ");
        if (cue - end > BackwardReach || Terminator().IsMatch(between))
        {
            return false;
        }

        int words = between.Split([' ', ',', '/', '(', ')', '\u0001'], StringSplitOptions.RemoveEmptyEntries).Length;
        return words <= (between.Contains(',', StringComparison.Ordinal) ? 0 : 4);
    }

    [GeneratedRegex(@"\b(?:no(?!\.)|not|without|absen(?:ce|t)(?: of)?|negative for|free of|neither|nor|never|lack(?:s|ed|ing)?(?: of)?|devoid of|denie[sd]|rather than|as opposed to|instead of|fail(?:s|ed) to (?:\w+)|none of|(?:did|does|do|could|was|were) ?n't)\b(?! (?:only|necessarily|well\b|fully|significantly changed))")]
    private static partial Regex Negation();

    [GeneratedRegex(@"^(?:no (?:significant |definite |clear |major |interval |substantial )*(?:change|increase|decrease|difference|further change|improvement)s?\b|not (?:only|necessarily|as )|no longer than|without (?:significant |interval )*(?:change|difficulty))")]
    private static partial Regex PseudoNegation();

    [GeneratedRegex(@"(?:\b(?:is|are|was|were|be|been|being) (?:also )?(?:not|never) (?:\w+ )?(?:seen|noted|present|observed|recorded|identified|found|evident|appreciated|detected|captured|performed|obtained|done|achieved|attained|reached|elicited|available|tolerated|attempted|apparent|clearly|definitively|well seen|discernible)|\b(?:did|do|does) not (?:occur|appear|emerge|develop|arise)|\b(?:is|are|was|were) (?:absent|lacking|declined|refused|deferred|omitted|contraindicated|not)(?= *(?:$|[,.;]| (?:due|because|secondary|for|by|given|on|in|performed|during)))|\bcould not be (?:\w+ )?(?:seen|elicited|performed|obtained|identified|done|discerned|determined)|\bnot (?:seen|noted|present|observed|recorded|identified|found|performed|done|obtained|reached|attained|captured)|\babsent\b(?! of)|\b(?:is|are|was|were|represents?|represented) (?:an? |likely |probably |due to )?(?:\w+ ){0,2}?art[ie]facts?\b|:\s*(?:\[ ?\] ?yes,? ?(?:\[x\])? ?no|none|no\b(?! (?:longer))|absent|not (?:seen|present|performed|done|applicable|recorded|observed|obtained|reached|captured)|negative|nil|n/?a|0)\b|\( ?-\ ?\)|- ?(?:none|absent|not (?:seen|performed|done)))")]
    private static partial Regex NegatedAfter();

    [GeneratedRegex(@"\b(?:(?:is|are|was|were|has|have)? ?(?:now )?no longer (?:seen|present|noted|evident|observed|recorded|appreciated|identified|\w+)|(?:has|have|had) (?:now |since |completely |largely )?(?:resolved|disappeared|ceased|cleared|abated|stopped)|(?:is|are) (?:now )?(?:absent|gone)|not (?:seen|present) (?:on|in) (?:today's|the current|the present|this))\b")]
    private static partial Regex Gone();

    [GeneratedRegex(@"\b(?:history of|hx of|h/o|known(?= )|s/p|presented with|presenting with|presents with|admitted (?:for|with|after)|referred for|past|(?:prior|previous|earlier|last|old|outside|initial)(?: (?:routine|outpatient|video|long-term|overnight|day's|inpatient))? (?:eegs?|stud(?:y|ies)|recordings?|tracings?|reports?|records?|exams?|monitoring|video eeg)[^,.;]*?(?:show(?:ed|ing|s)|demonstrat(?:ed|ing)|reveal(?:ed|ing)|had|recorded|with|noted|captured|described|reported|for)|previously(?: (?:seen|noted|described|reported|documented|identified|recorded|present|known))?|previous(?= (?:seizures?|spikes|left|right|generalized|episodes))|(?:\d+|[a-z]+)[- ](?:year|yr|month|week|day)s?[- ]old\b|\b\d+ ?(?:yo|y/o|yom|yof|y\.o\.?)\b|no longer having|diagnosed with|diagnosis of|reported(?:ly)?|per (?:family|patient|report)|prior to admission|unlike (?:the )?(?:prior|previous)[^,]*)\b")]
    private static partial Regex History();

    [GeneratedRegex(@"\b(?:again|persists?|persistent|persisting|unchanged|still|continues?|continued|similar(?:ly)?|remains?|ongoing|less frequent|more frequent|increased|decreased|improved|worse)\b")]
    private static partial Regex Persists();

    [GeneratedRegex(@"^[^;,]{0,40}?\b(?:(?:seen|noted|present|recorded|reported|described|documented|identified|captured) )?(?:on|in|during|from|at) (?:the |a |his |her |their )?(?:prior|previous|last|earlier|outside|initial|most recent|yesterday's)\b")]
    private static partial Regex OnAnotherStudy();

    [GeneratedRegex(@"\b(?:(?:when |as )?compar(?:ed|ison|ing)|in contrast|relative|in comparison) (?:to|with) [^,;]*(?:,|$)")]
    private static partial Regex Adjunct();

    [GeneratedRegex(@"\b(?:(?:to )?(?:rule out|r/o|exclude|evaluate(?: for)?|assess(?: for)?|look for|screen for|monitor(?:ed|ing)? for|characterize|capture|detect)|rule[sd]? out|evaluation (?:of|for)|assessment (?:of|for)|concern(?:s)? (?:for|of|about)|if|should(?! not)|recommend\w*|consider(?:ation of)?|would|suspected to have|in the setting of|may be seen (?:in|with)|can be seen (?:in|with)|seen in patients with|associated with an? increased|does not exclude|risk (?:of|for)|spells concerning for|treat(?:ed|ment) (?:for|of)|questionable history|clinical suspicion (?:of|for)|suspicion (?:of|for))\b(?! (?:eye|the eyes))")]
    private static partial Regex Hypothetical();

    [GeneratedRegex(@"\b(?:because of|on account of|owing to|by reason of)\b")]
    private static partial Regex Because();

    [GeneratedRegex(@"\b(?:abnormal\w*|not (?:\w+ )?normal)\b")]
    private static partial Regex Verdict();

    /// <summary>What is done to a patient or a study, rather than seen in it.</summary>
    [GeneratedRegex(@"[;.]|\b(?:and|but|or)\b(?! *$)|\b(?:who|which|that|performed|done|obtained|ordered|requested|repeated|started|initiated|continued|extended|stopped|admitted|referred|evaluated|presented|sent|brought|monitor\w*|recorded|treated|intubated|sedated|given|loaded|indicated|omitted|deferred|declined)\b")]
    private static partial Regex ActOfCare();

    [GeneratedRegex(@"\b(?:possibl[ye]|probabl[ye]|likely|suspicious (?:for|of)|suspect(?:ed)?|suggest(?:s|ive of|ing|ive)?|questionable|question of|cannot (?:rule out|exclude|be (?:reliably |clearly )?(?:distinguished|differentiated) from)|may (?:represent|be|reflect|have)|might (?:represent|be)|could (?:represent|be|reflect)|concerning for|worrisome for|equivocal|presumed|borderline|appears? to be|indeterminate|perhaps|maybe)\b|\?(?= ?[a-z])")]
    private static partial Regex Uncertain();

    [GeneratedRegex(@"(?:\b(?:cannot|can not|could not) be (?:entirely |completely |fully |definitively )?(?:excluded|ruled out)|\b(?:is|are|was|were|remains?) (?:possible|suspected|questionable|equivocal|uncertain|not excluded)|\bversus\b|\bvs\.?\b|\(\?\)|\?(?= *$))")]
    private static partial Regex UncertainAfter();

    [GeneratedRegex(@"[,;:]|\b(?:and|with|but|however|although|except|while|during|was|were|is|are)\b")]
    private static partial Regex UncertainEnd();

    [GeneratedRegex(@"[;:]|\b(?:but|however|although|though|except(?:ing)?|other than|aside from|apart from|with the exception|while|whereas|yet|beyond|besides|instead|nonetheless|nevertheless|who|now|because|on account of|owing to|by reason of)\b|, ?(?:with|now|which|today|this|currently|consistent|indicating|suggesting)\b|,? and (?:there (?:is|are|was|were)|the|a|an|this|it|some|occasional|frequent|rare|intermittent|he|she|is|was|does|has|shows|showed)\b|, (?:there (?:is|are|was|were)|the|a|an|this|it|some|occasional|frequent|rare|intermittent)\b|\b(?:was|were|is|are|be|been)(?: \w+ly)? (?:seen|noted|present|observed|recorded|identified|found|evident|appreciated|detected|captured|performed|obtained|done)\b|\b(?:during|throughout|despite|after|following|with)\b")]
    private static partial Regex Terminator();

    /// <summary>What ends the telling of a past: prepositions do not.</summary>
    [GeneratedRegex(@"[;]|\b(?:but|however|now|today|currently|at present|again|this (?:eeg|study|recording|tracing)|(?:the )?(?:current|present) (?:eeg|study|recording)|(?:eeg|study|recording|tracing) (?:shows|showed|is|was|demonstrates|reveals)|no longer)\b|,? and (?:the|there)\b|, (?:the|there|no)\b|\. ")]
    private static partial Regex HistoryEnd();

    [GeneratedRegex(@"\b(?:is|are|was|were|shows?|showed|consists?)\b")]
    private static partial Regex Verb();

    [GeneratedRegex(@"\b(?:and|or|nor|any|clear|definite|definitive|stimulation|activity|discharges?|response|responses|pattern|of sleep|maneuvers?|procedures?|rhythm|sleep|the|were|was|either)\b")]
    private static partial Regex SmallWords();
}

namespace Clef.Clinical.Reports.Findings;

/// <summary>What a report says of one finding.</summary>
public enum FindingStatus
{
    /// <summary>The report does not speak of it, or only of the past or of other studies.</summary>
    NotMentioned,

    /// <summary>It was looked for and is not there.</summary>
    Absent,

    /// <summary>It may be there.</summary>
    Possible,

    /// <summary>It is there.</summary>
    Present,
}

/// <summary>What a report says of one finding, with the places that say so.</summary>
/// <param name="Finding">The finding.</param>
/// <param name="Status">The status over all mentions: a place that affirms outweighs one that doubts, and both outweigh one that
/// denies.</param>
/// <param name="Frequency">The first frequency said of it where it is affirmed.</param>
/// <param name="Location">The union of the places said of it where it is affirmed, or null.</param>
/// <param name="Mentions">The mentions that agree with the status, in order.</param>
public sealed record FindingResult(
    Finding Finding, FindingStatus Status, FrequencyRange? Frequency, FindingLocation? Location, IReadOnlyList<FindingMention> Mentions);

/// <summary>The findings of one report.</summary>
public sealed class ReportFindings
{
    /// <summary>Sums up mentions over a vocabulary.</summary>
    public ReportFindings(FindingVocabulary vocabulary, IReadOnlyList<FindingMention> mentions)
    {
        Mentions = mentions;
        ILookup<string, FindingMention> byFinding = mentions.ToLookup(m => m.Finding);
        Results = [.. vocabulary.Findings.Select(f => Sum(f, [.. byFinding[f.Id]]))];
    }

    /// <summary>Every mention, also of the past.</summary>
    public IReadOnlyList<FindingMention> Mentions { get; }

    /// <summary>One result for each finding of the vocabulary, in its order.</summary>
    public IReadOnlyList<FindingResult> Results { get; }

    /// <summary>The result of a finding.</summary>
    public FindingResult this[string id] =>
        Results.FirstOrDefault(r => r.Finding.Id == id)
            ?? throw new Core.ClefException(null, "finding", id, "an identifier of the vocabulary");

    private static FindingResult Sum(Finding finding, List<FindingMention> mentions)
    {
        FindingStatus status = mentions.Any(m => m.Status == MentionStatus.Present) ? FindingStatus.Present
            : mentions.Any(m => m.Status == MentionStatus.Possible) ? FindingStatus.Possible
            : mentions.Any(m => m.Status == MentionStatus.Absent) ? FindingStatus.Absent
            : FindingStatus.NotMentioned;
        List<FindingMention> telling = [.. mentions.Where(m => status switch
        {
            FindingStatus.Present => m.Status == MentionStatus.Present,
            FindingStatus.Possible => m.Status == MentionStatus.Possible,
            FindingStatus.Absent => m.Status == MentionStatus.Absent,
            _ => true,
        })];
        List<FindingLocation> places = [.. telling.Where(m => m.Location is not null).Select(m => m.Location!)];
        return new FindingResult(finding, status, telling.FirstOrDefault(m => m.Frequency is not null)?.Frequency, Union(places), telling);
    }

    private static FindingLocation? Union(List<FindingLocation> places)
    {
        string?[] sides = [.. places.Select(p => p.Side).Where(s => s is not null and not "midline").Distinct()];
        string? side = sides.Length > 1 ? "bilateral" : sides.FirstOrDefault() ?? places.FirstOrDefault(p => p.Side is not null)?.Side;
        return places.Count == 0
            ? null
            : new FindingLocation(side, [.. places.SelectMany(p => p.Regions).Distinct().Order(StringComparer.Ordinal)]);
    }
}

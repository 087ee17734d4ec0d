using System.Globalization;
using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports.Findings;

/// <summary>Reads the frequency and the place that a sentence gives for a finding.</summary>
internal static partial class MentionAttributes
{
    /// <summary>How far from the mention its attributes may stand, in characters.</summary>
    private const int Reach = 70;

    /// <summary>A side of the body ("left arm jerking") is no place on the head.</summary>
    private const string NotOfTheBody = @"(?! (?:arms?|legs?|hands?|foot|feet|face|facial|body|limbs?|extremit|upper|lower|shoulder|thumb|fingers?|eyes?|gaze|hemipar|hemibody))";

    private static readonly string[] RegionNames = ["frontal", "temporal", "central", "parietal", "occipital"];

    /// <summary>
    /// The frequency nearest to a mention within its clause, first after and then before it; frequencies within the mention itself go
    /// first.
    /// </summary>
    public static FrequencyRange? Frequency(string sentence, int start, int length)
    {
        int end = start + length;
        var all = Hertz().Matches(sentence).ToList();
        Match? best = all.FirstOrDefault(m => m.Index >= start && m.Index < end)
            ?? all.Where(m => m.Index >= end && m.Index - end <= Reach && !sentence[end..m.Index].Contains(';', StringComparison.Ordinal))
                .MinBy(m => m.Index)
            ?? all.Where(m => m.Index + m.Length <= start && start - m.Index - m.Length <= Reach / 2).MaxBy(m => m.Index);
        if (best is null)
        {
            return null;
        }

        double low = double.Parse(best.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        double high = best.Groups[2].Success ? double.Parse(best.Groups[2].ValueSpan, CultureInfo.InvariantCulture) : low;
        return low is > 0 and <= 100 && high <= 100 ? new FrequencyRange(Math.Min(low, high), Math.Max(low, high)) : null;
    }

    /// <summary>
    /// Side and regions: those within the mention and just before it; if there are none, those after it within the clause.
    /// </summary>
    /// <param name="sentence">The sentence.</param>
    /// <param name="start">Where the mention starts.</param>
    /// <param name="length">Its length.</param>
    /// <param name="mentions">The places of all mentions; a place does not reach over another mention.</param>
    /// <param name="adjoining">Whether a place before the mention must adjoin it: "transients over the left temple, possibly
    /// epileptiform" gives none then, and no more does the place of a cause: "sharp waves due to a left frontal tumor".</param>
    public static FindingLocation? Location(
        string sentence, int start, int length, IReadOnlyList<(int Start, int End)> mentions, bool adjoining = false)
    {
        int end = start + length;
        int from = mentions.Where(m => m.End <= start).Select(m => m.End).Append(Math.Max(0, start - Reach)).Max();
        int to = mentions.Where(m => m.Start >= end).Select(m => m.Start).Append(Math.Min(sentence.Length, end + Reach)).Min();
        string before = sentence[from..end];
        int cut = Break().Matches(before[..(start - from)]).Select(m => m.Index + m.Length).DefaultIfEmpty(0).Max();
        cut = adjoining ? Math.Max(cut, before[..(start - from)].LastIndexOf(',') + 1) : cut;
        string after = sentence[end..to];
        after = Break().Match(after) is { Success: true } b ? after[..b.Index] : after;
        after = adjoining && Cause().Match(after) is { Success: true } cause ? after[..cause.Index] : after;
        return Read(before[cut..]) ?? Read(after);
    }

    private static FindingLocation? Read(string text)
    {
        bool left = Left().IsMatch(text), right = Right().IsMatch(text), both = Both().IsMatch(text), middle = Middle().IsMatch(text);
        var regions = RegionNames.Where(r => RegionPattern(r).IsMatch(text)).ToList();
        foreach (Match electrode in Electrode().Matches(text))
        {
            string name = electrode.Value;
            left |= "13579".Contains(name[^1], StringComparison.Ordinal);
            right |= "2468".Contains(name[^1], StringComparison.Ordinal);
            middle |= name[^1] == 'z';
            string region = name is "f7" or "f8" || name[0] == 't'
                ? "temporal"
                : name[0] switch { 'f' => "frontal", 'c' => "central", 'p' => "parietal", _ => "occipital" };
            if (!regions.Contains(region))
            {
                regions.Add(region);
            }
        }

        string? side = both || (left && right) ? "bilateral" : left ? "left" : right ? "right" : middle ? "midline" : null;
        regions.Sort(StringComparer.Ordinal);
        return side is null && regions.Count == 0 ? null : new FindingLocation(side, regions);
    }

    /// <summary>A region alone or in a compound: temporal, frontotemporal, temporoparietal.</summary>
    private static Regex RegionPattern(string region) => region switch
    {
        "frontal" => Frontal(),
        "temporal" => Temporal(),
        "central" => Central(),
        "parietal" => Parietal(),
        _ => Occipital(),
    };

    [GeneratedRegex(@"(\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))? ?hz")]
    private static partial Regex Hertz();

    /// <summary>What follows a cause may be the place of the cause alone.</summary>
    [GeneratedRegex(@"\b(?:due to|because of|owing to|secondary to|related to|in the setting of|status post|s/p)\b")]
    private static partial Regex Cause();

    /// <summary>What ends the clause in which a place is said of a finding.</summary>
    [GeneratedRegex(@"[;:]|\bbut\b|\bwhile\b|, (?:and|with|there|as well as)\b|\band (?:the|there|rare|occasional|frequent|intermittent)\b")]
    private static partial Regex Break();

    [GeneratedRegex(@"\b(?:left|lt|l)\b(?!-handed)" + NotOfTheBody)]
    private static partial Regex Left();

    [GeneratedRegex(@"\b(?:right|rt|r)\b(?!-handed)" + NotOfTheBody)]
    private static partial Regex Right();

    [GeneratedRegex(@"\b(?:bilateral(?:ly)?|both (?:sides|hemispheres|temporal|frontal)|bi-?(?:temporal|frontal|occipital|central|parietal)|either (?:side|hemisphere))\b")]
    private static partial Regex Both();

    [GeneratedRegex(@"\b(?:midline|vertex|parasagittal)\b")]
    private static partial Regex Middle();

    [GeneratedRegex(@"\b(?:fp1|fp2|f[34789z]|c[34z]|p[34z]|o[12]|t[1-8])\b")]
    private static partial Regex Electrode();

    [GeneratedRegex(@"\bbi-?frontal|\bfronto|\w*frontal")]
    private static partial Regex Frontal();

    [GeneratedRegex(@"temporal|\btemporo")]
    private static partial Regex Temporal();

    [GeneratedRegex(@"\bcentral|\bcentro|frontocentral|rolandic")]
    private static partial Regex Central();

    [GeneratedRegex(@"parietal|\bparieto")]
    private static partial Regex Parietal();

    [GeneratedRegex(@"occipital|\boccipito")]
    private static partial Regex Occipital();
}

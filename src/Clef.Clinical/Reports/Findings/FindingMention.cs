namespace Clef.Clinical.Reports.Findings;

/// <summary>What a mention says of a finding.</summary>
public enum MentionStatus
{
    /// <summary>It was recorded.</summary>
    Present,

    /// <summary>It may have been recorded ("possible").</summary>
    Possible,

    /// <summary>It was looked for and not recorded, or is no longer there.</summary>
    Absent,

    /// <summary>
    /// It is said of the patient's past, of another study, or as something to look for; nothing is said of this recording.
    /// </summary>
    Elsewhere,
}

/// <summary>One place of a report that names a finding.</summary>
/// <param name="Finding">The identifier of the finding.</param>
/// <param name="Status">What it says.</param>
/// <param name="Start">Where the words start in the report as given, in characters.</param>
/// <param name="Length">How many characters they take.</param>
/// <param name="Words">The words.</param>
/// <param name="Cue">The words that gave the status ("no", "possible", "history of"), or null.</param>
/// <param name="Section">The part of the report.</param>
/// <param name="Frequency">The frequency said of it, or null.</param>
/// <param name="Location">Side and regions said of it, or null.</param>
/// <param name="Implied">Whether a more special finding implies this one.</param>
public sealed record FindingMention(
    string Finding, MentionStatus Status, int Start, int Length, string Words, string? Cue, SectionKind Section, FrequencyRange? Frequency,
        FindingLocation? Location, bool Implied);

/// <summary>A frequency or a range of frequencies.</summary>
/// <param name="Low">Lower end, hertz.</param>
/// <param name="High">Upper end, hertz; equal to <paramref name="Low"/> for a single value.</param>
public readonly record struct FrequencyRange(double Low, double High)
{
    /// <inheritdoc/>
    public override string ToString() =>
        Low == High ? FormattableString.Invariant($"{Low} Hz") : FormattableString.Invariant($"{Low}-{High} Hz");
}

/// <summary>Where on the head a finding is.</summary>
/// <param name="Side"><c>left</c>, <c>right</c>, <c>bilateral</c>, <c>midline</c>, or null.</param>
/// <param name="Regions">Regions such as <c>temporal</c>, sorted.</param>
public sealed record FindingLocation(string? Side, IReadOnlyList<string> Regions)
{
    /// <inheritdoc/>
    public override string ToString() => string.Join(' ', Regions.Prepend(Side).Where(w => w is not null));
}

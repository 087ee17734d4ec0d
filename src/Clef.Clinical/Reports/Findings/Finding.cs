namespace Clef.Clinical.Reports.Findings;

/// <summary>An entry of a vocabulary: a finding of EEGs or ECGs, the tags that tie one of EEGs to HED-SCORE, and the words that name it.</summary>
public sealed record Finding
{
    /// <summary>The identifier, such as <c>focal-slowing</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The name for people.</summary>
    public required string Name { get; init; }

    /// <summary>
    /// The group: overall, background, rhythmic, epileptiform, periodic, seizure, sleep, variant, activation, artifact; of ECGs overall, rhythm,
    /// beats, conduction, axis, chambers, repolarisation, infarction.
    /// </summary>
    public required string Group { get; init; }

    /// <summary>Paths of HED-SCORE tags, from the root of the schema; none of an ECG finding.</summary>
    public required IReadOnlyList<string> Hed { get; init; }

    /// <summary>Regular expressions over the text of one normalised sentence.</summary>
    public required IReadOnlyList<string> Patterns { get; init; }

    /// <summary>Findings that are present whenever this one is.</summary>
    public IReadOnlyList<string> Implies { get; init; } = [];

    /// <summary>Which attributes are read: <c>frequency</c>, <c>location</c>.</summary>
    public IReadOnlyList<string> Attributes { get; init; } = [];

    /// <summary>
    /// The finding that this one is, besides, where its clause gives it a place on one side: sharp waves, left temporal, are focal
    /// discharges wherever the place stands.
    /// </summary>
    public string? Focal { get; init; }

    /// <summary>Whether the words form a name that covers other findings' words within it: "wicket spikes" are no spikes.</summary>
    public bool Covers { get; init; }
}

namespace Clef.Signals.Recordings;

/// <summary>A span of time within a recording, in seconds from its start.</summary>
public readonly record struct TimeSpanSeconds(double From, double Duration);

/// <summary>An event or mark.</summary>
/// <param name="OnsetSeconds">Seconds from the recording's start; it may be negative.</param>
/// <param name="DurationSeconds">Length in seconds; null where the format does not state one.</param>
/// <param name="Text">The text or code as recorded.</param>
/// <param name="Channel">Label of the channel it belongs to; null when it concerns all.</param>
public sealed record Annotation(double OnsetSeconds, double? DurationSeconds, string Text, string? Channel = null);

/// <summary>One departure from a format's standard that reading tolerated.</summary>
/// <param name="Code">A stable name such as <c>record-count-wrong</c>, for programs.</param>
/// <param name="Text">What was found and how it was read, for people.</param>
public sealed record Remark(string Code, string Text);

/// <summary>What a file says of the person recorded. Every member may be null: not stated.</summary>
/// <param name="Code">Identifier in the recording institution.</param>
/// <param name="Name">The person's name.</param>
/// <param name="Sex"><c>F</c> or <c>M</c>.</param>
/// <param name="BirthDate">Date of birth.</param>
/// <param name="AgeYears">Age at recording, where the file states it directly.</param>
/// <param name="Notes">Other stated facts (medication, diagnoses, free text), one a line.</param>
public sealed record Subject(string? Code, string? Name, string? Sex, DateOnly? BirthDate, double? AgeYears, string? Notes)
{
    /// <summary>A subject of whom nothing is stated.</summary>
    public static Subject Unknown { get; } = new(null, null, null, null, null, null);
}

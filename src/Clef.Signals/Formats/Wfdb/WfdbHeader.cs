namespace Clef.Signals.Formats.Wfdb;

/// <summary>One segment line of a multi-segment header.</summary>
/// <param name="Name">The segment's record name; <c>~</c> for a stretch in which nothing was recorded.</param>
/// <param name="Frames">Its length in frames; 0 marks the layout segment.</param>
public readonly record struct WfdbSegmentLine(string Name, long Frames);

/// <summary>The contents of one header file.</summary>
public sealed class WfdbHeader
{
    /// <summary>Frames a second where the header does not say.</summary>
    public const double DefaultRate = 250;

    /// <summary>The record's name as the header states it.</summary>
    public required string Name { get; init; }

    /// <summary>Frames a second.</summary>
    public required double FrameRate { get; init; }

    /// <summary>Length in frames; null where the header leaves it to the file's size.</summary>
    public required long? Frames { get; init; }

    /// <summary>Start of the record; null where time or date is missing.</summary>
    public required DateTime? Start { get; init; }

    /// <summary>Number of signals that the record line states.</summary>
    public required int SignalCount { get; init; }

    /// <summary>The signals; empty in a multi-segment header.</summary>
    public required IReadOnlyList<WfdbSignal> Signals { get; init; }

    /// <summary>The segments; empty in a header of one segment.</summary>
    public required IReadOnlyList<WfdbSegmentLine> Segments { get; init; }

    /// <summary>The comment lines after the record line, without '#', trimmed.</summary>
    public required IReadOnlyList<string> Comments { get; init; }
}

namespace Clef.Ecg.Embedding;

/// <summary>One row of an embedding table: a record, or a window of it.</summary>
/// <param name="Record">The record's name.</param>
/// <param name="Lead">The lead, or leads, embedded.</param>
/// <param name="StartSeconds">Where the first window starts, in seconds from the start of the record.</param>
/// <param name="Seconds">Seconds of signal that entered, without padding.</param>
/// <param name="Done">What was done to the signal.</param>
/// <param name="Embedding">The embedding; the mean over windows where there are several.</param>
public sealed record EmbeddingRow(string Record, string Lead, double StartSeconds, double Seconds, SignalAccount Done, float[] Embedding)
{
    /// <summary>
    /// What the intervals between the record's beats say (<see cref="Rhythm.BeatIntervals"/>); null where they were not asked for, and in rows of windows.
    /// </summary>
    public IReadOnlyList<double>? BeatIntervals { get; init; }
}

/// <summary>What was done to a signal before the model saw it.</summary>
/// <param name="RecordedRate">The rate as recorded, in hertz.</param>
/// <param name="Rate">The rate of the windows, in hertz.</param>
/// <param name="Windows">The number of windows averaged.</param>
/// <param name="PaddedSeconds">Seconds of zeros that follow a recording shorter than one window.</param>
/// <param name="DroppedSeconds">Seconds after the last whole window that were left out.</param>
/// <param name="ValidFraction">The share of the windows that was recorded, not interpolated or padded.</param>
/// <param name="Note">A lead's derivation, an unknown unit, a channel taken as the lead; empty where there is nothing to say.</param>
public sealed record SignalAccount(
    double RecordedRate, double Rate, int Windows, double PaddedSeconds, double DroppedSeconds, double ValidFraction, string Note);

/// <summary>A record that could not be embedded.</summary>
/// <param name="Record">The record's name.</param>
/// <param name="Reason">Why.</param>
public sealed record SkippedRecord(string Record, string Reason);

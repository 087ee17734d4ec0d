namespace Clef.Signals.Preparation;

/// <summary>What was done to one channel on its way from the file to the model.</summary>
/// <param name="Wanted">The channel that the model asked for.</param>
/// <param name="Sources">Labels of the recorded channels it came from; none where it is missing.</param>
/// <param name="RecordedUnit">The unit as recorded.</param>
/// <param name="UnitFactor">The factor to the pipeline's unit; null where the recorded unit is unknown and values were left as they are.</param>
/// <param name="RecordedRate">The rate as recorded, in hertz; NaN where the channel is missing.</param>
/// <param name="Rate">The rate after preparation, in hertz.</param>
/// <param name="RecordedSamples">Samples read, at the recorded rate.</param>
/// <param name="InterpolatedSamples">How many of them were missing and were interpolated, at the recorded rate.</param>
/// <param name="Note">A derivation, a repeated label, an unknown unit; empty where there is nothing to say.</param>
public sealed record ChannelAccount(
    string Wanted,
    IReadOnlyList<string> Sources,
    string RecordedUnit,
    double? UnitFactor,
    double RecordedRate,
    double Rate,
    long RecordedSamples,
    long InterpolatedSamples,
    string Note)
{
    /// <summary>True where the recording has nothing for this channel.</summary>
    public bool IsMissing => Sources.Count == 0;

    /// <summary>True where the rate was changed.</summary>
    public bool WasResampled => !IsMissing && RecordedRate != Rate;
}

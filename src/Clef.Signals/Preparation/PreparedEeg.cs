namespace Clef.Signals.Preparation;

/// <summary>A span of EEG, ready for the spectrum: one row for each channel that the model asked for, and the account.</summary>
/// <param name="Names">The channels in the model's order.</param>
/// <param name="SampleRate">The rate in hertz.</param>
/// <param name="Signals">(channel, sample) in the pipeline's unit; an empty row where the channel is missing.</param>
/// <param name="Missing">For each channel true where a sample was not recorded but interpolated; null where all were recorded.</param>
/// <param name="SampleCount">Samples in a row that is there.</param>
/// <param name="MainsFrequency">The mains frequency that was notched out, in hertz; 0 for none.</param>
/// <param name="Accounts">What was done to each channel.</param>
public sealed record PreparedEeg(
    IReadOnlyList<string> Names,
    double SampleRate,
    IReadOnlyList<float[]> Signals,
    IReadOnlyList<bool[]?> Missing,
    int SampleCount,
    double MainsFrequency,
    IReadOnlyList<ChannelAccount> Accounts);

using Clef.Core;
using Clef.Signals.Resampling;
using Clef.Signals.Spectra;

namespace Clef.Signals.Preparation;

/// <summary>Which mains frequency is notched out.</summary>
public enum MainsRule
{
    /// <summary>Whichever of 50 and 60 Hz stands out more in the recording; the account says which.</summary>
    Detect,

    /// <summary>50 Hz and its harmonics.</summary>
    Hz50,

    /// <summary>60 Hz and its harmonics.</summary>
    Hz60,

    /// <summary>No notch.</summary>
    None,
}

/// <summary>
/// The preparation of an EEG session as data: stored beside a model's weights and used unchanged at every stage. The steps, in order: choice of
/// channels, conversion of the unit, interpolation of gaps, resampling, notch and band-pass without phase, multitaper spectrum, decibels, clipping, division by the clip.
/// </summary>
/// <param name="Name">Name and version; a pipeline that differs from a built-in one must have another name.</param>
/// <param name="Channels">The channels in the model's order.</param>
/// <param name="Unit">The unit of the prepared signal.</param>
/// <param name="SampleRate">Its rate in hertz.</param>
/// <param name="ResamplingEdge">How a channel goes on beyond its ends while it is resampled.</param>
/// <param name="FilterOrder">Order of the Butterworth prototype; the band-pass has twice as many poles.</param>
/// <param name="LowCut">Lower cut-off in hertz.</param>
/// <param name="HighCut">Upper cut-off in hertz.</param>
/// <param name="Mains">The mains frequency to notch out.</param>
/// <param name="NotchQuality">Centre over width of the notch.</param>
/// <param name="MarginSeconds">How much of the recording on either side of the wanted span takes part in filtering, where there is any; and by how much what
/// is read is then continued by mirroring before the band-pass.</param>
/// <param name="SessionSeconds">The longest session; a longer recording is cut into several.</param>
/// <param name="Multitaper">The spectrum.</param>
/// <param name="ClipDecibels">Levels are clipped to plus and minus this and divided by it.</param>
/// <param name="MaximumMissing">A frame is valid where at most this share of its window was missing.</param>
public sealed record EegPipeline(
    string Name,
    IReadOnlyList<string> Channels,
    string Unit,
    double SampleRate,
    ResamplingEdge ResamplingEdge,
    int FilterOrder,
    double LowCut,
    double HighCut,
    MainsRule Mains,
    double NotchQuality,
    double MarginSeconds,
    double SessionSeconds,
    MultitaperSettings Multitaper,
    double ClipDecibels,
    double MaximumMissing)
{
    /// <summary>
    /// <c>eeg-clef-v1</c>: the preparation of EEG specification 2 and 12: 19 channels of the 10-20 system in the authors' order (there by the older names T3 to
    /// T6), 200 Hz, 0.1 to 75 Hz, microvolts, 4 s / 1 s, 128 bins, plus and minus 40 dB. Order 4, quality 30 and the limit of missing samples are ours.
    /// </summary>
    public static EegPipeline ClefV1 { get; } = new(
        "eeg-clef-v1",
        ["O1", "O2", "P8", "P4", "Pz", "P3", "P7", "T7", "C3", "Cz", "C4", "T8", "F8", "F4", "Fz", "F3", "F7", "Fp1", "Fp2"],
        "uV", 200, ResamplingEdge.Line, 4, 0.1, 75, MainsRule.Detect, 30, 20, 1280, MultitaperSettings.Clef, 40, 0.1);

    /// <summary>The built-in pipelines.</summary>
    public static IReadOnlyList<EegPipeline> BuiltIn { get; } = [ClefV1];

    /// <summary>The pipeline as JSON, to be stored with a model.</summary>
    public string ToJson() => PipelineJson.Write(this, PipelineJson.Default.EegPipeline);

    /// <summary>Reads a stored pipeline.</summary>
    /// <inheritdoc cref="EcgPipeline.FromJson" path="/param"/>
    /// <inheritdoc cref="EcgPipeline.FromJson" path="/exception"/>
    public static EegPipeline FromJson(string json, string source) =>
        PipelineJson.Read(json, source, PipelineJson.Default.EegPipeline, BuiltIn, p => p.Name).Checked(source);

    internal EegPipeline Checked(string source)
    {
        PipelineJson.Require(source, nameof(Channels), Channels.Count, Channels.Count is >= 1 and <= 1000, "1 to 1,000 channels");
        PipelineJson.Require(source, nameof(Channels), string.Join(' ', Channels), Channels.Distinct().Count() == Channels.Count, "each channel once");
        PipelineJson.Require(source, nameof(SampleRate), SampleRate, SampleRate is > 0 and <= 100_000, "a rate above 0 Hz");
        PipelineJson.Require(source, nameof(FilterOrder), FilterOrder, FilterOrder is >= 1 and <= 12, "1 to 12");
        PipelineJson.Require(source, nameof(LowCut), LowCut, LowCut > 0 && LowCut < HighCut, $"above 0 and below {nameof(HighCut)}");
        PipelineJson.Require(source, nameof(HighCut), HighCut, HighCut < SampleRate / 2, "below half the sampling rate");
        PipelineJson.Require(source, nameof(NotchQuality), NotchQuality, NotchQuality is >= 1 and <= 1000, "1 to 1,000");
        PipelineJson.Require(source, nameof(MarginSeconds), MarginSeconds, MarginSeconds is >= 0 and <= 600, "0 to 600");
        PipelineJson.Require(source, nameof(SessionSeconds), SessionSeconds, SessionSeconds is > 0 and <= 100_000, "above 0 and at most 100,000");
        PipelineJson.Require(source, nameof(ClipDecibels), ClipDecibels, ClipDecibels is > 0 and <= 1000, "above 0");
        PipelineJson.Require(source, nameof(MaximumMissing), MaximumMissing, MaximumMissing is >= 0 and < 1, "0 or more and below 1");
        Multitaper.Checked(source, SampleRate);
        return this;
    }
}

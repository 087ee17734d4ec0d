using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Resampling;

namespace Clef.Signals.Preparation;

/// <summary>What becomes of the samples after the last whole window of a recording that is longer than one.</summary>
public enum WindowTail
{
    /// <summary>They are left out.</summary>
    Drop,

    /// <summary>A last window ends with the recording and overlaps the one before.</summary>
    Overlap,

    /// <summary>A last window holds them, followed by zeros.</summary>
    Pad,
}

/// <summary>
/// The preparation of an ECG lead as data: stored beside a model's weights and used unchanged in pretraining, fine-tuning and inference.
/// The steps, in order: conversion of the unit, interpolation of gaps, resampling, zero-phase band-pass, cutting into windows, z-score per window.
/// </summary>
/// <param name="Name">Name and version; a pipeline that differs from a built-in one must have another name.</param>
/// <param name="SampleRate">The rate of the windows, in hertz.</param>
/// <param name="Unit">The unit before the z-score, which noise is added in when training.</param>
/// <param name="ResamplingEdge">How the lead goes on beyond its ends while it is resampled.</param>
/// <param name="FilterOrder">Order of the Butterworth prototype; the band-pass has twice as many poles.</param>
/// <param name="LowCut">Lower cut-off in hertz.</param>
/// <param name="HighCut">Upper cut-off in hertz.</param>
/// <param name="WindowSamples">Samples in a window.</param>
/// <param name="Tail">What becomes of the rest of a long recording; a recording shorter than one window is always followed by zeros.</param>
/// <param name="ZScoreEpsilon">The constant added to the standard deviation.</param>
public sealed record EcgPipeline(
    string Name,
    double SampleRate,
    string Unit,
    ResamplingEdge ResamplingEdge,
    int FilterOrder,
    double LowCut,
    double HighCut,
    int WindowSamples,
    WindowTail Tail,
    double ZScoreEpsilon)
{
    /// <summary><c>ecg-clef-v1</c>: the preparation of ECG specification 2.2 and 8.2 (500 Hz, order 5, 0.67 to 40 Hz, 10 s).</summary>
    public static EcgPipeline ClefV1 { get; } =
        new("ecg-clef-v1", 500, "mV", ResamplingEdge.Line, 5, 0.67, 40, 5000, WindowTail.Drop, ZScore.DefaultEpsilon);

    /// <summary>The built-in pipelines.</summary>
    public static IReadOnlyList<EcgPipeline> BuiltIn { get; } = [ClefV1];

    /// <summary>The pipeline as JSON, to be stored with a model.</summary>
    public string ToJson() => PipelineJson.Write(this, PipelineJson.Default.EcgPipeline);

    /// <summary>Reads a stored pipeline.</summary>
    /// <param name="json">What <see cref="ToJson"/> wrote.</param>
    /// <param name="source">The file's name for messages.</param>
    /// <exception cref="ClefException">A member is unknown, missing or impossible, or a built-in name carries other values.</exception>
    public static EcgPipeline FromJson(string json, string source) =>
        PipelineJson.Read(json, source, PipelineJson.Default.EcgPipeline, BuiltIn, p => p.Name).Checked(source);

    internal EcgPipeline Checked(string source)
    {
        PipelineJson.Require(source, nameof(SampleRate), SampleRate, SampleRate is > 0 and <= 100_000, "a rate above 0 Hz");
        PipelineJson.Require(source, nameof(FilterOrder), FilterOrder, FilterOrder is >= 1 and <= 12, "1 to 12");
        PipelineJson.Require(source, nameof(LowCut), LowCut, LowCut > 0 && LowCut < HighCut, $"above 0 and below {nameof(HighCut)}");
        PipelineJson.Require(source, nameof(HighCut), HighCut, HighCut < SampleRate / 2, "below half the sampling rate");
        PipelineJson.Require(source, nameof(WindowSamples), WindowSamples, WindowSamples is >= 1 and <= 100_000_000, "at least 1");
        PipelineJson.Require(source, nameof(ZScoreEpsilon), ZScoreEpsilon, ZScoreEpsilon is > 0 and < 1, "above 0 and below 1");
        return this;
    }
}

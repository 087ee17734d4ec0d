using Clef.Clinical.Reports.Findings;
using Clef.Signals.Channels;

namespace Clef.Cohorts.Labels;

/// <summary>
/// Reads the reports of recordings: with the vocabulary of ECG reports those of a recording with ECG leads and without scalp channels, all others with that of
/// EEG reports.
/// </summary>
public sealed class ReportReader
{
    private readonly FindingExtractor _eeg = new(FindingVocabulary.Default), _ecg = new(FindingVocabulary.Ecg);

    /// <summary>The findings of a report.</summary>
    /// <param name="report">Its text.</param>
    /// <param name="kind">What the recording mainly holds (<see cref="ChannelLabel.MainKind"/>).</param>
    public ReportFindings Read(string report, SignalKind? kind) => (kind == SignalKind.Ecg ? _ecg : _eeg).Extract(report);
}

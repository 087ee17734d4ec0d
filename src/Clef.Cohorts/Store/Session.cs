using Clef.Signals.Channels;

namespace Clef.Cohorts.Store;

/// <summary>One recording of a cohort.</summary>
/// <param name="Id">The recording's name within its folder, without extension; unique in the cohort.</param>
/// <param name="Patient">The patient.</param>
/// <param name="File">The entry file's name within the folder or archive of recordings.</param>
public sealed record Session(string Id, string Patient, string File)
{
    /// <summary>The format, as <c>Recording.Format</c> says.</summary>
    public string Format { get; init; } = "";

    /// <summary>When the recording began, without zone; null where neither the metadata nor the file says.</summary>
    public DateTime? Start { get; init; }

    /// <summary>Length in seconds.</summary>
    public double DurationSeconds { get; init; }

    /// <summary>Number of channels.</summary>
    public int Channels { get; init; }

    /// <summary>The highest sampling rate, in hertz.</summary>
    public double SampleRate { get; init; }

    /// <summary>Channel labels, separated by <c>|</c>.</summary>
    public string Labels { get; init; } = "";

    /// <summary>What the recording mainly holds; null for neither EEG nor ECG.</summary>
    public SignalKind? MainKind => ChannelLabel.MainKind(Labels.Split('|'));

    /// <summary>Age at the recording, in years.</summary>
    public double? Age { get; init; }

    /// <summary><c>F</c>, <c>M</c> or null.</summary>
    public string? Sex { get; init; }

    /// <summary>Where it was recorded; null where it is not known.</summary>
    public string? Site { get; init; }

    /// <summary>The setting: inpatient, outpatient, emergency, monitoring unit, ...; null where it is not known.</summary>
    public string? Setting { get; init; }

    /// <summary>The place in the folder's ordinal order, from 0: it must not give a label away.</summary>
    public int FileOrder { get; init; }

    /// <summary>
    /// Hash of the samples of all channels, or of as much as was read; equal for exact copies. Empty for a recording on which no channel
    /// changes.
    /// </summary>
    public string Content { get; init; } = "";
}

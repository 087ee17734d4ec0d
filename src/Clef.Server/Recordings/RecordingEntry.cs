using Clef.Core.Sources;
using Clef.Signals.Channels;
using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>What a recording mainly holds.</summary>
internal enum Modality
{
    /// <summary>Neither.</summary>
    Other,

    /// <summary>Brain waves: at least four scalp electrodes.</summary>
    Eeg,

    /// <summary>An electrocardiogram.</summary>
    Ecg,
}

/// <summary>A recording that the service can open.</summary>
/// <param name="Id">Its identifier.</param>
/// <param name="Source"><c>upload</c> or <c>cohort</c>.</param>
/// <param name="Name">What it is called in lists: the session of a cohort, or the name of an entry within an uploaded archive; empty for a single
/// upload.</param>
/// <param name="Modality">What it mainly holds.</param>
/// <param name="Open">Opens it.</param>
/// <param name="Digest">SHA-256 of the file, where it is known without reading; null otherwise.</param>
/// <param name="IsMapped">Whether it is read where it lies on disk; others are in memory while they are open.</param>
internal sealed record RecordingEntry(string Id, string Source, string Name, Modality Modality, Func<Recording> Open, string? Digest, bool IsMapped)
{
    /// <summary>Whether a file by itself is of a format that is mapped: EDF, BDF, and WFDB's and BrainVision's signal files.</summary>
    public static bool IsMappedFormat(string file) => Path.GetExtension(file).ToLowerInvariant() is ".edf" or ".bdf" or ".rec" or ".hea" or ".vhdr";

    /// <summary>Judges by what a recording mainly holds (<see cref="ChannelLabel.MainKind"/>).</summary>
    public static Modality ModalityOf(SignalKind? kind) => kind switch
    {
        SignalKind.Eeg => Modality.Eeg,
        SignalKind.Ecg => Modality.Ecg,
        _ => Modality.Other,
    };

    /// <summary>Opens one entry of a folder or archive that belongs to the recording alone and is closed with it.</summary>
    public static Recording OpenOwned(SourceFolder folder, string file)
    {
        try
        {
            return RecordingFile.Open(folder, file);
        }
        catch
        {
            folder.Dispose();
            throw;
        }
    }
}

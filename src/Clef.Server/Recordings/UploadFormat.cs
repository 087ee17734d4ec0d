using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>What an upload is, judged by its first bytes. The client's name serves only for its extension, and only where that is one of ours.</summary>
internal static class UploadFormat
{
    /// <summary>Bytes that are read before anything is decided.</summary>
    public const int HeadBytes = 4096;

    /// <summary>Formats of one file. Those of several (WFDB, BrainVision, BIDS) come within a zip archive.</summary>
    private static readonly string[] Extensions = [".edf", ".bdf", ".set", ".mat", ".dcm", ".scp", ".xml", ".csv", ".tsv", ".txt"];

    /// <summary>Our name for the file; null where it is no recording that can be taken.</summary>
    /// <param name="name">The client's name for it; null where it gives none.</param>
    /// <param name="head">The first bytes.</param>
    public static string? NameFor(string? name, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return "recording.zip";
        }

        string given = Extensions.FirstOrDefault(e => name?.EndsWith(e, StringComparison.OrdinalIgnoreCase) == true) ?? "";
        foreach (string extension in given.Length > 0 ? [given] : Extensions)
        {
            string own = "recording" + extension;
            foreach (IRecordingFormat format in RecordingFile.Formats)
            {
                if (format.Recognises(own, head))
                {
                    return own;
                }
            }
        }

        return null;
    }
}

using System.Text;
using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>What an upload is, judged by its first bytes. The client's name serves only for its extension, and only where that is one of ours.</summary>
internal static class UploadFormat
{
    /// <summary>Bytes that are read before anything is decided.</summary>
    public const int HeadBytes = 4096;

    /// <summary>Our name for an archive.</summary>
    public const string Archive = "recording.zip";

    private delegate bool Judge(ReadOnlySpan<byte> head);

    /// <summary>Formats of one file and how they begin. Those of several files (WFDB, BrainVision, BIDS) come within a zip archive.</summary>
    private static readonly (string Extension, Judge Begins)[] Formats =
    [
        (".edf", head => head.StartsWith("0       "u8)),
        (".bdf", head => head.Length > 8 && head[0] == 0xFF && head[1..8].SequenceEqual("BIOSEMI"u8)),
        (".dcm", head => head.Length > 132 && head[128..132].SequenceEqual("DICM"u8)),
        (".scp", head => head.Length > 32 && head[..32].IndexOf("SCPECG"u8) > 0),
        (".set", IsMatlab),
        (".mat", IsMatlab),
        (".xml", head => Text(head).TrimStart('\uFEFF', ' ', '\r', '\n', '\t').StartsWith('<')),
        (".csv", IsText),
        (".tsv", IsText),
        (".txt", IsText),
    ];

    /// <summary>Our possible names for the file, the likeliest first; none where it is no recording that can be taken.</summary>
    /// <param name="name">The client's name for it; null where it gives none.</param>
    /// <param name="head">The first bytes.</param>
    public static IReadOnlyList<string> NamesFor(string? name, ReadOnlySpan<byte> head)
    {
        if (head.StartsWith("PK\u0003\u0004"u8))
        {
            return [Archive];
        }

        var names = new List<string>();
        bool known = Formats.Any(f => name?.EndsWith(f.Extension, StringComparison.OrdinalIgnoreCase) == true);
        foreach ((string extension, Judge begins) in Formats)
        {
            string own = "recording" + extension;
            if ((!known || name!.EndsWith(extension, StringComparison.OrdinalIgnoreCase)) && begins(head) && Recognised(own, head))
            {
                names.Add(own);
            }
        }

        return names;
    }

    /// <summary>Whether a file came within a form (<c>multipart/form-data</c>), whose text could be taken for a table.</summary>
    public static bool IsForm(ReadOnlySpan<byte> head) => head.StartsWith("--"u8) && head.IndexOf("form-data"u8) > 0;

    private static bool Recognised(string own, ReadOnlySpan<byte> head)
    {
        foreach (IRecordingFormat format in RecordingFile.Formats)
        {
            if (format.Recognises(own, head))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>MATLAB 5, MATLAB 7.3 (HDF5 behind a MATLAB head, or bare), MATLAB 4 (a small type number).</summary>
    private static bool IsMatlab(ReadOnlySpan<byte> head) =>
        head.StartsWith("MATLAB "u8) || (head.Length > 8 && head[0] == 0x89 && head[1..4].SequenceEqual("HDF"u8))
            || (head.Length > 20 && BitConverter.ToUInt32(head) < 5000);

    /// <summary>A table: some line of printable characters with a separator.</summary>
    private static bool IsText(ReadOnlySpan<byte> head)
    {
        string text = Text(head);
        return text.Length > 0 && text.IndexOfAny([',', ';', '\t']) > 0 && !text.Any(c => char.IsControl(c) && c is not ('\r' or '\n' or '\t'));
    }

    private static string Text(ReadOnlySpan<byte> head) =>
        head.Length > 2 && head[0] == 0xFF && head[1] == 0xFE ? Encoding.Unicode.GetString(head[2..(head.Length / 2 * 2)]) : Encoding.UTF8.GetString(head);
}

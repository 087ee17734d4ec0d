using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>
/// The header of an EDF or BDF upload, opened as the recording it will be before its samples have come: what its header contradicts is refused while gigabytes are still to be sent.
/// Formats that cannot be judged by their beginning alone are judged when they are whole.
/// </summary>
internal static class UploadHead
{
    private const int Block = 256; // the fixed part of the header, and each signal's (Kemp et al. 1992)
    private const int CountAt = 252, CountDigits = 4;

    /// <summary>How many bytes the header has, by its number of signals; 0 where the file is of another format, or says none.</summary>
    public static int LengthOf(string name, ReadOnlySpan<byte> head) =>
        name is "recording.edf" or "recording.bdf" && head.Length >= Block
        && int.TryParse(System.Text.Encoding.ASCII.GetString(head.Slice(CountAt, CountDigits)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int signals)
            ? Block * (1 + signals)
            : 0;

    /// <summary>Opens the recording of a header.</summary>
    /// <param name="name">Our name of the file.</param>
    /// <param name="head">The header, and what else came with it.</param>
    /// <param name="length">The length of the whole, as far as it is known.</param>
    /// <exception cref="ClefException">The header is that of no recording.</exception>
    public static void Check(string name, ReadOnlyMemory<byte> head, long length)
    {
        using var folder = new OneFile(name, head, length);
        try
        {
            using Recording recording = RecordingFile.Open(folder, name);
        }
        catch (ClefException) when (folder.WasAskedForMore)
        {
            // The header is as it should be; the rest decides once it is there.
        }
    }

    /// <summary>A folder of the one file.</summary>
    private sealed class OneFile(string name, ReadOnlyMemory<byte> head, long length) : SourceFolder
    {
        public bool WasAskedForMore { get; set; }

        public override string Name => "upload";

        public override IReadOnlyList<string> FileNames => [name];

        public override ByteSource? TryOpen(string relativeName) => relativeName == name ? new Beginning(name, head, length, this) : null;

        public override void Dispose()
        {
        }
    }

    /// <summary>A file of which only the beginning is there.</summary>
    private sealed class Beginning(string name, ReadOnlyMemory<byte> head, long length, OneFile folder) : ByteSource
    {
        public override string Name => name;

        public override long Length => length;

        public override void Dispose()
        {
        }

        protected override ReadOnlySpan<byte> SliceCore(long offset, int count)
        {
            if (offset + count > head.Length)
            {
                folder.WasAskedForMore = true;
                throw new ClefException(name, "length", head.Length, FormattableString.Invariant($"{offset + count} bytes"));
            }

            return head.Span.Slice((int)offset, count);
        }
    }
}

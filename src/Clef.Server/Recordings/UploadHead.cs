using System.Buffers.Binary;
using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Server.Problems;
using Clef.Signals.Recordings;

namespace Clef.Server.Recordings;

/// <summary>
/// The header of an EDF or BDF upload, opened as the recording it will be before its samples have come: what its header contradicts is refused while
/// gigabytes are still to be sent. Of DICOM, SCP-ECG and XML what the first bytes and the length say, of an archive its length and its first entry. Whatever
/// else is wrong is found when the file is whole.
/// </summary>
internal static class UploadHead
{
    private const int Block = 256; // the fixed part of the header, and each signal's (Kemp et al. 1992)
    private const int CountAt = 252, CountDigits = 4;

    // The local header of an archive's entry (PKWARE's APPNOTE 4.3.7): flags, method, and the length without compression.
    private const int EntryBytes = 30, FlagsAt = 6, MethodAt = 8, LengthAt = 22;
    private const long ArchiveOverhead = 16 << 20; // of headers, names and comments of some thousand entries

    /// <summary>How many bytes the header has, by its number of signals; 0 where the file is of another format, or says none.</summary>
    public static int LengthOf(string name, ReadOnlySpan<byte> head) =>
        name is "recording.edf" or "recording.bdf" && head.Length >= Block
        && int.TryParse(System.Text.Encoding.ASCII.GetString(head.Slice(CountAt, CountDigits)).Trim(), NumberStyles.None, CultureInfo.InvariantCulture,
            out int signals)
            ? Block * (1 + signals)
            : 0;

    /// <summary>
    /// Whether a format's first bytes can be opened with no more of the file there: what its readers allocate does not grow with the length that a client
    /// only states.
    /// </summary>
    public static bool IsJudgedByBeginning(string name) => name is "recording.dcm" or "recording.scp" or "recording.xml";

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

    /// <summary>Refuses an archive that cannot be read whatever follows.</summary>
    /// <param name="head">Its first bytes.</param>
    /// <param name="stated">The length that the client states; null where it does not.</param>
    /// <param name="most">How many bytes its entries may have together when they are inflated: an archive is about as long at most.</param>
    public static void CheckArchive(ReadOnlySpan<byte> head, long? stated, long most)
    {
        if (stated > most + ArchiveOverhead)
        {
            throw new ApiException(StatusCodes.Status413PayloadTooLarge, $"An archive may hold at most {most} bytes; longer recordings come as single files.");
        }

        if (head.Length < EntryBytes)
        {
            return;
        }

        // The length is 0 or all ones where it stands behind the entry, or in an extra field.
        int flags = BinaryPrimitives.ReadUInt16LittleEndian(head[FlagsAt..]), method = BinaryPrimitives.ReadUInt16LittleEndian(head[MethodAt..]);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head[LengthAt..]);
        string? wrong = (flags & 1) != 0 ? "The archive is encrypted."
            : method is not (0 or 8 or 9) ? "The archive is compressed by another method than Deflate."
            : length != uint.MaxValue && length > most ? $"The archive's first entry says that it has {length} bytes; all together may have at most {most}."
            : null;
        if (wrong is not null)
        {
            throw ApiException.Unprocessable(wrong);
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

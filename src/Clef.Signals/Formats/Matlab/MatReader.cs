using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Matlab;

/// <summary>Reads the variables of a MATLAB file of any version.</summary>
internal static class MatReader
{
    /// <summary>True for the head of a MATLAB file of version 5, 7 or 7.3.</summary>
    public static bool IsVersion5OrLater(ReadOnlySpan<byte> head) =>
        head.Length >= 128 && head.StartsWith("MATLAB "u8) && (head[126..128].SequenceEqual("IM"u8) || head[126..128].SequenceEqual("MI"u8));

    /// <summary>Opens a file and reads its small values; the result owns <paramref name="source"/>.</summary>
    public static MatFile Open(ByteSource source, Func<string, bool> wanted, RemarkList remarks)
    {
        try
        {
            ReadOnlySpan<byte> head = source.SliceUpTo(0, 4096);
            if (IsVersion5OrLater(head))
            {
                // Byte 125 (124 in big endian) holds the major version: 1 for version 5 to 7, 2 for 7.3.
                bool hdf5 = head[126] == 'I' ? head[125] == 2 : head[124] == 2;
                return hdf5
                    ? new MatFile(source, "MATLAB v7.3", Mat73Reader.Read(source, wanted))
                    : new MatFile(source, "MATLAB v5", Mat5Reader.Read(source, wanted, remarks));
            }

            if (Mat4Reader.Recognises(head))
            {
                return new MatFile(source, "MATLAB v4", Mat4Reader.Read(source, remarks));
            }

            throw new ClefException(source.Name, "header", null, "a MATLAB file of version 4, 5, 7 or 7.3");
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}

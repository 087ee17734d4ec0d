using System.Buffers.Binary;
using System.Numerics;

namespace Clef.Eeg.Sessions;

/// <summary>The Castagnoli checksum (RFC 3720, appendix B.4), for which processors have an instruction: a session's three megabytes take under a millisecond.</summary>
internal static class Crc32C
{
    /// <summary>The checksum of parts as if they were one.</summary>
    public static uint Of(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second) => ~Add(Add(~0u, first), second);

    private static uint Add(uint crc, ReadOnlySpan<byte> bytes)
    {
        for (; bytes.Length >= 8; bytes = bytes[8..])
        {
            crc = BitOperations.Crc32C(crc, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        return crc;
    }
}

using System.Buffers.Binary;
using System.Numerics;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>HDF5's two checksums: Jenkins' lookup3 of structures, and Fletcher-32 of chunks.</summary>
internal static class Hdf5Checksum
{
    /// <summary>Checks a structure whose last four bytes are the checksum of those before.</summary>
    public static void Check(ReadOnlySpan<byte> block, Hdf5File file, string name)
    {
        uint stored = BinaryPrimitives.ReadUInt32LittleEndian(block[^4..]), real = Lookup3(block[..^4]);
        if (stored != real)
        {
            throw file.Wrong($"{name} checksum", $"{stored:x8}", $"{real:x8}");
        }
    }

    /// <summary>Bob Jenkins' lookup3 hash ("hashlittle", May 2006, public domain) with initial value 0, byte by byte.</summary>
    public static uint Lookup3(ReadOnlySpan<byte> bytes)
    {
        uint a = 0xdeadbeef + (uint)bytes.Length, b = a, c = a;
        Span<byte> last = stackalloc byte[12];
        while (bytes.Length > 12)
        {
            Add(bytes, ref a, ref b, ref c);
            a -= c; a ^= BitOperations.RotateLeft(c, 4); c += b;
            b -= a; b ^= BitOperations.RotateLeft(a, 6); a += c;
            c -= b; c ^= BitOperations.RotateLeft(b, 8); b += a;
            a -= c; a ^= BitOperations.RotateLeft(c, 16); c += b;
            b -= a; b ^= BitOperations.RotateLeft(a, 19); a += c;
            c -= b; c ^= BitOperations.RotateLeft(b, 4); b += a;
            bytes = bytes[12..];
        }

        if (bytes.Length == 0)
        {
            return c;
        }

        last.Clear();
        bytes.CopyTo(last);
        Add(last, ref a, ref b, ref c);
        c ^= b; c -= BitOperations.RotateLeft(b, 14);
        a ^= c; a -= BitOperations.RotateLeft(c, 11);
        b ^= a; b -= BitOperations.RotateLeft(a, 25);
        c ^= b; c -= BitOperations.RotateLeft(b, 16);
        a ^= c; a -= BitOperations.RotateLeft(c, 4);
        b ^= a; b -= BitOperations.RotateLeft(a, 14);
        c ^= b; c -= BitOperations.RotateLeft(b, 24);
        return c;
    }

    /// <summary>The sum of 16-bit big-endian words and the sum of its partial sums, both modulo 65535 (Fletcher 1982); an odd last byte counts as a high one.</summary>
    public static uint Fletcher32(ReadOnlySpan<byte> bytes)
    {
        uint sum1 = 0, sum2 = 0;
        for (int i = 0; i < bytes.Length; i += 2)
        {
            sum1 += (uint)(bytes[i] << 8) + (i + 1 < bytes.Length ? bytes[i + 1] : 0u);
            sum1 = (sum1 & 0xffff) + (sum1 >> 16);
            sum2 += sum1;
            sum2 = (sum2 & 0xffff) + (sum2 >> 16);
        }

        return (sum2 << 16) | sum1;
    }

    private static void Add(ReadOnlySpan<byte> bytes, ref uint a, ref uint b, ref uint c)
    {
        a += BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        b += BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
        c += BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
    }
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clef.Core;

/// <summary>A hash that is the same on every machine and in every run, for splits, identifiers and seeds.</summary>
public static class StableHash
{
    /// <summary>The first 8 bytes, big-endian, of the SHA-256 of the parts as UTF-8, each preceded by its length.</summary>
    public static ulong Of(params ReadOnlySpan<string> parts)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[4];
        foreach (string part in parts)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(part);
            BinaryPrimitives.WriteInt32BigEndian(length, utf8.Length);
            hash.AppendData(length);
            hash.AppendData(utf8);
        }

        Span<byte> digest = stackalloc byte[32];
        hash.GetHashAndReset(digest);
        return BinaryPrimitives.ReadUInt64BigEndian(digest);
    }

    /// <summary>The hash as a number in [0, 1), from its upper 53 bits.</summary>
    public static double Fraction(params ReadOnlySpan<string> parts) => (Of(parts) >> 11) * (1.0 / (1UL << 53));

    /// <summary>The hash as a non-negative seed of 31 bits.</summary>
    public static int Seed(params ReadOnlySpan<string> parts) => (int)(Of(parts) >> 33);
}

using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Clef.Tensors.Weights;

/// <summary>
/// A digest of tensors themselves, whatever file holds them: a checkpoint and its conversion to safetensors have the same one.
/// SHA-256 over the entries in ordinal order of their names; of each: name (length as 64-bit little-endian, then UTF-8), type name likewise,
/// rank and sizes (64-bit little-endian), bytes.
/// </summary>
public static class WeightDigest
{
    private const int Chunk = 1 << 20;

    /// <summary>The digest in lower-case hexadecimal.</summary>
    public static string Of(IEnumerable<WeightEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = new byte[Chunk];
        foreach (WeightEntry entry in entries.OrderBy(e => e.Name, StringComparer.Ordinal))
        {
            AppendText(hash, entry.Name);
            AppendText(hash, entry.Type.Name());
            AppendNumber(hash, entry.Shape.Length);
            foreach (long size in entry.Shape)
            {
                AppendNumber(hash, size);
            }

            for (long at = 0; at < entry.ByteCount; at += Chunk)
            {
                Span<byte> part = buffer.AsSpan(0, (int)Math.Min(Chunk, entry.ByteCount - at));
                entry.Read(at, part);
                hash.AppendData(part);
            }
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static void AppendText(IncrementalHash hash, string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        AppendNumber(hash, bytes.Length);
        hash.AppendData(bytes);
    }

    private static void AppendNumber(IncrementalHash hash, long value)
    {
        Span<byte> bytes = stackalloc byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        hash.AppendData(bytes);
    }
}

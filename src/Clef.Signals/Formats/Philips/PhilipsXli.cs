using System.Buffers.Binary;
using Clef.Core;

namespace Clef.Signals.Formats.Philips;

/// <summary>
/// The XLI compression of Philips ECG files: for each lead a header of eight bytes (size, an unused number, the first difference), then LZW codes
/// of ten bits that yield all high bytes and then all low bytes of the lead's second differences.
/// </summary>
internal static class PhilipsXli
{
    private const int CodeBits = 10;
    private const int EndCode = (1 << CodeBits) - 1;
    private const int FirstFreeCode = 256;
    private const int HeaderBytes = 8;

    /// <summary>What is added to each stored difference.</summary>
    private const int DifferenceBias = 64;

    /// <summary>Decodes all leads; each may have at most <paramref name="maximumSamples"/> samples.</summary>
    public static List<short[]> Decode(ReadOnlySpan<byte> bytes, string file, int maximumLeads, int maximumSamples)
    {
        var leads = new List<short[]>();
        for (int at = 0; at + HeaderBytes <= bytes.Length && leads.Count < maximumLeads;)
        {
            int size = BinaryPrimitives.ReadInt32LittleEndian(bytes[at..]);
            short first = BinaryPrimitives.ReadInt16LittleEndian(bytes[(at + 6)..]);
            at += HeaderBytes;
            if (size < 0 || size > bytes.Length - at)
            {
                throw new ClefException(file, $"XLI size of lead {leads.Count + 1}", size, $"0 to {bytes.Length - at} bytes");
            }

            leads.Add(Restore(Inflate(bytes.Slice(at, size), file, 2 * maximumSamples), first));
            at += size;
        }

        return leads;
    }

    /// <summary>LZW: each code is a byte, or a string seen before; the next free code is the last string and the first byte of this one.</summary>
    private static List<byte> Inflate(ReadOnlySpan<byte> bytes, string file, int limit)
    {
        // A string is its prefix's code and one more byte.
        var prefix = new short[EndCode];
        var suffix = new byte[EndCode];
        var output = new List<byte>(Math.Min(limit, bytes.Length * 2));
        Span<byte> reversed = stackalloc byte[EndCode + 1];
        int free = FirstFreeCode, last = -1, lastFirst = 0, buffer = 0, bits = 0;
        foreach (byte b in bytes)
        {
            buffer = ((buffer << 8) | b) & 0xFFFFFF;
            bits += 8;
            if (bits < CodeBits)
            {
                continue;
            }

            int code = (buffer >> (bits - CodeBits)) & EndCode;
            bits -= CodeBits;
            if (code == EndCode)
            {
                break;
            }

            if (code > free || (code == free && last < 0) || (code == free && free >= EndCode))
            {
                throw new ClefException(file, "XLI code", code, $"at most {free}");
            }

            // The code that is about to be made: the last string and its own first byte.
            int length = 0;
            int walk = code;
            if (code == free)
            {
                reversed[length++] = (byte)lastFirst;
                walk = last;
            }

            for (; walk >= FirstFreeCode; walk = prefix[walk])
            {
                reversed[length++] = suffix[walk];
            }

            reversed[length++] = (byte)walk;
            int first = walk;
            if (output.Count + length > limit)
            {
                throw new ClefException(file, "XLI data", null, $"at most {limit} bytes a lead, as the stated duration has it");
            }

            for (int i = length - 1; i >= 0; i--)
            {
                output.Add(reversed[i]);
            }

            if (last >= 0 && free < EndCode)
            {
                prefix[free] = (short)last;
                suffix[free++] = (byte)first;
            }

            (last, lastFirst) = (code, first);
        }

        return output;
    }

    /// <summary>Joins high and low bytes, then sums the differences twice.</summary>
    private static short[] Restore(List<byte> bytes, short first)
    {
        int count = (bytes.Count + 1) / 2;
        var samples = new short[count];
        for (int i = 0; i < count; i++)
        {
            samples[i] = (short)((bytes[i] << 8) | (count + i < bytes.Count ? bytes[count + i] : 0));
        }

        int difference = first;
        for (int i = 2; i < count; i++)
        {
            short stored = samples[i];
            samples[i] = (short)((2 * samples[i - 1]) - samples[i - 2] - difference);
            difference = stored - DifferenceBias;
        }

        return samples;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Clef.Fuzz;

/// <summary>
/// Changes inputs in the ways that break parsers: single bits and bytes, truncation, splices, numbers at their extremes (as text and as binary integers),
/// exchanged header fields, names of files elsewhere. Two in three changes fall into the first kilobyte, where headers are. The same seed and number give
/// the same input.
/// </summary>
public sealed class Mutator(ulong seed)
{
    private static readonly string[] Numbers =
    [
        "0", "-1", "1", "-0", "00000001", "99999999", "-9999999", "2147483647", "2147483648", "-2147483648", "4294967296", "9223372036854775807",
        "18446744073709551616", "1e308", "1e-320", "1e999", "nan", "inf", "-inf", "0.5", "1,5", "3.", ".", "+", "-", "", " 7", "0x10",
    ];

    private static readonly string[] Names = ["../x", "/etc/passwd", "..", "a/../../b", "C:\\x", "~", ".", "x\0y", "\u00ff"];

    private static readonly long[] Integers =
    [
        0, 1, -1, 2, 127, 128, 255, 256, 32767, 32768, 65535, 65536, 0x7fffffff, 0x80000000, 0xffffffff, 1L << 40, long.MaxValue, long.MinValue,
    ];

    /// <summary>Input number <paramref name="number"/> made from one of the seeds.</summary>
    public FuzzInput Make(IReadOnlyList<FuzzInput> seeds, long number)
    {
        var random = new Random(HashCode(seed, number));
        FuzzInput input = seeds[(int)(number % seeds.Count)];
        string[] names = [.. input.Files.Keys];

        // Headers are what parsers trust: the entry file is changed in two of three inputs.
        string name = random.Next(3) < 2 ? input.Entry : names[random.Next(names.Length)];
        byte[] bytes = [.. input.Files[name]];
        for (int changes = 1 << random.Next(4); changes > 0; changes--)
        {
            bytes = Change(bytes, seeds, random);
        }

        if (name == input.Entry)
        {
            input.Seal?.Invoke(bytes);
        }

        return input with { Name = $"{input.Name} #{number} ({name})", Files = new Dictionary<string, byte[]>(input.Files) { [name] = bytes } };
    }

    /// <summary>The seed is mixed before the number is added: small seeds that met the number directly would give the same inputs in another order.</summary>
    private static int HashCode(ulong seed, long number) => (int)(Mix(Mix(seed) + (ulong)number) >> 33);

    /// <summary>The mixing of SplitMix64.</summary>
    private static ulong Mix(ulong value)
    {
        ulong mixed = (value + 0x9E3779B97F4A7C15) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 30)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private static byte[] Change(byte[] bytes, IReadOnlyList<FuzzInput> seeds, Random random)
    {
        if (bytes.Length == 0)
        {
            return [(byte)random.Next(256)];
        }

        int at = random.Next(3) < 2 ? random.Next(Math.Min(bytes.Length, 1024)) : random.Next(bytes.Length);
        switch (random.Next(12))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)random.Next(256);
                return bytes;
            case 2:
                bytes[at] = " 09-+.,/\0\xff\n#"u8[random.Next(12)];
                return bytes;
            case 3:
                return bytes[..random.Next(bytes.Length)];
            case 4:
                return bytes[..at];
            case 5: // another input's bytes
                FuzzInput other = seeds[random.Next(seeds.Count)];
                byte[] from = other.Files[other.Entry];
                int start = random.Next(from.Length + 1);
                return [.. bytes[..at], .. from.AsSpan(start, Math.Min(random.Next(256), from.Length - start)), .. bytes[at..]];
            case 6: // a part left out
                return [.. bytes[..at], .. bytes.AsSpan(Math.Min(bytes.Length, at + 1 + random.Next(64)))];
            case 7: // a part repeated
                ReadOnlySpan<byte> part = bytes.AsSpan(at, Math.Min(bytes.Length - at, 1 + random.Next(64)));
                return [.. bytes[..at], .. part, .. bytes.AsSpan(at)];
            case 8: // two eight-byte fields exchanged
                int second = random.Next(bytes.Length);
                for (int i = 0; i < 8 && at + i < bytes.Length && second + i < bytes.Length; i++)
                {
                    (bytes[at + i], bytes[second + i]) = (bytes[second + i], bytes[at + i]);
                }

                return bytes;
            case 9:
                return Number(bytes, at, random);
            case 10:
                Integer(bytes, at, random);
                return bytes;
            default:
                return random.Next(8) > 0 ? Number(bytes, at, random) : Token(bytes, at, Names[random.Next(Names.Length)]);
        }
    }

    /// <summary>Puts an extreme number in place of the next digits: of the same width, padded with spaces, or of its own length.</summary>
    private static byte[] Number(byte[] bytes, int at, Random random)
    {
        int first = bytes.AsSpan(at).IndexOfAnyInRange((byte)'0', (byte)'9');
        if (first < 0)
        {
            return bytes;
        }

        first += at;
        int end = first;
        while (end < bytes.Length && bytes[end] is >= (byte)'0' and <= (byte)'9' or (byte)'.')
        {
            end++;
        }

        byte[] number = Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]);
        if (random.Next(2) == 0)
        {
            return [.. bytes[..first], .. number, .. bytes[end..]];
        }

        // In a fixed-width header the digits stand before their padding.
        while (end < bytes.Length && end - first < 8 && bytes[end] == ' ')
        {
            end++;
        }

        bytes.AsSpan(first, end - first).Fill((byte)' ');
        number.AsSpan(0, Math.Min(number.Length, end - first)).CopyTo(bytes.AsSpan(first));
        return bytes;
    }

    private static void Integer(byte[] bytes, int at, Random random)
    {
        Span<byte> eight = stackalloc byte[8];
        long value = Integers[random.Next(Integers.Length)];
        int width = 2 << random.Next(3);
        if (random.Next(4) == 0)
        {
            BinaryPrimitives.WriteInt64BigEndian(eight, value);
            eight = eight[(8 - width)..];
        }
        else
        {
            BinaryPrimitives.WriteInt64LittleEndian(eight, value);
        }

        at = random.Next(2) == 0 ? at / width * width : at;
        eight[..Math.Min(width, bytes.Length - at)].CopyTo(bytes.AsSpan(at));
    }

    /// <summary>Puts a text in place of the word at a position.</summary>
    private static byte[] Token(byte[] bytes, int at, string text)
    {
        int start = bytes.AsSpan(0, at).LastIndexOfAny((byte)' ', (byte)'\n') + 1;
        int length = bytes.AsSpan(start).IndexOfAny((byte)' ', (byte)'\n');
        return [.. bytes[..start], .. Encoding.Latin1.GetBytes(text), .. length < 0 ? [] : bytes[(start + length)..]];
    }
}

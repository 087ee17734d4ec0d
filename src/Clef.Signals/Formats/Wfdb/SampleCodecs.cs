using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>Takes one sample out of a run of stored samples.</summary>
internal interface ISampleCodec
{
    /// <summary>Sample <paramref name="k"/> of the run that starts at the first byte.</summary>
    static abstract int Get(ReadOnlySpan<byte> bytes, int k);
}

/// <summary>Format 16.</summary>
internal readonly struct Integer16 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k) => BinaryPrimitives.ReadInt16LittleEndian(bytes[(2 * k)..]);
}

/// <summary>Format 24.</summary>
internal readonly struct Integer24 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k) =>
        BinaryPrimitives.ReadUInt16LittleEndian(bytes[(3 * k)..]) | ((sbyte)bytes[3 * k + 2] << 16);
}

/// <summary>Format 32.</summary>
internal readonly struct Integer32 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k) => BinaryPrimitives.ReadInt32LittleEndian(bytes[(4 * k)..]);
}

/// <summary>Format 61.</summary>
internal readonly struct BigEndian16 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k) => BinaryPrimitives.ReadInt16BigEndian(bytes[(2 * k)..]);
}

/// <summary>Format 80.</summary>
internal readonly struct Offset8 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k) => bytes[k] - 128;
}

/// <summary>Format 160.</summary>
internal readonly struct Offset16 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[(2 * k)..]) - 32768;
}

/// <summary>
/// Format 212: bytes a b c hold two samples; the first is a with the low half of b above it, the second is c with the high half of b above it.
/// </summary>
internal readonly struct Packed212 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k)
    {
        int pack = (k >> 1) * 3;
        int value = (k & 1) == 0 ? bytes[pack] | (bytes[pack + 1] << 8) : bytes[pack + 2] | ((bytes[pack + 1] >> 4) << 8);
        return (value << 20) >> 20;
    }
}

/// <summary>
/// Format 310: two 16-bit words; bits 1..10 of each are samples, and the top five bits of the first, then of the second, are the third.
/// </summary>
internal readonly struct Packed310 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k)
    {
        (int pack, int place) = Math.DivRem(k, 3);
        ReadOnlySpan<byte> words = bytes[(4 * pack)..];
        int value = place switch
        {
            0 => BinaryPrimitives.ReadUInt16LittleEndian(words) >> 1,
            1 => BinaryPrimitives.ReadUInt16LittleEndian(words[2..]) >> 1,
            _ => (words[1] >> 3) | ((words[3] >> 3) << 5),
        };
        return (value << 22) >> 22;
    }
}

/// <summary>Format 311: three samples in the low 30 bits of a 32-bit word, the first in the lowest bits.</summary>
internal readonly struct Packed311 : ISampleCodec
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Get(ReadOnlySpan<byte> bytes, int k)
    {
        (int pack, int place) = Math.DivRem(k, 3);
        ReadOnlySpan<byte> word = bytes[(4 * pack)..];
        int value = place switch
        {
            0 => BinaryPrimitives.ReadUInt16LittleEndian(word),
            1 => (word[1] >> 2) | (word[2] << 6),
            _ => BinaryPrimitives.ReadUInt16LittleEndian(word[2..]) >> 4,
        };
        return (value << 22) >> 22;
    }
}

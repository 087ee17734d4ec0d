using System.Buffers.Binary;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Common;

/// <summary>How a number is stored.</summary>
internal enum StoredType
{
    Int8,
    UInt8,
    Int16,
    UInt16,
    Int32,
    UInt32,
    Int64,
    UInt64,
    Single,
    Double,
}

/// <summary>Facts and conversions of <see cref="StoredType"/>.</summary>
internal static class StoredTypes
{
    /// <summary>Bytes a number.</summary>
    public static int Size(this StoredType type) => type switch
    {
        StoredType.Int8 or StoredType.UInt8 => 1,
        StoredType.Int16 or StoredType.UInt16 => 2,
        StoredType.Int32 or StoredType.UInt32 or StoredType.Single => 4,
        _ => 8,
    };

    /// <summary>True for the two floating-point types.</summary>
    public static bool IsFloating(this StoredType type) => type is StoredType.Single or StoredType.Double;

    /// <summary>The number at the start of <paramref name="bytes"/>.</summary>
    public static double Decode(this StoredType type, ReadOnlySpan<byte> bytes, bool bigEndian) => type switch
    {
        StoredType.Int8 => (sbyte)bytes[0],
        StoredType.UInt8 => bytes[0],
        StoredType.Int16 => bigEndian ? BinaryPrimitives.ReadInt16BigEndian(bytes) : BinaryPrimitives.ReadInt16LittleEndian(bytes),
        StoredType.UInt16 => bigEndian ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes),
        StoredType.Int32 => bigEndian ? BinaryPrimitives.ReadInt32BigEndian(bytes) : BinaryPrimitives.ReadInt32LittleEndian(bytes),
        StoredType.UInt32 => bigEndian ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
        StoredType.Int64 => bigEndian ? BinaryPrimitives.ReadInt64BigEndian(bytes) : BinaryPrimitives.ReadInt64LittleEndian(bytes),
        StoredType.UInt64 => bigEndian ? BinaryPrimitives.ReadUInt64BigEndian(bytes) : BinaryPrimitives.ReadUInt64LittleEndian(bytes),
        StoredType.Single => bigEndian ? BinaryPrimitives.ReadSingleBigEndian(bytes) : BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => bigEndian ? BinaryPrimitives.ReadDoubleBigEndian(bytes) : BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };
}

/// <summary>
/// Samples that lie in a file at equal distances: sample i of the channel at <c>offset + i * stride</c>. The stride is the sample's size where
/// channels follow each other, and the frame's size where they are multiplexed.
/// </summary>
internal sealed class StoredSamples(ByteSource source, long offset, long stride, long count, StoredType type, bool bigEndian, double scale, double shift = 0)
    : SampleSource
{
    private const int BlockBytes = 1 << 20;

    /// <summary>A raw value that stands for "not recorded" and reads as NaN; NaN where there is none.</summary>
    public double Padding { get; init; } = double.NaN;

    public override long Count => count;

    public override void Read(long first, Span<float> destination)
    {
        int size = type.Size();
        int perBlock = (int)Math.Max(1, BlockBytes / stride);
        for (int done = 0; done < destination.Length; done += perBlock)
        {
            Span<float> part = destination.Slice(done, Math.Min(perBlock, destination.Length - done));
            ReadOnlySpan<byte> bytes = source.Slice(offset + ((first + done) * stride), (int)(((part.Length - 1) * stride) + size));
            if (type == StoredType.Int16 && !bigEndian && double.IsNaN(Padding))
            {
                ReadInt16(bytes, (int)stride, part);
                continue;
            }

            for (int i = 0; i < part.Length; i++)
            {
                double raw = type.Decode(bytes[(int)(i * stride)..], bigEndian);
                part[i] = raw == Padding ? float.NaN : (float)((raw * scale) + shift);
            }
        }
    }

    /// <summary>The commonest case without the choice of type in its loop.</summary>
    private void ReadInt16(ReadOnlySpan<byte> bytes, int step, Span<float> part)
    {
        int at = 0;
        for (int i = 0; i < part.Length; i++, at += step)
        {
            part[i] = (float)((BinaryPrimitives.ReadInt16LittleEndian(bytes[at..]) * scale) + shift);
        }
    }
}

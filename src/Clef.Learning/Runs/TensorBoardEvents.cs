using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace Clef.Learning.Runs;

/// <summary>
/// Scalars in TensorBoard's event format: records of length, masked CRC-32C of the length, a protocol-buffer Event, masked CRC-32C of it. Only the four
/// fields that scalars need are written (wall_time 1, step 2, file_version 3, summary 5 with tag 1 and simple_value 2).
/// </summary>
public static class TensorBoardEvents
{
    private const uint MaskDelta = 0xa282ead8; // the TFRecord format's constant

    /// <summary>The record that every event file begins with.</summary>
    public static byte[] Header(double wallTime) => Record(Event(wallTime, 0, Bytes(3, "brain.Event:2"u8)));

    /// <summary>The record of one scalar.</summary>
    /// <param name="wallTime">Seconds since 1970.</param>
    /// <param name="step">Training step.</param>
    /// <param name="tag">Name, such as <c>train/loss</c>.</param>
    /// <param name="value">The scalar.</param>
    public static byte[] Scalar(double wallTime, long step, string tag, float value)
    {
        var single = new byte[4];
        BinaryPrimitives.WriteSingleLittleEndian(single, value);
        byte[] entry = [.. Bytes(1, Encoding.UTF8.GetBytes(tag)), (2 << 3) | 5, .. single];
        return Record(Event(wallTime, step, Bytes(5, Bytes(1, entry))));
    }

    /// <summary>Splits a file into the payloads of its records, checking both sums: what a test, or a reader of a foreign file, needs.</summary>
    public static IReadOnlyList<byte[]> Records(ReadOnlySpan<byte> file)
    {
        var records = new List<byte[]>();
        while (!file.IsEmpty)
        {
            ulong length = file.Length < 12 ? ulong.MaxValue : BinaryPrimitives.ReadUInt64LittleEndian(file);
            if (length > (ulong)Math.Max(0, file.Length - 16) || BinaryPrimitives.ReadUInt32LittleEndian(file[8..]) != Masked(file[..8])
                || BinaryPrimitives.ReadUInt32LittleEndian(file[(12 + (int)length)..]) != Masked(file.Slice(12, (int)length)))
            {
                throw new Core.ClefException("event file", $"record {records.Count}", null, "whole records with right check sums");
            }

            records.Add(file.Slice(12, (int)length).ToArray());
            file = file[(16 + (int)length)..];
        }

        return records;
    }

    private static byte[] Event(double wallTime, long step, byte[] content)
    {
        var time = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(time, wallTime);
        return [(1 << 3) | 1, .. time, 2 << 3, .. Varint((ulong)step), .. content];
    }

    private static byte[] Bytes(int field, ReadOnlySpan<byte> content) => [(byte)((field << 3) | 2), .. Varint((ulong)content.Length), .. content];

    private static byte[] Varint(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 128; value >>= 7)
        {
            bytes.Add((byte)(value | 128));
        }

        bytes.Add((byte)value);
        return bytes.ToArray();
    }

    private static byte[] Record(byte[] content)
    {
        var record = new byte[16 + content.Length];
        BinaryPrimitives.WriteUInt64LittleEndian(record, (ulong)content.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(8), Masked(record.AsSpan(0, 8)));
        content.CopyTo(record, 12);
        BinaryPrimitives.WriteUInt32LittleEndian(record.AsSpan(12 + content.Length), Masked(content));
        return record;
    }

    private static uint Masked(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte b in bytes)
        {
            crc = BitOperations.Crc32C(crc, b);
        }

        crc = ~crc;
        return BitOperations.RotateRight(crc, 15) + MaskDelta;
    }
}

using System.Buffers.Binary;
using System.Text;

namespace Clef.Signals.Tests.Formats;

/// <summary>Writes numbers of either byte order, for built inputs.</summary>
internal sealed class ByteWriter(bool bigEndian = false)
{
    private readonly MemoryStream _stream = new();

    public int Length => (int)_stream.Length;

    public byte[] ToArray() => _stream.ToArray();

    public ByteWriter Bytes(params ReadOnlySpan<byte> bytes)
    {
        _stream.Write(bytes);
        return this;
    }

    public ByteWriter Text(string text, int width = 0, char padding = '\0') => Bytes(Encoding.Latin1.GetBytes(width == 0 ? text : text.PadRight(width, padding)[..width]));

    public ByteWriter U8(int value) => Bytes((byte)value);

    public ByteWriter U16(long value)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, (ushort)value);
        }

        return Bytes(bytes);
    }

    public ByteWriter U32(long value)
    {
        Span<byte> bytes = stackalloc byte[4];
        if (bigEndian)
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value);
        }
        else
        {
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, (uint)value);
        }

        return Bytes(bytes);
    }

    public ByteWriter F32(float value) => U32(BitConverter.SingleToInt32Bits(value));

    public ByteWriter F64(double value)
    {
        long bits = BitConverter.DoubleToInt64Bits(value);
        return bigEndian ? U32(bits >> 32).U32(bits) : U32(bits).U32(bits >> 32);
    }
}

using System.Buffers.Binary;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>
/// The checksum of zip entries: CRC-32 with the reflected polynomial 0xEDB88320 (ISO 3309), eight bytes a step from eight tables: table k
/// holds the remainder of a byte that is followed by k zero bytes.
/// </summary>
internal static class Crc32
{
    private static readonly uint[][] Tables = Build();

    /// <summary>Continues a checksum; begin with 0.</summary>
    public static uint Append(uint crc, ReadOnlySpan<byte> bytes)
    {
        uint[] t0 = Tables[0], t1 = Tables[1], t2 = Tables[2], t3 = Tables[3], t4 = Tables[4], t5 = Tables[5], t6 = Tables[6], t7 = Tables[7];
        crc = ~crc;
        while (bytes.Length >= 8)
        {
            uint low = crc ^ BinaryPrimitives.ReadUInt32LittleEndian(bytes);
            uint high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = t7[(byte)low] ^ t6[(byte)(low >> 8)] ^ t5[(byte)(low >> 16)] ^ t4[low >> 24]
                ^ t3[(byte)high] ^ t2[(byte)(high >> 8)] ^ t1[(byte)(high >> 16)] ^ t0[high >> 24];
            bytes = bytes[8..];
        }

        foreach (byte b in bytes)
        {
            crc = t0[(byte)(crc ^ b)] ^ (crc >> 8);
        }

        return ~crc;
    }

    private static uint[][] Build()
    {
        var tables = new uint[8][];
        for (int k = 0; k < 8; k++)
        {
            tables[k] = new uint[256];
            for (uint i = 0; i < 256; i++)
            {
                uint r = k == 0 ? i : tables[k - 1][i];
                for (int bit = 0; k == 0 && bit < 8; bit++)
                {
                    r = (r & 1) != 0 ? (r >> 1) ^ 0xEDB88320 : r >> 1;
                }

                tables[k][i] = k == 0 ? r : tables[0][(byte)r] ^ (r >> 8);
            }
        }

        return tables;
    }
}

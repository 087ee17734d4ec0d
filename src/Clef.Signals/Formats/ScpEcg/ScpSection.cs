using System.Buffers.Binary;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.ScpEcg;

/// <summary>The content of one section of an SCP-ECG record (EN 1064, 5.2): after its header of 16 bytes, little endian.</summary>
internal readonly ref struct ScpSection
{
    private readonly string _file;
    private readonly ReadOnlySpan<byte> _bytes;

    public ScpSection(string file, int id, ReadOnlySpan<byte> bytes)
    {
        _file = file;
        Id = id;
        _bytes = bytes;
    }

    public int Id { get; }

    public int Length => _bytes.Length;

    public ReadOnlySpan<byte> Slice(int at, int count) =>
        at >= 0 && count >= 0 && at <= _bytes.Length - count ? _bytes.Slice(at, count)
        : throw new ClefException(_file, $"section {Id}", $"{_bytes.Length} bytes", $"at least {(long)at + count} bytes");

    public byte Byte(int at) => Slice(at, 1)[0];

    public int UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(Slice(at, 2));

    public long UInt32(int at) => BinaryPrimitives.ReadUInt32LittleEndian(Slice(at, 4));

    public string Text(int at, int count) => Encoding.Latin1.GetString(Slice(at, count)).Split('\0')[0].Trim();
}

/// <summary>The sections of a record, found by the pointers of section 0.</summary>
internal sealed class ScpRecord
{
    /// <summary>Largest record: its length field allows 4 GB, its leads 64 KB each.</summary>
    private const int MaximumBytes = 1 << 26;

    private const int SectionHeader = 16;
    private readonly ByteSource _source;
    private readonly Dictionary<int, (long Offset, int Length)> _sections = [];

    public ScpRecord(ByteSource source, RemarkList remarks)
    {
        _source = source;
        ReadOnlySpan<byte> all = source.All(MaximumBytes);
        if (all.Length < 6 + SectionHeader)
        {
            throw new ClefException(source.Name, "length", all.Length, "an SCP-ECG record of at least 22 bytes");
        }

        long stated = BinaryPrimitives.ReadUInt32LittleEndian(all[2..]);
        if (stated != all.Length)
        {
            remarks.Add("record-length-wrong", $"the record states {stated} bytes and the file has {all.Length}");
        }

        long covered = Math.Clamp(stated, 2, all.Length);
        if (ScpChecksum.Compute(all[2..(int)covered]) != BinaryPrimitives.ReadUInt16LittleEndian(all))
        {
            remarks.Add("checksum-wrong", "the record's checksum does not agree with its bytes");
        }

        long pointers = BinaryPrimitives.ReadUInt32LittleEndian(all[10..]);
        if (BinaryPrimitives.ReadUInt16LittleEndian(all[8..]) != 0 || pointers < SectionHeader || pointers > all.Length - 6)
        {
            throw new ClefException(source.Name, "section 0", pointers, $"section 0 at byte 6, of {SectionHeader} to {all.Length - 6} bytes");
        }

        for (int at = 6 + SectionHeader; at + 10 <= 6 + pointers; at += 10)
        {
            int id = BinaryPrimitives.ReadUInt16LittleEndian(all[at..]);
            long length = BinaryPrimitives.ReadUInt32LittleEndian(all[(at + 2)..]), index = BinaryPrimitives.ReadUInt32LittleEndian(all[(at + 6)..]);
            if (length == 0 || id == 0)
            {
                continue;
            }

            // The index counts bytes from 1.
            if (length < SectionHeader || index < 1 || index - 1 > all.Length - length)
            {
                remarks.Add("section-out-of-file", $"section {id} of {length} bytes at {index} is not within the file and was left out");
                continue;
            }

            ReadOnlySpan<byte> section = all.Slice((int)(index - 1), (int)length);
            if (BinaryPrimitives.ReadUInt16LittleEndian(section[2..]) != id)
            {
                remarks.Add("section-id-wrong", $"the pointer to section {id} leads to another section, which was left out");
                continue;
            }

            if (ScpChecksum.Compute(section[2..]) != BinaryPrimitives.ReadUInt16LittleEndian(section))
            {
                remarks.Add("section-checksum-wrong", $"the checksum of section {id} does not agree with its bytes");
            }

            _sections.TryAdd(id, ((int)index - 1 + SectionHeader, (int)length - SectionHeader));
        }
    }

    /// <summary>True where the record has the section and something is in it.</summary>
    public bool Has(int id) => _sections.TryGetValue(id, out (long Offset, int Length) at) && at.Length > 0;

    /// <summary>A section that must be there.</summary>
    public ScpSection this[int id] => _sections.TryGetValue(id, out (long Offset, int Length) at)
        ? new ScpSection(_source.Name, id, _source.Slice(at.Offset, at.Length))
        : throw new ClefException(_source.Name, $"section {id}", null, "that section");
}

/// <summary>The checksum of EN 1064: CRC-CCITT, polynomial 0x1021, started with all ones.</summary>
internal static class ScpChecksum
{
    private static readonly ushort[] Table = Build();

    public static ushort Compute(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (byte b in bytes)
        {
            crc = (ushort)((crc << 8) ^ Table[(crc >> 8) ^ b]);
        }

        return crc;
    }

    private static ushort[] Build()
    {
        var table = new ushort[256];
        for (int i = 0; i < 256; i++)
        {
            int value = i << 8;
            for (int bit = 0; bit < 8; bit++)
            {
                value = (value & 0x8000) != 0 ? (value << 1) ^ 0x1021 : value << 1;
            }

            table[i] = (ushort)value;
        }

        return table;
    }
}

using System.Buffers.Binary;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Eeg.Sessions;

/// <summary>
/// One session in a shard file. A shard is nothing but records one after another, so that it can be appended to and, after a kill, be cut back to its last
/// whole record. Of a record, little-endian: 8 bytes <c>CLEFEEG1</c>, u32 length of the facts, u32 length of the levels, u32 CRC-32C of both, the facts as
/// UTF-8 JSON, the levels in 8 bits (channel, frequency, time).
/// </summary>
internal sealed record ShardRecord(long FactsOffset, int FactsLength, long LevelsOffset, int LevelsLength, uint Checksum)
{
    public const int HeaderLength = 20;
    private const int LongestFacts = 1 << 20;
    private static ReadOnlySpan<byte> Magic => "CLEFEEG1"u8;

    /// <summary>Where the next record begins.</summary>
    public long End => LevelsOffset + LevelsLength;

    /// <summary>Writes a session at the stream's position.</summary>
    public static void Write(Stream stream, SessionFacts facts, ReadOnlySpan<byte> levels)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(facts, EegJson.Default.SessionFacts);
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header[8..], json.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header[12..], levels.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(header[16..], Crc32C.Of(json, levels));
        stream.Write(header);
        stream.Write(json);
        stream.Write(levels);
    }

    /// <summary>The records of a shard that are there in their whole length; what follows the last of them was being written when something ended.</summary>
    /// <exception cref="ClefException">Where a record should begin, something else does.</exception>
    public static List<ShardRecord> Scan(ByteSource shard)
    {
        var records = new List<ShardRecord>();
        long at = 0;
        while (at + HeaderLength <= shard.Length)
        {
            ReadOnlySpan<byte> header = shard.Slice(at, HeaderLength);
            int facts = BinaryPrimitives.ReadInt32LittleEndian(header[8..]), levels = BinaryPrimitives.ReadInt32LittleEndian(header[12..]);
            if (!header.StartsWith(Magic) || facts is < 2 or > LongestFacts || levels < 0)
            {
                throw new ClefException(shard.Name, $"record {records.Count + 1} at byte {at}", null, "a session's header; the shard is damaged");
            }

            var record = new ShardRecord(at + HeaderLength, facts, at + HeaderLength + facts, levels, BinaryPrimitives.ReadUInt32LittleEndian(header[16..]));
            if (record.End > shard.Length)
            {
                break;
            }

            records.Add(record);
            at = record.End;
        }

        return records;
    }

    /// <summary>The facts.</summary>
    public SessionFacts Facts(ByteSource shard) =>
        EegJson.Read(shard.Slice(FactsOffset, FactsLength), $"{shard.Name} at byte {FactsOffset}", EegJson.Default.SessionFacts);

    /// <summary>The levels, after their checksum was compared.</summary>
    /// <exception cref="ClefException">The bytes are not those that were written.</exception>
    public ReadOnlySpan<byte> Levels(ByteSource shard)
    {
        ReadOnlySpan<byte> levels = shard.Slice(LevelsOffset, LevelsLength);
        uint found = Crc32C.Of(shard.Slice(FactsOffset, FactsLength), levels);
        return found == Checksum
            ? levels
            : throw new ClefException(shard.Name, $"checksum at byte {FactsOffset}", found.ToString("x8", null), $"{Checksum:x8}; the session is damaged");
    }
}

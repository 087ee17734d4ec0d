using System.Buffers.Binary;
using System.Text;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>
/// The directory of a zip archive (PKWARE APPNOTE 6.3, sections 4.3 and 4.5), read from mapped bytes because the framework's reader does not
/// say where an entry lies. Entries may not overlap, which is how small archives claim to hold much; each local header must agree with the
/// directory; zip64 is understood; encryption and archives in several volumes are refused.
/// </summary>
internal sealed class ZipDirectory
{
    /// <summary>Our bound on entries; a checkpoint has one for each storage.</summary>
    public const int MaximumEntries = 200_000;

    private const uint EndMark = 0x06054b50, End64Mark = 0x06064b50, Locator64Mark = 0x07064b50, CentralMark = 0x02014b50, LocalMark = 0x04034b50;
    private const int EndBytes = 22, CentralBytes = 46, LocalBytes = 30, LocatorBytes = 20, End64Bytes = 56;
    private const ushort Encrypted = 1, Stored = 0, Deflated = 8;

    private readonly ByteSource _source;
    private readonly Dictionary<string, ZipEntry> _entries = new(StringComparer.Ordinal);

    private ZipDirectory(ByteSource source) => _source = source;

    /// <summary>The entries by name.</summary>
    public IReadOnlyDictionary<string, ZipEntry> Entries => _entries;

    /// <summary>Reads the directory and checks every local header.</summary>
    public static ZipDirectory Read(ByteSource source)
    {
        var directory = new ZipDirectory(source);
        directory.Parse();
        return directory;
    }

    private void Parse()
    {
        (long at, long size, long count) = FindCentralDirectory();
        if (at < 0 || size < 0 || at > _source.Length - size || count < 0 || count > Math.Min(MaximumEntries, size / CentralBytes))
        {
            throw Damaged("central directory", FormattableString.Invariant($"{count} entries in {size} bytes at {at}"),
                $"a directory within the file, of at most {MaximumEntries} entries");
        }

        long next = at;
        for (long i = 0; i < count; i++)
        {
            next += ParseEntry(next, at, at + size);
        }

        long end = 0;
        foreach (ZipEntry entry in _entries.Values.OrderBy(e => e.HeaderOffset))
        {
            if (entry.HeaderOffset < end)
            {
                throw Damaged("entry", entry.Name, "entries that do not overlap");
            }

            end = entry.DataOffset + entry.PackedLength;
        }
    }

    private (long Offset, long Size, long Count) FindCentralDirectory()
    {
        int tail = (int)Math.Min(_source.Length, EndBytes + ushort.MaxValue);
        long start = _source.Length - tail;
        ReadOnlySpan<byte> bytes = _source.Slice(start, tail);
        for (int i = tail - EndBytes; i >= 0; i--)
        {
            ReadOnlySpan<byte> end = bytes[i..];
            if (U32(end) != EndMark || U16(end[20..]) != end.Length - EndBytes)
            {
                continue;
            }

            long disk = U16(end[4..]), directoryDisk = U16(end[6..]), count = U16(end[10..]), size = U32(end[12..]), offset = U32(end[16..]);
            bool wide = count == ushort.MaxValue || size == uint.MaxValue || offset == uint.MaxValue;
            if (wide || (start + i >= LocatorBytes && U32(_source.Slice(start + i - LocatorBytes, 4)) == Locator64Mark))
            {
                return FindCentralDirectory64(start + i);
            }

            return disk == 0 && directoryDisk == 0 && U16(end[8..]) == count
                ? (offset, size, count)
                : throw Damaged("volumes", null, "an archive in one volume");
        }

        throw Damaged("end of central directory", null, "a whole zip archive: the file may be cut short");
    }

    private (long Offset, long Size, long Count) FindCentralDirectory64(long endOffset)
    {
        ReadOnlySpan<byte> locator = _source.Slice(endOffset - LocatorBytes, LocatorBytes);
        long at = I64(locator[8..]);
        if (U32(locator) != Locator64Mark || at < 0 || at > endOffset - LocatorBytes - End64Bytes || U32(_source.Slice(at, 4)) != End64Mark)
        {
            throw Damaged("zip64 end of central directory", null, "a zip64 locator and record");
        }

        ReadOnlySpan<byte> end = _source.Slice(at, End64Bytes);
        return U32(end[16..]) == 0 && U32(end[20..]) == 0 && I64(end[24..]) == I64(end[32..])
            ? (I64(end[48..]), I64(end[40..]), I64(end[32..]))
            : throw Damaged("volumes", null, "an archive in one volume");
    }

    private int ParseEntry(long at, long directoryStart, long directoryEnd)
    {
        if (at > directoryEnd - CentralBytes)
        {
            throw Damaged("central directory", null, "as many entries as it states");
        }

        ReadOnlySpan<byte> head = _source.Slice(at, CentralBytes);
        int nameLength = U16(head[28..]), extraLength = U16(head[30..]), total = CentralBytes + nameLength + extraLength + U16(head[32..]);
        if (U32(head) != CentralMark || at > directoryEnd - total)
        {
            throw Damaged("central directory", null, "entries that begin with their mark and end within it");
        }

        ReadOnlySpan<byte> nameBytes = _source.Slice(at + CentralBytes, nameLength);
        string name = Encoding.UTF8.GetString(nameBytes);
        ushort flags = U16(head[8..]), method = U16(head[10..]);
        long packed = U32(head[20..]), length = U32(head[24..]), offset = U32(head[42..]);
        ReadZip64(name, _source.Slice(at + CentralBytes + nameLength, extraLength), ref length, ref packed, ref offset);
        if ((flags & Encrypted) != 0 || method is not (Stored or Deflated))
        {
            throw Damaged($"compression of {name}", method, "0 (stored) or 8 (deflated), not encrypted");
        }

        if (offset < 0 || offset > directoryStart - LocalBytes || length < 0 || packed < 0 || (method == Stored && packed != length))
        {
            throw Damaged($"entry {name}", FormattableString.Invariant($"{packed} bytes at {offset}"), "a place before the central directory");
        }

        ReadOnlySpan<byte> local = _source.Slice(offset, LocalBytes);
        int localName = U16(local[26..]);
        long data = offset + LocalBytes + localName + U16(local[28..]);
        if (U32(local) != LocalMark || data > directoryStart - packed || !_source.Slice(offset + LocalBytes, localName).SequenceEqual(nameBytes))
        {
            throw Damaged($"local header of {name}", null, "the same name as in the directory, and its bytes before the directory");
        }

        if (!_entries.TryAdd(name, new ZipEntry(_source, name, offset, data, packed, length, method == Deflated, U32(head[16..]))))
        {
            throw Damaged("entry name", name, "names that differ");
        }

        return total;
    }

    /// <summary>The zip64 extra field (id 1) holds, in this order, those of the three numbers that are all ones in the entry itself.</summary>
    private void ReadZip64(string name, ReadOnlySpan<byte> extra, ref long length, ref long packed, ref long offset)
    {
        while (extra.Length >= 4)
        {
            int id = U16(extra), size = U16(extra[2..]);
            if (size > extra.Length - 4)
            {
                return;
            }

            ReadOnlySpan<byte> field = extra.Slice(4, size);
            extra = extra[(4 + size)..];
            if (id != 1)
            {
                continue;
            }

            Take(ref field, ref length, name);
            Take(ref field, ref packed, name);
            Take(ref field, ref offset, name);
        }
    }

    private void Take(ref ReadOnlySpan<byte> field, ref long value, string name)
    {
        if (value != uint.MaxValue)
        {
            return;
        }

        if (field.Length < 8)
        {
            throw Damaged($"zip64 field of {name}", field.Length, "8 bytes for each number that the entry leaves to it");
        }

        value = I64(field);
        field = field[8..];
    }

    private ClefException Damaged(string field, object? value, string expected) => new(_source.Name, $"zip {field}", value, expected);

    private static ushort U16(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint U32(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private static long I64(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes);
}

using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>
/// An HDF5 file opened for reading ("HDF5 File Format Specification Version 3.0", The HDF Group): superblock versions 0 to 3 behind a user block of any
/// allowed length, groups, datasets, attributes and object references, as far as MATLAB 7.3 files need them. What is not read (dense groups and attributes,
/// version 4 chunk indexes, shared messages, other filters) is refused by name. Offsets in the file's structures are relative to the superblock.
/// </summary>
internal sealed class Hdf5File
{
    /// <summary>What opening may cost beyond twice the file: objects, names and small values; see <see cref="Charge"/>.</summary>
    private const long FixedCost = 4 << 20;

    private static readonly byte[] Signature = [0x89, (byte)'H', (byte)'D', (byte)'F', 0x0D, 0x0A, 0x1A, 0x0A];

    private readonly long _base;
    private readonly long _root;
    private long _allowance;

    /// <summary>Finds and reads the superblock; the file does not own <paramref name="source"/>.</summary>
    public Hdf5File(ByteSource source)
    {
        Source = source;
        _allowance = FixedCost + (2 * source.Length);
        _base = FindSuperblock();
        (int version, int skip) = source.Slice(_base + 8, 1)[0] switch
        {
            0 => (0, 16), // three versions, flags and the two K of the trees
            1 => (1, 20),
            2 => (2, 0),
            3 => (3, 0),
            byte other => throw Wrong("superblock version", other, "0 to 3"),
        };

        ReadOnlySpan<byte> sizes = source.Slice(_base + (version < 2 ? 13 : 9), 2);
        (OffsetSize, LengthSize) = (sizes[0], sizes[1]);
        if (OffsetSize is not (2 or 4 or 8) || LengthSize is not (2 or 4 or 8))
        {
            throw Wrong("superblock sizes", $"{OffsetSize} and {LengthSize}", "2, 4 or 8 bytes for offsets and lengths");
        }

        int start = version < 2 ? 8 + skip : 12;
        int length = start + (version < 2 ? 6 : 4) * OffsetSize;
        ReadOnlySpan<byte> block = source.Slice(_base, length + (version < 2 ? 0 : 4));
        var cursor = new Hdf5Cursor(block[start..], this, "superblock");
        for (int i = version < 2 ? 5 : 3; i > 0; i--)
        {
            // Base, free space, end, driver and the root's name offset; or base, extension and end. The superblock's own place is the base.
            cursor.Take(OffsetSize);
        }

        _root = cursor.Address();
        if (version >= 2)
        {
            Hdf5Checksum.Check(block, this, "superblock");
        }
    }

    /// <summary>The bytes.</summary>
    public ByteSource Source { get; }

    /// <summary>Bytes of an address.</summary>
    public int OffsetSize { get; }

    /// <summary>Bytes of a length.</summary>
    public int LengthSize { get; }

    /// <summary>The group that holds everything.</summary>
    public Hdf5Object OpenRoot() => Open(_root);

    /// <summary>The object whose header lies at an address, a link's or a reference's.</summary>
    public Hdf5Object Open(long address) => Hdf5ObjectReader.Read(this, address);

    /// <summary>Bytes of the file at an address.</summary>
    public ReadOnlySpan<byte> Block(long address, long count, string field) => Source.Slice(Place(address, count, field), (int)count);

    /// <summary>Where the bytes at an address lie in <see cref="Source"/>; an error where they do not.</summary>
    public long Place(long address, long count, string field) =>
        address >= 0 && count >= 0 && count <= int.MaxValue && address <= Source.Length - _base && count <= Source.Length - _base - address
            ? _base + address
            : throw Wrong($"{field} at {address}", $"{count} bytes", $"an address within the {Source.Length - _base} bytes of the file");

    /// <summary>As <see cref="Place"/>, for data that may be longer than one span.</summary>
    public long PlaceData(long address, long count, string field) =>
        count <= Source.Length - _base ? Place(address, 0, field) + (Source.Length - _base - address >= count ? 0 : throw Beyond(field, count)) : throw Beyond(field, count);

    /// <summary>
    /// Counts what a hostile file could multiply by loops and shared parts (objects, links, tree entries, small values), in bytes of memory, roughly.
    /// A true file holds at least half of these bytes itself.
    /// </summary>
    public void Charge(long bytes)
    {
        _allowance -= bytes;
        if (_allowance < 0)
        {
            throw Wrong("objects", null, "no more objects and values than a file of this size can hold");
        }
    }

    /// <summary>An error that names this file.</summary>
    public ClefException Wrong(string field, object? value, string expected) => new(Source.Name, $"HDF5 {field}", value, expected);

    /// <summary>The refusal of a feature that is not read.</summary>
    public ClefException Unread(string feature) => Wrong("feature", feature, "a file as MATLAB 7.3 writes it (see docs/formats.md)");

    private ClefException Beyond(string field, long count) => Wrong(field, $"{count} bytes", $"at most the {Source.Length - _base} bytes of the file");

    /// <summary>The superblock lies at 0, 512, 1024, 2048 and so on, doubling.</summary>
    private long FindSuperblock()
    {
        for (long at = 0; at <= Source.Length - Signature.Length; at = at == 0 ? 512 : at * 2)
        {
            if (Source.Slice(at, Signature.Length).SequenceEqual(Signature))
            {
                return at;
            }
        }

        throw Wrong("signature", null, "the superblock of an HDF5 file at 0, 512, 1024, ...");
    }
}

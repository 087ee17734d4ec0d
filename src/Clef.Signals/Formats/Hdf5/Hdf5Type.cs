using Clef.Signals.Formats.Common;

namespace Clef.Signals.Formats.Hdf5;

/// <summary>The classes of datatypes, by their numbers in the file; those without a name here are passed over.</summary>
internal enum Hdf5Class
{
    Integer = 0,
    Float = 1,
    Text = 3,
    Compound = 6,
    Reference = 7,

    /// <summary>A reference to a region of a dataset, which the file numbers as a reference too; it is passed over.</summary>
    RegionReference = 107,
}

/// <summary>How an element is stored (specification, section IV.A.2.d).</summary>
/// <param name="Class">Its class.</param>
/// <param name="Size">Bytes of an element.</param>
/// <param name="Number">The number that it is, or null where it is none or has padding bits; of a complex number the type of its parts.</param>
/// <param name="BigEndian">True where the most significant byte comes first.</param>
/// <param name="IsComplex">True for a compound of <c>real</c> and <c>imag</c>, as MATLAB stores complex numbers; the real part comes first.</param>
internal readonly record struct Hdf5Type(Hdf5Class Class, int Size, StoredType? Number = null, bool BigEndian = false, bool IsComplex = false)
{
    /// <summary>Reads a datatype message; the cursor stands behind it where it is a number.</summary>
    public static Hdf5Type Read(Hdf5Cursor cursor, Hdf5File file) => Read(ref cursor, file, true);

    private static Hdf5Type Read(ref Hdf5Cursor cursor, Hdf5File file, bool outer)
    {
        int head = cursor.U8(), version = head >> 4, bits = cursor.U16();
        cursor.Take(1);
        long size = cursor.U32();
        if (version is < 1 or > 3 || size is 0 or > int.MaxValue)
        {
            throw file.Wrong("datatype", $"version {version}, {size} bytes", "version 1 to 3 and a size");
        }

        var type = new Hdf5Type((Hdf5Class)(head & 15), (int)size);
        switch (type.Class)
        {
            case Hdf5Class.Integer:
                bool whole = cursor.U16() == 0 & cursor.U16() == size * 8; // offset and count of the bits that hold the number
                StoredType? integer = (size, (bits & 8) != 0) switch
                {
                    (1, false) => StoredType.UInt8,
                    (1, true) => StoredType.Int8,
                    (2, false) => StoredType.UInt16,
                    (2, true) => StoredType.Int16,
                    (4, false) => StoredType.UInt32,
                    (4, true) => StoredType.Int32,
                    (8, false) => StoredType.UInt64,
                    (8, true) => StoredType.Int64,
                    _ => null,
                };
                return type with { Number = whole ? integer : null, BigEndian = (bits & 1) != 0 };
            case Hdf5Class.Float:
                // Bit offset and precision; place and width of exponent and mantissa; bias: those of IEEE 754 binary32 and binary64.
                var layout = (Offset: cursor.U16(), Precision: cursor.U16(), Exponent: cursor.U8(), cursor.U8(), Mantissa: cursor.U8(), cursor.U8(), Bias: cursor.U32());
                return type with
                {
                    // Bit 6 with bit 0 is the order of the VAX.
                    Number = (bits & 0x40) != 0 ? null
                        : size == 4 && layout == (0, 32, 23, 8, 0, 23, 127) ? StoredType.Single
                        : size == 8 && layout == (0, 64, 52, 11, 0, 52, 1023) ? StoredType.Double
                        : null,
                    BigEndian = (bits & 1) != 0,
                };
            case Hdf5Class.Reference:
                // Kind 0 refers to an object, 1 to a region of a dataset.
                return (bits & 15) == 0 && size == file.OffsetSize ? type : type with { Class = Hdf5Class.RegionReference };
            case Hdf5Class.Compound when outer && bits == 2:
                (string firstName, long firstOffset, Hdf5Type first) = ReadMember(ref cursor, file, version, (int)size);
                (string secondName, long secondOffset, Hdf5Type second) = ReadMember(ref cursor, file, version, (int)size);
                bool complex = firstName == "real" && secondName == "imag" && first == second && first.Number is not null
                    && firstOffset == 0 && secondOffset == first.Size && size == 2 * first.Size;
                return complex ? type with { Number = first.Number, BigEndian = first.BigEndian, IsComplex = true } : type;
            default:
                return type;
        }
    }

    private static (string Name, long Offset, Hdf5Type Type) ReadMember(ref Hdf5Cursor cursor, Hdf5File file, int version, int size)
    {
        int start = cursor.Position;
        string name = cursor.ZeroTerminated();
        int named = cursor.Position - start;
        cursor.Take(version < 3 ? (8 - (named % 8)) % 8 : 0);
        long offset = cursor.Number(version < 3 ? 4 : size < 1 << 8 ? 1 : size < 1 << 16 ? 2 : size < 1 << 24 ? 3 : 4);
        cursor.Take(version == 1 ? 28 : 0); // rank, permutation and four lengths of an array member
        return (name, offset, Read(ref cursor, file, false));
    }
}

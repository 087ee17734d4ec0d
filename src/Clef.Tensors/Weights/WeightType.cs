using System.Collections.Frozen;

namespace Clef.Tensors.Weights;

/// <summary>
/// The type of a stored tensor's elements. The names are those of the safetensors format; <see cref="C128"/> alone occurs only in
/// PyTorch checkpoints.
/// </summary>
public enum WeightType
{
    /// <summary>Boolean, one byte: 0 or 1.</summary>
    Bool,

    /// <summary>4-bit floating point (E2M1), two to a byte.</summary>
    F4,

    /// <summary>6-bit floating point, 2 exponent and 3 mantissa bits.</summary>
    F6E2M3,

    /// <summary>6-bit floating point, 3 exponent and 2 mantissa bits.</summary>
    F6E3M2,

    /// <summary>Unsigned 8-bit integer.</summary>
    U8,

    /// <summary>Signed 8-bit integer.</summary>
    I8,

    /// <summary>8-bit floating point, 5 exponent and 2 mantissa bits.</summary>
    F8E5M2,

    /// <summary>8-bit floating point, 4 exponent and 3 mantissa bits.</summary>
    F8E4M3,

    /// <summary>8-bit power of two, used as a block's scale.</summary>
    F8E8M0,

    /// <summary>Signed 16-bit integer.</summary>
    I16,

    /// <summary>Unsigned 16-bit integer.</summary>
    U16,

    /// <summary>IEEE 754 half precision.</summary>
    F16,

    /// <summary>The upper half of an IEEE 754 single.</summary>
    BF16,

    /// <summary>Signed 32-bit integer.</summary>
    I32,

    /// <summary>Unsigned 32-bit integer.</summary>
    U32,

    /// <summary>IEEE 754 single precision.</summary>
    F32,

    /// <summary>Complex number of two singles.</summary>
    C64,

    /// <summary>IEEE 754 double precision.</summary>
    F64,

    /// <summary>Signed 64-bit integer.</summary>
    I64,

    /// <summary>Unsigned 64-bit integer.</summary>
    U64,

    /// <summary>Complex number of two doubles.</summary>
    C128,
}

/// <summary>Names and sizes of <see cref="WeightType"/>.</summary>
public static class WeightTypes
{
    /// <summary>Name, bits of one element, and bytes of the unit that byte order swaps (a complex number is two units).</summary>
    private static readonly (WeightType Type, string Name, int Bits, int Unit)[] Table =
    [
        (WeightType.Bool, "BOOL", 8, 1), (WeightType.F4, "F4", 4, 1), (WeightType.F6E2M3, "F6_E2M3", 6, 1), (WeightType.F6E3M2, "F6_E3M2", 6, 1),
        (WeightType.U8, "U8", 8, 1), (WeightType.I8, "I8", 8, 1), (WeightType.F8E5M2, "F8_E5M2", 8, 1), (WeightType.F8E4M3, "F8_E4M3", 8, 1),
        (WeightType.F8E8M0, "F8_E8M0", 8, 1), (WeightType.I16, "I16", 16, 2), (WeightType.U16, "U16", 16, 2), (WeightType.F16, "F16", 16, 2),
        (WeightType.BF16, "BF16", 16, 2), (WeightType.I32, "I32", 32, 4), (WeightType.U32, "U32", 32, 4), (WeightType.F32, "F32", 32, 4),
        (WeightType.C64, "C64", 64, 4), (WeightType.F64, "F64", 64, 8), (WeightType.I64, "I64", 64, 8), (WeightType.U64, "U64", 64, 8),
        (WeightType.C128, "C128", 128, 8),
    ];

    private static readonly FrozenDictionary<string, WeightType> ByName = Table.ToFrozenDictionary(t => t.Name, t => t.Type);

    /// <summary>The name as safetensors writes it, such as <c>F32</c>.</summary>
    public static string Name(this WeightType type) => Table[(int)type].Name;

    /// <summary>Bits of one element.</summary>
    public static int Bits(this WeightType type) => Table[(int)type].Bits;

    /// <summary>True where the format safetensors has this type.</summary>
    public static bool IsSafetensors(this WeightType type) => type != WeightType.C128;

    /// <summary>Finds a type by its safetensors name.</summary>
    public static bool TryParse(string name, out WeightType type) => ByName.TryGetValue(name, out type);

    /// <summary>Bytes that are reversed together between little-endian and big-endian storage.</summary>
    internal static int SwapUnit(this WeightType type) => Table[(int)type].Unit;

    /// <summary>
    /// The number of elements of a shape, or -1 where it is negative, does not fit in 63 bits, or its bits do not fill whole bytes.
    /// </summary>
    internal static long CountElements(WeightType type, ReadOnlySpan<long> shape, out long bytes)
    {
        bytes = 0;
        Int128 count = 1;
        bool empty = false;
        foreach (long size in shape)
        {
            if (size < 0)
            {
                return -1;
            }

            // A zero anywhere makes the tensor empty, but must not hide a product that overflows.
            empty |= size == 0;
            count *= Math.Max(size, 1);
            if (count > long.MaxValue)
            {
                return -1;
            }
        }

        Int128 bits = empty ? 0 : count * type.Bits();
        if (bits / 8 > long.MaxValue || bits % 8 != 0)
        {
            return -1;
        }

        bytes = (long)(bits / 8);
        return empty ? 0 : (long)count;
    }
}

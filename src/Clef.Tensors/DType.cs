namespace Clef.Tensors;

/// <summary>The type of a tensor's elements. The values are libtorch's own numbers of its types.</summary>
public enum DType
{
    /// <summary>8-bit unsigned integer.</summary>
    UInt8 = 0,

    /// <summary>8-bit signed integer.</summary>
    Int8 = 1,

    /// <summary>16-bit signed integer.</summary>
    Int16 = 2,

    /// <summary>32-bit signed integer.</summary>
    Int32 = 3,

    /// <summary>64-bit signed integer.</summary>
    Int64 = 4,

    /// <summary>IEEE half precision.</summary>
    Float16 = 5,

    /// <summary>IEEE single precision.</summary>
    Float32 = 6,

    /// <summary>IEEE double precision.</summary>
    Float64 = 7,

    /// <summary>True or false, one byte each.</summary>
    Bool = 11,

    /// <summary>The upper half of single precision: 8 bits of exponent, 7 of fraction.</summary>
    BFloat16 = 15,
}

/// <summary>Facts about element types.</summary>
public static class DTypes
{
    /// <summary>The short name used in shapes and messages: <c>f32</c>, <c>i64</c>, <c>bool</c>.</summary>
    public static string ShortName(this DType type) => type switch
    {
        DType.UInt8 => "u8",
        DType.Int8 => "i8",
        DType.Int16 => "i16",
        DType.Int32 => "i32",
        DType.Int64 => "i64",
        DType.Float16 => "f16",
        DType.Float32 => "f32",
        DType.Float64 => "f64",
        DType.Bool => "bool",
        DType.BFloat16 => "bf16",
        _ => type.ToString(),
    };

    /// <summary>Bytes per element.</summary>
    public static int ByteSize(this DType type) => type switch
    {
        DType.UInt8 or DType.Int8 or DType.Bool => 1,
        DType.Int16 or DType.Float16 or DType.BFloat16 => 2,
        DType.Int32 or DType.Float32 => 4,
        DType.Int64 or DType.Float64 => 8,
        _ => throw new TensorException($"element type {(int)type}; expected one of {string.Join(", ", Enum.GetNames<DType>())}"),
    };

    /// <summary>Whether the type holds fractions, and can therefore be differentiated.</summary>
    public static bool IsFloatingPoint(this DType type) => type is DType.Float16 or DType.Float32 or DType.Float64 or DType.BFloat16;

    /// <summary>The element type that a .NET type maps to.</summary>
    /// <exception cref="TensorException">The type has no counterpart.</exception>
    public static DType Of<T>() where T : unmanaged =>
        typeof(T) == typeof(float) ? DType.Float32
        : typeof(T) == typeof(double) ? DType.Float64
        : typeof(T) == typeof(long) ? DType.Int64
        : typeof(T) == typeof(int) ? DType.Int32
        : typeof(T) == typeof(short) ? DType.Int16
        : typeof(T) == typeof(sbyte) ? DType.Int8
        : typeof(T) == typeof(byte) ? DType.UInt8
        : typeof(T) == typeof(bool) ? DType.Bool
        : typeof(T) == typeof(Half) ? DType.Float16
        : throw new TensorException($"elements of {typeof(T).Name}; expected float, double, long, int, short, sbyte, byte, bool or Half");
}

using System.Collections.Frozen;

namespace Clef.Tensors.Weights.PyTorch;

/// <summary>PyTorch's names of element types: the storage classes that a checkpoint's pickle mentions, and the dtypes.</summary>
internal static class TorchTypes
{
    /// <summary>
    /// Storage classes of module <c>torch</c>. Quantised ones store plain integers; the sub-byte ones pack several values in a byte and count
    /// bytes, as an untyped storage does.
    /// </summary>
    private static readonly FrozenDictionary<string, WeightType> Storages = new Dictionary<string, WeightType>
    {
        ["DoubleStorage"] = WeightType.F64,
        ["FloatStorage"] = WeightType.F32,
        ["HalfStorage"] = WeightType.F16,
        ["BFloat16Storage"] = WeightType.BF16,
        ["LongStorage"] = WeightType.I64,
        ["IntStorage"] = WeightType.I32,
        ["ShortStorage"] = WeightType.I16,
        ["CharStorage"] = WeightType.I8,
        ["ByteStorage"] = WeightType.U8,
        ["BoolStorage"] = WeightType.Bool,
        ["ComplexDoubleStorage"] = WeightType.C128,
        ["ComplexFloatStorage"] = WeightType.C64,
        ["QUInt8Storage"] = WeightType.U8,
        ["QInt8Storage"] = WeightType.I8,
        ["QInt32Storage"] = WeightType.I32,
        ["QUInt4x2Storage"] = WeightType.U8,
        ["QUInt2x4Storage"] = WeightType.U8,
        ["UntypedStorage"] = WeightType.U8,
    }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, WeightType> Dtypes = new Dictionary<string, WeightType>
    {
        ["float64"] = WeightType.F64,
        ["float32"] = WeightType.F32,
        ["float16"] = WeightType.F16,
        ["bfloat16"] = WeightType.BF16,
        ["float8_e4m3fn"] = WeightType.F8E4M3,
        ["float8_e5m2"] = WeightType.F8E5M2,
        ["float8_e8m0fnu"] = WeightType.F8E8M0,
        ["int64"] = WeightType.I64,
        ["int32"] = WeightType.I32,
        ["int16"] = WeightType.I16,
        ["int8"] = WeightType.I8,
        ["uint64"] = WeightType.U64,
        ["uint32"] = WeightType.U32,
        ["uint16"] = WeightType.U16,
        ["uint8"] = WeightType.U8,
        ["bool"] = WeightType.Bool,
        ["complex64"] = WeightType.C64,
        ["complex128"] = WeightType.C128,
    }.ToFrozenDictionary();

    /// <summary>The element type of a storage class, or null where it is none.</summary>
    public static WeightType? OfStorage(Pickle.PickleGlobal global) =>
        global.Module is "torch" or "torch.storage" or "torch.cuda" && Storages.TryGetValue(global.Name, out WeightType type) ? type : null;

    /// <summary>The element type of a dtype, or null where it is none.</summary>
    public static WeightType? OfDtype(Pickle.PickleGlobal global) =>
        global.Module == "torch" && Dtypes.TryGetValue(global.Name, out WeightType type) ? type : null;
}

using System.Runtime.InteropServices;

namespace Clef.Tensors.Native;

/// <summary>The functions of <c>native/clef_torch/arithmetic.cpp</c>.</summary>
internal static unsafe partial class NativeMethods
{
    [LibraryImport(Library, EntryPoint = "clef_abs")]
    internal static partial nint Abs(nint t);

    [LibraryImport(Library, EntryPoint = "clef_neg")]
    internal static partial nint Neg(nint t);

    [LibraryImport(Library, EntryPoint = "clef_exp")]
    internal static partial nint Exp(nint t);

    [LibraryImport(Library, EntryPoint = "clef_expm1")]
    internal static partial nint Expm1(nint t);

    [LibraryImport(Library, EntryPoint = "clef_log")]
    internal static partial nint Log(nint t);

    [LibraryImport(Library, EntryPoint = "clef_log1p")]
    internal static partial nint Log1p(nint t);

    [LibraryImport(Library, EntryPoint = "clef_sqrt")]
    internal static partial nint Sqrt(nint t);

    [LibraryImport(Library, EntryPoint = "clef_rsqrt")]
    internal static partial nint Rsqrt(nint t);

    [LibraryImport(Library, EntryPoint = "clef_square")]
    internal static partial nint Square(nint t);

    [LibraryImport(Library, EntryPoint = "clef_reciprocal")]
    internal static partial nint Reciprocal(nint t);

    [LibraryImport(Library, EntryPoint = "clef_sin")]
    internal static partial nint Sin(nint t);

    [LibraryImport(Library, EntryPoint = "clef_cos")]
    internal static partial nint Cos(nint t);

    [LibraryImport(Library, EntryPoint = "clef_tanh")]
    internal static partial nint Tanh(nint t);

    [LibraryImport(Library, EntryPoint = "clef_erf")]
    internal static partial nint Erf(nint t);

    [LibraryImport(Library, EntryPoint = "clef_erfinv")]
    internal static partial nint Erfinv(nint t);

    [LibraryImport(Library, EntryPoint = "clef_sigmoid")]
    internal static partial nint Sigmoid(nint t);

    [LibraryImport(Library, EntryPoint = "clef_relu")]
    internal static partial nint Relu(nint t);

    [LibraryImport(Library, EntryPoint = "clef_silu")]
    internal static partial nint Silu(nint t);

    [LibraryImport(Library, EntryPoint = "clef_floor")]
    internal static partial nint Floor(nint t);

    [LibraryImport(Library, EntryPoint = "clef_round")]
    internal static partial nint Round(nint t);

    [LibraryImport(Library, EntryPoint = "clef_sign")]
    internal static partial nint Sign(nint t);

    [LibraryImport(Library, EntryPoint = "clef_isnan")]
    internal static partial nint Isnan(nint t);

    [LibraryImport(Library, EntryPoint = "clef_isfinite")]
    internal static partial nint Isfinite(nint t);

    [LibraryImport(Library, EntryPoint = "clef_logical_not")]
    internal static partial nint LogicalNot(nint t);

    [LibraryImport(Library, EntryPoint = "clef_add")]
    internal static partial nint Add(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_sub")]
    internal static partial nint Sub(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_mul")]
    internal static partial nint Mul(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_div")]
    internal static partial nint Div(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_pow")]
    internal static partial nint Pow(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_remainder")]
    internal static partial nint Remainder(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_minimum")]
    internal static partial nint Minimum(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_maximum")]
    internal static partial nint Maximum(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_eq")]
    internal static partial nint Eq(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_ne")]
    internal static partial nint Ne(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_lt")]
    internal static partial nint Lt(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_le")]
    internal static partial nint Le(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_gt")]
    internal static partial nint Gt(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_ge")]
    internal static partial nint Ge(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_logical_and")]
    internal static partial nint LogicalAnd(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_logical_or")]
    internal static partial nint LogicalOr(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_logical_xor")]
    internal static partial nint LogicalXor(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_add_scalar")]
    internal static partial nint AddScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_sub_scalar")]
    internal static partial nint SubScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_mul_scalar")]
    internal static partial nint MulScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_div_scalar")]
    internal static partial nint DivScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_pow_scalar")]
    internal static partial nint PowScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_remainder_scalar")]
    internal static partial nint RemainderScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_eq_scalar")]
    internal static partial nint EqScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_ne_scalar")]
    internal static partial nint NeScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_lt_scalar")]
    internal static partial nint LtScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_le_scalar")]
    internal static partial nint LeScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_gt_scalar")]
    internal static partial nint GtScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_ge_scalar")]
    internal static partial nint GeScalar(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_add_")]
    internal static partial int AddInPlace(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_add_scalar_")]
    internal static partial int AddScalarInPlace(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_sub_")]
    internal static partial int SubInPlace(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_sub_scalar_")]
    internal static partial int SubScalarInPlace(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_mul_")]
    internal static partial int MulInPlace(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_mul_scalar_")]
    internal static partial int MulScalarInPlace(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_div_")]
    internal static partial int DivInPlace(nint a, nint b);

    [LibraryImport(Library, EntryPoint = "clef_div_scalar_")]
    internal static partial int DivScalarInPlace(nint a, double b);

    [LibraryImport(Library, EntryPoint = "clef_relu_")]
    internal static partial int ReluInPlace(nint t);

    [LibraryImport(Library, EntryPoint = "clef_exp_")]
    internal static partial int ExpInPlace(nint t);

    [LibraryImport(Library, EntryPoint = "clef_sigmoid_")]
    internal static partial int SigmoidInPlace(nint t);

    [LibraryImport(Library, EntryPoint = "clef_erfinv_")]
    internal static partial int ErfinvInPlace(nint t);

    [LibraryImport(Library, EntryPoint = "clef_rsub_scalar")]
    internal static partial nint RsubScalar(nint t, double value);

    [LibraryImport(Library, EntryPoint = "clef_floor_div_scalar")]
    internal static partial nint FloorDivScalar(nint t, double value);

    [LibraryImport(Library, EntryPoint = "clef_add_scaled_")]
    internal static partial int AddScaledInPlace(nint a, nint b, double alpha);

    [LibraryImport(Library, EntryPoint = "clef_clamp")]
    internal static partial nint Clamp(nint t, double low, double high);

    [LibraryImport(Library, EntryPoint = "clef_clamp_")]
    internal static partial int ClampInPlace(nint t, double low, double high);

    [LibraryImport(Library, EntryPoint = "clef_gelu")]
    internal static partial nint Gelu(nint t, int approximate);

    [LibraryImport(Library, EntryPoint = "clef_leaky_relu")]
    internal static partial nint LeakyRelu(nint t, double slope);

    [LibraryImport(Library, EntryPoint = "clef_softplus")]
    internal static partial nint Softplus(nint t);

    [LibraryImport(Library, EntryPoint = "clef_lerp")]
    internal static partial nint Lerp(nint a, nint b, double weight);

    [LibraryImport(Library, EntryPoint = "clef_lerp_")]
    internal static partial int LerpInPlace(nint a, nint b, double weight);

    [LibraryImport(Library, EntryPoint = "clef_addcmul")]
    internal static partial nint Addcmul(nint t, nint a, nint b, double value);

    [LibraryImport(Library, EntryPoint = "clef_nan_to_num")]
    internal static partial nint NanToNum(nint t, double value);

    [LibraryImport(Library, EntryPoint = "clef_where")]
    internal static partial nint Where(nint condition, nint a, nint b);
}

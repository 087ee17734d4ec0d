using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>The magnitude of each element.</summary>
    public Tensor Abs() => Own(NativeMethods.Abs(Handle), this);

    /// <summary>e to the power of each element.</summary>
    public Tensor Exp() => Own(NativeMethods.Exp(Handle), this);

    /// <summary>e to the power of each element, less one, exact near zero.</summary>
    public Tensor Expm1() => Own(NativeMethods.Expm1(Handle), this);

    /// <summary>The natural logarithm.</summary>
    public Tensor Log() => Own(NativeMethods.Log(Handle), this);

    /// <summary>The natural logarithm of one plus each element, exact near zero.</summary>
    public Tensor Log1p() => Own(NativeMethods.Log1p(Handle), this);

    /// <summary>The square root.</summary>
    public Tensor Sqrt() => Own(NativeMethods.Sqrt(Handle), this);

    /// <summary>One over the square root.</summary>
    public Tensor Rsqrt() => Own(NativeMethods.Rsqrt(Handle), this);

    /// <summary>Each element times itself.</summary>
    public Tensor Square() => Own(NativeMethods.Square(Handle), this);

    /// <summary>One over each element.</summary>
    public Tensor Reciprocal() => Own(NativeMethods.Reciprocal(Handle), this);

    /// <summary>The sine, of radians.</summary>
    public Tensor Sin() => Own(NativeMethods.Sin(Handle), this);

    /// <summary>The cosine, of radians.</summary>
    public Tensor Cos() => Own(NativeMethods.Cos(Handle), this);

    /// <summary>The hyperbolic tangent.</summary>
    public Tensor Tanh() => Own(NativeMethods.Tanh(Handle), this);

    /// <summary>The error function.</summary>
    public Tensor Erf() => Own(NativeMethods.Erf(Handle), this);

    /// <summary>The inverse of the error function.</summary>
    public Tensor Erfinv() => Own(NativeMethods.Erfinv(Handle), this);

    /// <summary>1 / (1 + e^-x).</summary>
    public Tensor Sigmoid() => Own(NativeMethods.Sigmoid(Handle), this);

    /// <summary>The element where positive, else zero.</summary>
    public Tensor Relu() => Own(NativeMethods.Relu(Handle), this);

    /// <summary>x sigmoid(x), also called swish.</summary>
    public Tensor Silu() => Own(NativeMethods.Silu(Handle), this);

    /// <summary>The greatest integer not above each element.</summary>
    public Tensor Floor() => Own(NativeMethods.Floor(Handle), this);

    /// <summary>The nearest integer, halves to even.</summary>
    public Tensor Round() => Own(NativeMethods.Round(Handle), this);

    /// <summary>-1, 0 or 1.</summary>
    public Tensor Sign() => Own(NativeMethods.Sign(Handle), this);

    /// <summary>log(1 + e^x).</summary>
    public Tensor Softplus() => Own(NativeMethods.Softplus(Handle), this);

    /// <summary>x times the standard normal's distribution function at x, or its tanh approximation.</summary>
    public Tensor Gelu(bool approximate = false) => Own(NativeMethods.Gelu(Handle, approximate ? 1 : 0), this);

    /// <summary>The element where positive, else <paramref name="slope"/> times the element.</summary>
    public Tensor LeakyRelu(double slope = 0.01) => Own(NativeMethods.LeakyRelu(Handle, slope), this);

    /// <summary>Each element, no lower than <paramref name="low"/> and no higher than <paramref name="high"/>.</summary>
    public Tensor Clamp(double low = double.NegativeInfinity, double high = double.PositiveInfinity) =>
        Own(NativeMethods.Clamp(Handle, low, high), this);

    /// <summary>Each element to a power.</summary>
    public Tensor Pow(double exponent) => Own(NativeMethods.PowScalar(Handle, exponent), this);

    /// <summary>Each element to the power of the other's.</summary>
    public Tensor Pow(Tensor exponent) => Own(NativeMethods.Pow(Handle, exponent.Handle), this, exponent);

    /// <summary>The lesser of each pair.</summary>
    public Tensor Minimum(Tensor other) => Own(NativeMethods.Minimum(Handle, other.Handle), this, other);

    /// <summary>The greater of each pair.</summary>
    public Tensor Maximum(Tensor other) => Own(NativeMethods.Maximum(Handle, other.Handle), this, other);

    /// <summary>Division rounded down.</summary>
    public Tensor FloorDivide(double divisor) => Own(NativeMethods.FloorDivScalar(Handle, divisor), this);

    /// <summary>(1 - weight) this + weight other.</summary>
    public Tensor Lerp(Tensor other, double weight) => Own(NativeMethods.Lerp(Handle, other.Handle, weight), this, other);

    /// <summary>this + value a b, in one pass.</summary>
    public Tensor AddProduct(Tensor a, Tensor b, double value = 1) => Own(NativeMethods.Addcmul(Handle, a.Handle, b.Handle, value), this, a, b);

    /// <summary>The elements, with NaN and infinities replaced by a number.</summary>
    public Tensor ReplaceNonFinite(double value = 0) => Own(NativeMethods.NanToNum(Handle, value), this);

    /// <summary>Adds a number, or another tensor times a factor, to the elements.</summary>
    public Tensor AddInPlace(Tensor other, double factor = 1) => Changed(NativeMethods.AddScaledInPlace(Handle, other.Handle, factor), this, other);

    /// <summary>Adds a number to the elements.</summary>
    public Tensor AddInPlace(double value) => Changed(NativeMethods.AddScalarInPlace(Handle, value), this);

    /// <summary>Subtracts from the elements.</summary>
    public Tensor SubtractInPlace(Tensor other) => Changed(NativeMethods.SubInPlace(Handle, other.Handle), this, other);

    /// <summary>Multiplies the elements.</summary>
    public Tensor MultiplyInPlace(Tensor other) => Changed(NativeMethods.MulInPlace(Handle, other.Handle), this, other);

    /// <summary>Multiplies the elements by a number.</summary>
    public Tensor MultiplyInPlace(double factor) => Changed(NativeMethods.MulScalarInPlace(Handle, factor), this);

    /// <summary>Divides the elements.</summary>
    public Tensor DivideInPlace(Tensor other) => Changed(NativeMethods.DivInPlace(Handle, other.Handle), this, other);

    /// <summary>Sets negative elements to zero.</summary>
    public Tensor ReluInPlace() => Changed(NativeMethods.ReluInPlace(Handle), this);

    /// <summary>Bounds the elements.</summary>
    public Tensor ClampInPlace(double low, double high) => Changed(NativeMethods.ClampInPlace(Handle, low, high), this);

    /// <summary>Moves the elements towards another tensor's: (1 - weight) this + weight other.</summary>
    public Tensor LerpInPlace(Tensor other, double weight) => Changed(NativeMethods.LerpInPlace(Handle, other.Handle, weight), this, other);

    /// <summary>Replaces each element by its inverse error function.</summary>
    internal Tensor ErfinvInPlace() => Changed(NativeMethods.ErfinvInPlace(Handle), this);
}

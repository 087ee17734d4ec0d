using Clef.Tensors.Native;

namespace Clef.Tensors;

public sealed unsafe partial class Tensor
{
    /// <summary>Sum, with broadcasting.</summary>
    public static Tensor operator +(Tensor a, Tensor b) => Own(NativeMethods.Add(a.Handle, b.Handle), a, b);

    /// <summary>Sum.</summary>
    public static Tensor operator +(Tensor a, double b) => Own(NativeMethods.AddScalar(a.Handle, b), a);

    /// <summary>Difference, with broadcasting.</summary>
    public static Tensor operator -(Tensor a, Tensor b) => Own(NativeMethods.Sub(a.Handle, b.Handle), a, b);

    /// <summary>Difference.</summary>
    public static Tensor operator -(Tensor a, double b) => Own(NativeMethods.SubScalar(a.Handle, b), a);

    /// <summary>Product, element by element, with broadcasting.</summary>
    public static Tensor operator *(Tensor a, Tensor b) => Own(NativeMethods.Mul(a.Handle, b.Handle), a, b);

    /// <summary>Product, element by element.</summary>
    public static Tensor operator *(Tensor a, double b) => Own(NativeMethods.MulScalar(a.Handle, b), a);

    /// <summary>Quotient, with broadcasting.</summary>
    public static Tensor operator /(Tensor a, Tensor b) => Own(NativeMethods.Div(a.Handle, b.Handle), a, b);

    /// <summary>Quotient.</summary>
    public static Tensor operator /(Tensor a, double b) => Own(NativeMethods.DivScalar(a.Handle, b), a);

    /// <summary>Remainder, with the divisor's sign, with broadcasting.</summary>
    public static Tensor operator %(Tensor a, Tensor b) => Own(NativeMethods.Remainder(a.Handle, b.Handle), a, b);

    /// <summary>Remainder, with the divisor's sign.</summary>
    public static Tensor operator %(Tensor a, double b) => Own(NativeMethods.RemainderScalar(a.Handle, b), a);

    /// <summary>Sum.</summary>
    public static Tensor operator +(double a, Tensor b) => b + a;

    /// <summary>Product.</summary>
    public static Tensor operator *(double a, Tensor b) => b * a;

    /// <summary>Difference.</summary>
    public static Tensor operator -(double a, Tensor b) => Own(NativeMethods.RsubScalar(b.Handle, a), b);

    /// <summary>Quotient.</summary>
    public static Tensor operator /(double a, Tensor b) => b.Reciprocal() * a;

    /// <summary>Each element with the other sign.</summary>
    public static Tensor operator -(Tensor a) => Own(NativeMethods.Neg(a.Handle), a);

    /// <summary>Where each element is less than the other's.</summary>
    public static Tensor operator <(Tensor a, Tensor b) => Own(NativeMethods.Lt(a.Handle, b.Handle), a, b);

    /// <summary>Where each element is less than a number.</summary>
    public static Tensor operator <(Tensor a, double b) => Own(NativeMethods.LtScalar(a.Handle, b), a);

    /// <summary>Where each element is at most the other's.</summary>
    public static Tensor operator <=(Tensor a, Tensor b) => Own(NativeMethods.Le(a.Handle, b.Handle), a, b);

    /// <summary>Where each element is at most a number.</summary>
    public static Tensor operator <=(Tensor a, double b) => Own(NativeMethods.LeScalar(a.Handle, b), a);

    /// <summary>Where each element is greater than the other's.</summary>
    public static Tensor operator >(Tensor a, Tensor b) => Own(NativeMethods.Gt(a.Handle, b.Handle), a, b);

    /// <summary>Where each element is greater than a number.</summary>
    public static Tensor operator >(Tensor a, double b) => Own(NativeMethods.GtScalar(a.Handle, b), a);

    /// <summary>Where each element is at least the other's.</summary>
    public static Tensor operator >=(Tensor a, Tensor b) => Own(NativeMethods.Ge(a.Handle, b.Handle), a, b);

    /// <summary>Where each element is at least a number.</summary>
    public static Tensor operator >=(Tensor a, double b) => Own(NativeMethods.GeScalar(a.Handle, b), a);

    /// <summary>Where both are true (not zero).</summary>
    public static Tensor operator &(Tensor a, Tensor b) => Own(NativeMethods.LogicalAnd(a.Handle, b.Handle), a, b);

    /// <summary>Where either is true (not zero).</summary>
    public static Tensor operator |(Tensor a, Tensor b) => Own(NativeMethods.LogicalOr(a.Handle, b.Handle), a, b);

    /// <summary>Where exactly one is true (not zero).</summary>
    public static Tensor operator ^(Tensor a, Tensor b) => Own(NativeMethods.LogicalXor(a.Handle, b.Handle), a, b);

    /// <summary>Where the element is false (zero).</summary>
    public static Tensor operator !(Tensor a) => Own(NativeMethods.LogicalNot(a.Handle), a);

    /// <summary>Where each element equals the other's.</summary>
    public Tensor EqualTo(Tensor other) => Own(NativeMethods.Eq(Handle, other.Handle), this, other);

    /// <summary>Where each element equals a number.</summary>
    public Tensor EqualTo(double value) => Own(NativeMethods.EqScalar(Handle, value), this);

    /// <summary>Where each element differs from the other's.</summary>
    public Tensor NotEqualTo(Tensor other) => Own(NativeMethods.Ne(Handle, other.Handle), this, other);

    /// <summary>Where each element differs from a number.</summary>
    public Tensor NotEqualTo(double value) => Own(NativeMethods.NeScalar(Handle, value), this);

    /// <summary>Where the element is not a number.</summary>
    public Tensor IsNaN() => Own(NativeMethods.Isnan(Handle), this);

    /// <summary>Where the element is neither NaN nor infinite.</summary>
    public Tensor IsFinite() => Own(NativeMethods.Isfinite(Handle), this);

    /// <summary>Elements of <paramref name="a"/> where the condition holds, else of <paramref name="b"/>.</summary>
    public static Tensor Where(Tensor condition, Tensor a, Tensor b) =>
        Own(NativeMethods.Where(condition.Handle, a.Handle, b.Handle), condition, a, b);
}

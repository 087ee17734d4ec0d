using static Clef.Tensors.Tests.Gradients.GradientCheck;

namespace Clef.Tensors.Tests.Gradients;

/// <summary>Every differentiable element-wise operation against central differences.</summary>
public class ElementwiseGradientTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_unary = new()
    {
        ["abs"] = x => x.Abs(),
        ["neg"] = x => -x,
        ["exp"] = x => x.Exp(),
        ["expm1"] = x => x.Expm1(),
        ["square"] = x => x.Square(),
        ["sin"] = x => x.Sin(),
        ["cos"] = x => x.Cos(),
        ["tanh"] = x => x.Tanh(),
        ["erf"] = x => x.Erf(),
        ["erfinv"] = x => (x * 0.5).Erfinv(),
        ["sigmoid"] = x => x.Sigmoid(),
        ["relu"] = x => x.Relu(),
        ["silu"] = x => x.Silu(),
        ["softplus"] = x => x.Softplus(),
        ["gelu"] = x => x.Gelu(),
        ["gelu tanh"] = x => x.Gelu(approximate: true),
        ["leaky relu"] = x => x.LeakyRelu(0.2),
        ["clamp"] = x => x.Clamp(-0.7, 0.9),
        ["clamp low"] = x => x.Clamp(low: -0.1),
        ["power"] = x => x.Pow(3),
        ["scalar arithmetic"] = x => 2 - (((x * 3) + 1 - 0.5) / 4),
        ["remainder"] = x => x % 7,
        ["in place"] = x => (x * 1).AddInPlace(x, 0.5).MultiplyInPlace(2).AddInPlace(1),
        ["replace non-finite"] = x => x.ReplaceNonFinite(),
        ["normalize"] = x => x.Normalize(),
        ["clone"] = x => x.Clone(),
        ["to"] = x => x.To(DType.Float64).Contiguous(),
        ["dropout off"] = x => x.Dropout(0.5, training: false) * 2,
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_positive = new()
    {
        ["log"] = x => x.Log(),
        ["log1p"] = x => x.Log1p(),
        ["sqrt"] = x => x.Sqrt(),
        ["rsqrt"] = x => x.Rsqrt(),
        ["reciprocal"] = x => x.Reciprocal(),
        ["fractional power"] = x => x.Pow(0.3),
        ["scalar over"] = x => 3 / x,
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_binary = new()
    {
        ["add"] = (a, b) => a + b,
        ["subtract"] = (a, b) => a - b,
        ["multiply"] = (a, b) => a * b,
        ["divide"] = (a, b) => a / (b.Square() + 0.5),
        ["power"] = (a, b) => (a.Square() + 0.3).Pow(b),
        ["minimum"] = (a, b) => a.Minimum(b),
        ["maximum"] = (a, b) => a.Maximum(b),
        ["lerp"] = (a, b) => a.Lerp(b * 1, 0.3),
        ["add product"] = (a, b) => a.AddProduct(a, b, 0.7),
        ["where"] = (a, b) => Tensor.Where(a > 0.1, a * 2, b),
        ["subtract in place"] = (a, b) => (a * 1).SubtractInPlace(b),
        ["multiply in place"] = (a, b) => (a * 1).MultiplyInPlace(b),
        ["divide in place"] = (a, b) => (a * 1).DivideInPlace(b.Square() + 1),
    };

    public static TheoryData<string> Unary => [.. s_unary.Keys];

    public static TheoryData<string> OfPositive => [.. s_positive.Keys];

    public static TheoryData<string> Binary => [.. s_binary.Keys];

    [Theory]
    [MemberData(nameof(Unary))]
    public void Of_one_tensor(string name)
    {
        using var scope = new TensorScope();
        Run(x => s_unary[name](x[0]), Numbers(3, 4));
    }

    [Theory]
    [MemberData(nameof(OfPositive))]
    public void Of_positive_numbers(string name)
    {
        using var scope = new TensorScope();
        Run(x => s_positive[name](x[0]), Positive(3, 4));
    }

    [Theory]
    [MemberData(nameof(Binary))]
    public void Of_two_tensors_with_broadcasting(string name)
    {
        using var scope = new TensorScope();
        Run(x => s_binary[name](x[0], x[1]), Numbers(3, 4), Numbers(4, 3).Reshape(3, 4).Cos());
        if (name is not "lerp")
        {
            Run(x => s_binary[name](x[0], x[1]), Numbers(2, 3, 4), Numbers(3, 1));
        }
    }
}

using static Clef.Tensors.Tests.Gradients.GradientCheck;

namespace Clef.Tensors.Tests.Gradients;

/// <summary>Products, convolutions, pooling and norms against central differences.</summary>
public class LayerGradientTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_pools = new()
    {
        ["max pool 1d"] = x => x.Flatten(2).MaxPool1d(3, 2, 1),
        ["avg pool 1d"] = x => x.Flatten(2).AvgPool1d(3, 2, 1),
        ["adaptive 1d"] = x => x.Flatten(2).AdaptiveAvgPool(5),
        ["max pool 2d"] = x => x.MaxPool2d(2, (1, 2), (1, 0)),
        ["avg pool 2d"] = x => x.AvgPool2d((2, 3), 1),
        ["adaptive 2d"] = x => x.AdaptiveAvgPool(2, 3),
        ["nearest 1d"] = x => x.Flatten(2).Interpolate([7]),
        ["linear 1d"] = x => x.Flatten(2).Interpolate([31], InterpolationMode.Linear),
        ["nearest 2d"] = x => x.Interpolate([8, 3]),
        ["bilinear"] = x => x.Interpolate([7, 3], InterpolationMode.Linear, alignCorners: true),
        ["bicubic"] = x => x.Interpolate([6, 7], InterpolationMode.Bicubic),
        ["group norm"] = x => x.GroupNorm(2),
        ["layer norm"] = x => x.LayerNorm([4, 5]),
    };

    public static TheoryData<string> Pools => [.. s_pools.Keys];

    [Theory]
    [MemberData(nameof(Pools))]
    public void Of_pooling_and_resampling(string name)
    {
        using var scope = new TensorScope();
        Run(x => s_pools[name](x[0]), Numbers(2, 2, 4, 5));
    }

    [Fact]
    public void Of_products()
    {
        using var scope = new TensorScope();
        Run(x => x[0].MatMul(x[1]), Numbers(2, 3, 4), Numbers(4, 5));
        Run(x => x[0].Linear(x[1], x[2]), Numbers(2, 3, 4), Numbers(5, 4), Numbers(5));
        Run(x => x[0].Linear(x[1], x[2], x[3]), Numbers(3, 4), Numbers(5, 4), Numbers(5), Numbers(3, 5));
    }

    [Fact]
    public void Of_convolutions()
    {
        using var scope = new TensorScope();
        Run(x => x[0].Conv1d(x[1], x[2], stride: 2, padding: 1, dilation: 2, groups: 2), Numbers(2, 4, 9), Numbers(6, 2, 3), Numbers(6));
        Run(x => x[0].Conv2d(x[1], x[2], stride: (2, 1), padding: (1, 0), groups: 2), Numbers(1, 4, 5, 4), Numbers(2, 2, 3, 2), Numbers(2));
        Run(
            x => x[0].ConvTranspose1d(x[1], x[2], stride: 2, padding: 1, outputPadding: 1, groups: 2), Numbers(2, 4, 5), Numbers(4, 3, 3), Numbers(6));
        Run(
            x => x[0].ConvTranspose2d(x[1], x[2], stride: (2, 1), padding: (1, 0), outputPadding: (1, 0)), Numbers(1, 2, 3, 4), Numbers(2, 3, 3, 2), Numbers(3));
    }

    [Fact]
    public void Of_norms()
    {
        using var scope = new TensorScope();
        Run(x => x[0].LayerNorm([4], x[1], x[2]), Numbers(3, 4), Numbers(4), Positive(4));
        Run(x => x[0].GroupNorm(2, x[1], x[2]), Numbers(2, 4, 3), Numbers(4), Positive(4));
        Run(x => x[0].BatchNorm(x[1], x[2], null, null, training: true), Numbers(5, 3), Numbers(3), Positive(3));
        Tensor mean = Numbers(3), variance = Positive(3);
        Run(x => x[0].BatchNorm(x[1], x[2], mean, variance, training: false), Numbers(5, 3), Numbers(3).Cos(), Positive(3));
    }

    [Fact]
    public void Of_an_embedding()
    {
        using var scope = new TensorScope();
        Tensor indices = Tensor.From<long>([0, 2, 2, 4], 2, 2);
        Run(x => x[0].EmbeddingLookup(indices), Numbers(5, 3));
    }

    [Fact]
    public void Of_dropout_scale_the_elements_kept()
    {
        using var scope = new TensorScope();
        RandomState.Seed(11);
        Tensor x = Tensor.Ones([1000], DType.Float64);
        x.RequiresGrad = true;
        Tensor y = x.Dropout(0.25);
        y.Sum().Backward();
        double[] values = y.Detach().ToArray<double>();
        x.Grad!.ToArray<double>().ShouldBe(values);
        values.Distinct().Order().ShouldBe([0, 1 / 0.75]);
        values.Count(v => v == 0).ShouldBeInRange(200, 300);
    }

    [Fact]
    public void The_single_precision_linear_equals_the_double_one()
    {
        using var scope = new TensorScope();
        RandomState.Seed(12);
        // Large enough for the fused path.
        Tensor x = Tensor.Randn([3, 40, 64], DType.Float64), w = Tensor.Randn([96, 64], DType.Float64), b = Tensor.Randn([96], DType.Float64);
        Tensor r = Tensor.Randn([3, 40, 96], DType.Float64), seed = Tensor.Randn([3, 40, 96], DType.Float64);
        foreach ((bool bias, bool residual) in new[] { (false, false), (true, false), (false, true), (true, true) })
        {
            Tensor[] exact = Differentiate(DType.Float64), single = Differentiate(DType.Float32);
            for (int i = 0; i < exact.Length; i++)
            {
                Tensor difference = (exact[i] - single[i].To(DType.Float64)).Abs();
                difference.Max().ToDouble().ShouldBeLessThan(2e-4, $"tensor {i}, bias {bias}, residual {residual}");
            }

            Tensor[] Differentiate(DType dtype)
            {
                Tensor[] leaves = [.. new[] { x, w, b, r }.Select(t => t.To(dtype).Clone())];
                foreach (Tensor leaf in leaves)
                {
                    leaf.RequiresGrad = true;
                }

                Tensor y = leaves[0].Linear(leaves[1], bias ? leaves[2] : null, residual ? leaves[3] : null);
                y.Backward(seed.To(dtype));
                return [y, .. leaves.Select(l => l.Grad).OfType<Tensor>()];
            }
        }
    }
}

using static Clef.Tensors.Tests.Gradients.GradientCheck;

namespace Clef.Tensors.Tests.Gradients;

/// <summary>Views, arrangements, picking, reductions and losses against central differences.</summary>
public class StructureGradientTests
{
    private static readonly Dictionary<string, Func<Tensor, Tensor>> s_operations = new()
    {
        ["reshape"] = x => x.Reshape(4, -1),
        ["flatten"] = x => x.Flatten(1),
        ["permute"] = x => x.Permute(2, 0, 1),
        ["transpose"] = x => x.Transpose(0, -1),
        ["expand"] = x => x.Unsqueeze(1).Expand(-1, 3, -1, -1),
        ["squeeze"] = x => x.Unsqueeze(0).Squeeze(0),
        ["slice"] = x => x.Slice(2, 0, 4, 2),
        ["select"] = x => x.Select(1, 2),
        ["index"] = x => x[0, 1..3, ^1],
        ["unfold"] = x => x.Unfold(2, 3, 1),
        ["split"] = x => { Tensor[] parts = x.Split(1, 1, 2); return parts[0] * parts[1]; },
        ["chunk"] = x => { Tensor[] parts = x.Chunk(2, 2); return parts[0] * parts[1]; },
        ["concatenate"] = x => Tensor.Concatenate([x, x * 2], 1),
        ["stack"] = x => Tensor.Stack([x, x.Square()], 1),
        ["flip"] = x => x.Flip(0, 2),
        ["roll"] = x => x.Roll(1, 2),
        ["repeat"] = x => x.Repeat(2, 1, 3),
        ["repeat interleave"] = x => x.RepeatInterleave(2, 1),
        ["pad constant"] = x => x.Pad([1, 2], value: 3),
        ["pad reflect"] = x => x.Pad([2, 1], PadMode.Reflect),
        ["pad replicate"] = x => x.Pad([2, 1], PadMode.Replicate),
        ["pad circular"] = x => x.Pad([2, 1], PadMode.Circular),
        ["lower triangle"] = x => x.LowerTriangle(),
        ["upper triangle"] = x => x.UpperTriangle(1),
        ["diagonal"] = x => x.Diagonal(0, 1, 2),
        ["index select"] = x => x.IndexSelect(1, Tensor.From<long>([2, 0, 2])),
        ["index by tensor"] = x => x[.., Tensor.From<bool>([true, false, true])],
        ["gather"] = x => x.Gather(2, Tensor.From<long>([3, 0, 1, 1, 2, 2], 2, 3, 1)),
        ["masked fill"] = x => x.MaskedFill(x > 0.3, 7),
        ["masked select"] = x => x.MaskedSelect(Tensor.Arange(24).Reshape(2, 3, 4) % 2 > 0),
        ["sort"] = x => x.Sort(2, descending: true).Values,
        ["top k"] = x => x.TopK(2).Values,
        ["sum"] = x => x.Sum(),
        ["sum axes"] = x => x.Sum([0, 2], keepAxes: true),
        ["mean"] = x => x.Mean(),
        ["mean axis"] = x => x.Mean(1),
        ["variance"] = x => x.Variance(),
        ["variance axes"] = x => x.Variance([1, 2], correction: 0),
        ["standard deviation"] = x => x.StandardDeviation(),
        ["standard deviation axes"] = x => x.StandardDeviation([2]),
        ["norm"] = x => x.Norm(),
        ["norm axis"] = x => x.Norm(1, keepAxis: true, order: 3),
        ["product"] = x => x.Product(2),
        ["max"] = x => x.Max(),
        ["min"] = x => x.Min(),
        ["max axis"] = x => x.Max(1).Values,
        ["min axis"] = x => x.Min(2).Values,
        ["median"] = x => x.Median(1),
        ["cumulative sum"] = x => x.CumulativeSum(1),
        ["log sum exp"] = x => x.LogSumExp(2),
        ["softmax"] = x => x.Softmax(1),
        ["log softmax"] = x => x.LogSoftmax(),
        ["real Fourier"] = x => x.RealFourier(),
        ["real Fourier, padded, other axis"] = x => x.RealFourier(1, 5),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> s_pairs = new()
    {
        ["index add"] = (a, b) => a.IndexAdd(0, Tensor.From<long>([1, 1, 0]), b),
        ["scatter"] = (a, b) => a.Scatter(0, Tensor.From<long>([0, 1, 2, 2, 1, 0, 1, 0, 2, 2, 0, 1], 3, 4), b),
        ["scatter add"] = (a, b) => a.ScatterAdd(1, Tensor.From<long>([0, 0, 3, 2, 1, 0, 1, 2, 3, 3, 3, 1], 3, 4), b),
        ["squared error"] = (a, b) => a.SquaredError(b),
        ["absolute error"] = (a, b) => a.AbsoluteError(b, LossReduction.Sum),
        ["smooth absolute error"] = (a, b) => a.SmoothAbsoluteError(b, 0.5, LossReduction.None),
        ["Kullback-Leibler"] = (a, b) => a.LogSoftmax().KullbackLeibler(b.LogSoftmax()),
    };

    public static TheoryData<string> Operations => [.. s_operations.Keys];

    public static TheoryData<string> Pairs => [.. s_pairs.Keys];

    [Theory]
    [MemberData(nameof(Operations))]
    public void Of_one_tensor(string name)
    {
        using var scope = new TensorScope();
        Run(x => s_operations[name](x[0]), Numbers(2, 3, 4));
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Of_two_tensors(string name)
    {
        using var scope = new TensorScope();
        Tensor second = Numbers(4, 3).Reshape(3, 4).Cos();
        Run(x => s_pairs[name](x[0], x[1]), Numbers(3, 4), second);
    }

    [Fact]
    public void Of_the_inverse_transform()
    {
        using var scope = new TensorScope();
        Run(x => x[0].InverseRealFourier(length: 7), Numbers(2, 4, 2));
    }

    [Fact]
    public void Of_binary_cross_entropy()
    {
        using var scope = new TensorScope();
        Tensor target = Positive(3, 4) / 2, weight = Positive(3, 1), positive = Positive(4);
        Run(x => x[0].BinaryCrossEntropy(target), Numbers(3, 4));
        Run(x => x[0].BinaryCrossEntropy(target, weight, positive, LossReduction.Sum), Numbers(3, 4));
    }

    [Fact]
    public void Of_cross_entropy()
    {
        using var scope = new TensorScope();
        Tensor classes = Tensor.From<long>([2, 0, -100, 1]);
        Tensor weights = Tensor.From<double>([1, 2, 0.5]);
        Run(x => x[0].CrossEntropy(classes), Numbers(4, 3));
        Run(x => x[0].CrossEntropy(classes, weights, labelSmoothing: 0.1), Numbers(4, 3));
        Run(x => x[0].CrossEntropy(x[1].Softmax(1), reduction: LossReduction.Sum), Numbers(4, 3), Numbers(3, 4).Reshape(4, 3).Cos());
    }
}

using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Tests.Golden;

namespace Clef.Tensors.Tests.Optimisation;

public class OptimizerTests
{
    private static readonly Dictionary<string, Func<(string, Tensor)[], Optimizer>> s_optimizers = new()
    {
        ["adamw"] = p => new AdamW(p, 0.01, 0.9, 0.95, 1e-8, 0.05),
        ["adam"] = p => new Adam(p, 0.02, weightDecay: 0.01),
        ["sgd"] = p => new Sgd(p, 0.05),
        ["sgd_momentum"] = p => new Sgd(p, 0.05, momentum: 0.9, weightDecay: 0.01),
        ["sgd_nesterov"] = p => new Sgd(p, 0.05, momentum: 0.9, weightDecay: 0.01, nesterov: true),
    };

    public static TheoryData<string> Names => [.. s_optimizers.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Steps_equal_those_of_PyTorch(string name)
    {
        using var scope = new TensorScope();
        (string, Tensor)[] parameters = Start();
        using Optimizer optimizer = s_optimizers[name](parameters);
        Run(optimizer, 0, 12);
        // Single precision keeps seven digits; the order of operations is the same.
        parameters[0].Item2.Values().ShouldMatch(GoldenNumbers.At("optimisers", name, "weight"), 2e-7, name);
        parameters[1].Item2.Values().ShouldMatch(GoldenNumbers.At("optimisers", name, "bias"), 2e-7, name);
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void A_restored_optimizer_goes_on_to_the_same_bytes(string name)
    {
        using var scope = new TensorScope();
        (string, Tensor)[] whole = Start(), first = Start();
        using Optimizer once = s_optimizers[name](whole);
        Run(once, 0, 12);

        using Optimizer before = s_optimizers[name](first);
        Run(before, 0, 5);
        (string, Tensor)[] second = Start();
        for (int i = 0; i < second.Length; i++)
        {
            using GradientMode.Restore mode = GradientMode.Disable();
            second[i].Item2.CopyInPlace(first[i].Item2);
        }

        using Optimizer after = s_optimizers[name](second);
        after.LoadStateDict(before.StateDict());
        after.Steps.ShouldBe(5);
        Run(after, 5, 12);
        second[0].Item2.ToArray<float>().ShouldBe(whole[0].Item2.ToArray<float>());
        second[1].Item2.ToArray<float>().ShouldBe(whole[1].Item2.ToArray<float>());
    }

    [Fact]
    public void Double_precision_and_strided_gradients_take_the_same_path()
    {
        using var scope = new TensorScope();
        Tensor plain = Tensor.From<double>([1, 2, 3, 4, 5, 6], 2, 3), strided = plain.Clone();
        plain.RequiresGrad = strided.RequiresGrad = true;
        using var a = new AdamW([("w", plain)], 0.1);
        using var b = new AdamW([("w", strided)], 0.1);
        for (int i = 0; i < 5; i++)
        {
            Tensor gradient = Tensor.From<double>([1, -2, 3, 0.5, 5, -6], 3, 2).Transpose(0, 1) * (i + 1);
            plain.Grad = gradient.Contiguous();
            strided.Grad = gradient;
            a.Step();
            b.Step();
        }

        strided.Values().ShouldMatch(plain.Values(), 1e-14);
    }

    [Fact]
    public void Wrong_state_is_refused_and_changes_nothing()
    {
        using var scope = new TensorScope();
        using var optimizer = new AdamW(Start());
        OrderedDictionary<string, Tensor> state = optimizer.StateDict();
        state.Remove("exp_avg.bias");
        Should.Throw<TensorException>(() => optimizer.LoadStateDict(state)).Message
            .ShouldBe("optimiser state has no 'exp_avg.bias'; expected 5 tensors, found 4");
        state = optimizer.StateDict();
        state["exp_avg.bias"] = Tensor.Zeros(3);
        Should.Throw<TensorException>(() => optimizer.LoadStateDict(state)).Message.ShouldBe("optimiser state 'exp_avg.bias' is f32[3]; expected f32[2]");
    }

    [Fact]
    public void A_parameter_without_a_gradient_is_left_alone()
    {
        using var scope = new TensorScope();
        (string, Tensor)[] parameters = Start();
        float[] before = parameters[1].Item2.ToArray<float>();
        using var optimizer = new AdamW(parameters);
        parameters[0].Item2.Grad = Tensor.Ones(3, 2);
        optimizer.Step();
        parameters[1].Item2.ToArray<float>().ShouldBe(before);
        optimizer.ZeroGrad();
        parameters[0].Item2.Grad.ShouldBeNull();
    }

    [Fact]
    public void Clipping_follows_PyTorch()
    {
        using var scope = new TensorScope();
        Tensor[] parameters = [Tensor.From<float>([3, -4]), Tensor.From<float>([12])];
        foreach (Tensor parameter in parameters)
        {
            parameter.RequiresGrad = true;
            parameter.Grad = parameter.Detach().Clone();
        }

        GradientClipping.ByNorm(parameters, 2).ShouldBe(GoldenNumbers.At("clip", "norm")[0], 1e-6);
        double[] gradients = [.. parameters[0].Grad!.Values(), .. parameters[1].Grad!.Values()];
        gradients.ShouldMatch(GoldenNumbers.At("clip", "gradients"), 1e-6);
        GradientClipping.ByNorm(parameters, 100).ShouldBe(2, 1e-5);
    }

    [Fact]
    public void An_average_follows_the_weights()
    {
        using var scope = new TensorScope();
        using var module = new Linear(1, 1, bias: false);
        Initializers.Constant(module.Weight, 1);
        using var average = new WeightAverage(module, 0.9);
        Initializers.Constant(module.Weight, 2);
        average.Update();
        average.Update();
        // 1 -> 1.1 -> 1.19
        average.Weights["weight"].ToDouble().ShouldBe(1.19, 1e-6);
        module.LoadStateDict(average.Weights);
        module.Weight.ToDouble().ShouldBe(1.19, 1e-6);
    }

    [Fact]
    public void An_average_copies_records()
    {
        using var scope = new TensorScope();
        using var module = new Diary();
        using var average = new WeightAverage(module, 0.9);
        module.Page.FillInPlace(2);
        module.Mean.FillInPlace(2);
        average.Update();
        average.Weights["page"].ToDouble().ShouldBe(2);
        average.Weights["mean"].ToDouble().ShouldBe(0.2, 1e-6);
    }

    private sealed class Diary : Module
    {
        public Diary() => (Page, Mean) = (RegisterBuffer("page", Tensor.Zeros([]), record: true), RegisterBuffer("mean", Tensor.Zeros([])));

        public Tensor Page { get; }

        public Tensor Mean { get; }
    }

    private static (string, Tensor)[] Start()
    {
        float[] weight = [.. Enumerable.Range(0, 6).Select(k => (float)(0.5 * Math.Sin((1.1 * k) + 0.4)))];
        Tensor w = Tensor.From<float>(weight, 3, 2), b = Tensor.From<float>([0.3f, -0.2f]);
        w.RequiresGrad = b.RequiresGrad = true;
        return [("weight", w), ("bias", b)];
    }

    private static void Run(Optimizer optimizer, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            optimizer.Parameters[0].Tensor.Grad = Gradient(i, 6).Reshape(3, 2);
            optimizer.Parameters[1].Tensor.Grad = Gradient(i + 50, 2);
            optimizer.Step();
        }
    }

    private static Tensor Gradient(int i, int count) =>
        Tensor.From<float>([.. Enumerable.Range(0, count).Select(k => (float)(Math.Sin((0.7 * i) + (1.3 * k) + 0.2) * (1 + (0.1 * i))))]);
}

using Clef.Tensors.Modules;
using Clef.Tensors.Tests.Golden;

namespace Clef.Tensors.Tests.Modules;

public class InitialisationTests
{
    public static TheoryData<string> ModuleNames => ["linear", "conv1d", "conv2d", "conv_transpose1d", "conv_transpose2d", "embedding"];

    public static TheoryData<string> InitialiserNames => ["kaiming_uniform", "kaiming_normal", "xavier_uniform", "normal", "truncated_normal"];

    [Theory]
    [MemberData(nameof(ModuleNames))]
    public void A_new_module_holds_what_PyTorch_would(string name)
    {
        using var scope = new TensorScope();
        RandomState.Seed(1234);
        using Module module = name switch
        {
            "linear" => new Linear(7, 5),
            "conv1d" => new Conv1d(4, 6, 3, groups: 2),
            "conv2d" => new Conv2d(3, 4, (3, 2)),
            "conv_transpose1d" => new ConvTranspose1d(4, 6, 3, groups: 2),
            "conv_transpose2d" => new ConvTranspose2d(3, 4, (3, 2)),
            _ => new Embedding(6, 4),
        };
        foreach ((string parameter, Tensor tensor) in module.NamedParameters())
        {
            tensor.Values().ShouldMatch(GoldenNumbers.At("modules", name, parameter), 1e-9, $"{name}.{parameter}");
        }
    }

    [Theory]
    [MemberData(nameof(InitialiserNames))]
    public void An_initialiser_draws_what_PyTorch_would(string name)
    {
        using var scope = new TensorScope();
        RandomState.Seed(77);
        Tensor weight = Tensor.Empty([4, 3, 5]);
        _ = name switch
        {
            "kaiming_uniform" => Initializers.KaimingUniform(weight, 0.2),
            "kaiming_normal" => Initializers.KaimingNormal(weight),
            "xavier_uniform" => Initializers.XavierUniform(weight, 1.5),
            "normal" => Initializers.Normal(weight, 0.1, 0.02),
            _ => Initializers.TruncatedNormal(weight, deviation: 0.02),
        };
        // Single precision's rounding of the last operations is all that may differ.
        weight.Values().ShouldMatch(GoldenNumbers.At("initialisers", name), 1e-8, name);
    }

    [Fact]
    public void Draws_after_a_seed_are_those_of_PyTorch()
    {
        using var scope = new TensorScope();
        RandomState.Seed(5);
        Tensor.Rand([5]).Values().ShouldMatch(GoldenNumbers.At("random", "rand"), 1e-9);
        Tensor.Randn([20]).Values().ShouldMatch(GoldenNumbers.At("random", "randn"), 1e-9);
        Tensor.RandInt(0, 100, [6]).Values().ShouldMatch(GoldenNumbers.At("random", "randint"), 1e-9);
        Tensor.RandPermutation(8).Values().ShouldMatch(GoldenNumbers.At("random", "permutation"), 1e-9);
    }

    [Fact]
    public void A_restored_random_state_draws_the_same()
    {
        using var scope = new TensorScope();
        RandomState.Seed(9);
        Tensor.Randn([7]);
        byte[] state = RandomState.Get();
        float[] expected = Tensor.Randn([33]).ToArray<float>();
        RandomState.Seed(10);
        RandomState.Set(state);
        Tensor.Randn([33]).ToArray<float>().ShouldBe(expected);
    }
}

using Clef.Tensors.Modules;

namespace Clef.Tensors.Tests.Modules;

public class StateDictTests
{
    [Fact]
    public void Names_follow_the_paths_and_the_order_of_PyTorch()
    {
        using var module = new Sequential(new Conv1d(1, 4, 3), new BatchNorm(4), new Linear(8, 2));
        module.StateDict().Keys.ShouldBe(
        [
            "0.weight", "0.bias", "1.weight", "1.bias", "1.running_mean", "1.running_var", "1.num_batches_tracked", "2.weight", "2.bias",
        ]);
        module.ParameterCount.ShouldBe(12 + 4 + 4 + 4 + 16 + 2);
    }

    [Fact]
    public void Loading_makes_two_modules_equal()
    {
        using var scope = new TensorScope();
        using var a = new Linear(3, 2);
        using var b = new Linear(3, 2);
        b.LoadStateDict(a.StateDict());
        b.Weight.ToArray<float>().ShouldBe(a.Weight.ToArray<float>());
        b.Weight.RequiresGrad.ShouldBeTrue();
        b.Weight.SharesMemoryWith(a.Weight).ShouldBeFalse();
    }

    [Fact]
    public void A_mismatch_is_told_with_counts_and_names_and_changes_nothing()
    {
        using var scope = new TensorScope();
        using var module = new Sequential(new Linear(3, 2), new Linear(2, 2));
        float[] before = module.StateDict()["1.bias"].ToArray<float>();
        var weights = new Dictionary<string, Tensor>
        {
            ["0.weight"] = Tensor.Zeros(2, 4),
            ["0.bias"] = Tensor.Zeros([2], DType.Float64),
            ["1.bias"] = Tensor.Full([2], 7),
            ["head.weight"] = Tensor.Zeros(1),
        };
        var error = Should.Throw<TensorException>(() => module.LoadStateDict(weights, "model.safetensors"));
        error.Message.ShouldBe(
            "model.safetensors: weights do not fit Sequential: 1 of 4 tensors match; 1 missing: 1.weight; 1 unexpected: head.weight; "
            + "2 of another shape or type: 0.weight (f32[2,4], expected f32[2,3]), 0.bias (f64[2], expected f32[2])");
        module.StateDict()["1.bias"].ToArray<float>().ShouldBe(before);
    }
}

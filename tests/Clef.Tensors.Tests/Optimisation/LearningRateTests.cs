using Clef.Tensors.Optimisation;
using Clef.Tensors.Tests.Golden;

namespace Clef.Tensors.Tests.Optimisation;

public class LearningRateTests
{
    [Fact]
    public void Restarts_equal_those_of_PyTorch()
    {
        Matches(LearningRate.CosineWithRestarts(0.1, 7, 1, 0.001), "restarts");
        Matches(LearningRate.CosineWithRestarts(0.1, 4, 2), "restarts_growing");
    }

    [Fact]
    public void Cosines_equal_those_of_PyTorch()
    {
        Matches(LearningRate.CosineWithWarmup(0.1, 0, 20, 0.002), "cosine");
        Matches(LearningRate.CosineWithWarmup(0.1, 5, 21), "warmup_cosine");
    }

    [Fact]
    public void Beyond_the_end_the_least_rate_stays()
    {
        LearningRate rate = LearningRate.CosineWithWarmup(1, 2, 10, 0.25);
        rate.At(10).ShouldBe(0.25);
        rate.At(1_000_000).ShouldBe(0.25);
        LearningRate.Constant(0.5).At(123).ShouldBe(0.5);
    }

    [Fact]
    public void Senseless_schedules_are_refused()
    {
        Should.Throw<TensorException>(() => LearningRate.CosineWithWarmup(1, 11, 10));
        Should.Throw<TensorException>(() => LearningRate.CosineWithRestarts(1, 0));
    }

    private static void Matches(LearningRate schedule, string name)
    {
        double[] expected = GoldenNumbers.At("schedules", name);
        double[] actual = [.. Enumerable.Range(0, expected.Length).Select(i => schedule.At(i))];
        actual.ShouldMatch(expected, 1e-9, name);
    }
}

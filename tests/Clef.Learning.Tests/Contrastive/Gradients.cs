using Clef.Tensors;

namespace Clef.Learning.Tests.Contrastive;

/// <summary>Compares the gradient of a scalar function with central differences in f64.</summary>
internal static class Gradients
{
    public static void Check(Func<Tensor, Tensor> loss, double[] point, params long[] shape)
    {
        using var scope = new TensorScope();
        Tensor x = Tensor.From(point, shape);
        x.RequiresGrad = true;
        loss(x).Backward();
        double[] gradient = x.Grad!.ToArray<double>();
        for (int i = 0; i < point.Length; i++)
        {
            double expected = (At(i, 1e-6) - At(i, -1e-6)) / 2e-6;
            gradient[i].ShouldBe(expected, 1e-6 * Math.Max(1, Math.Abs(expected)), $"element {i}");
        }

        gradient.ShouldContain(g => Math.Abs(g) > 1e-6, "a gradient of zero everywhere checks nothing");

        double At(int index, double step)
        {
            using var inner = new TensorScope();
            double[] moved = (double[])point.Clone();
            moved[index] += step;
            return loss(Tensor.From(moved, shape)).ToDouble();
        }
    }

    /// <summary>Values in [-1, 1], the same for the same seed.</summary>
    public static double[] Point(int count, int seed)
    {
        var random = new Random(seed);
        return Enumerable.Range(0, count).Select(_ => (2 * random.NextDouble()) - 1).ToArray();
    }
}

using Clef.Tensors.Native;

namespace Clef.Tensors.Tests.Tensors;

/// <summary>Our own loops against libtorch's operations: the same values and the same gradients, for every shape that the ECG encoder has and odd ones.</summary>
public class SameConvolutionTests
{
    [Theory]
    [InlineData(1, 1, 1, 1, 1, 1, 1)]
    [InlineData(2, 1, 32, 1, 16, 2, 5000)]
    [InlineData(2, 12, 32, 1, 16, 2, 999)]
    [InlineData(2, 16, 16, 4, 16, 1, 1250)]
    [InlineData(3, 16, 16, 4, 16, 2, 2501)]
    [InlineData(2, 128, 128, 32, 16, 1, 40)]
    [InlineData(1, 128, 128, 32, 16, 2, 79)]
    [InlineData(2, 32, 16, 1, 1, 1, 157)]
    [InlineData(2, 160, 160, 10, 16, 2, 313)]
    [InlineData(40, 8, 8, 2, 16, 2, 3)]
    [InlineData(2, 6, 9, 3, 4, 2, 11)]
    [InlineData(2, 6, 10, 2, 5, 3, 100)]
    [InlineData(1, 5, 7, 1, 3, 4, 64)]
    [InlineData(1, 2, 2, 1, 16, 1, 5)]
    [InlineData(1, 256, 128, 1, 1, 1, 1100)]
    public void TheConvolutionAgreesWithTheGeneralOne(int batch, int inputs, int outputs, int groups, int kernel, int stride, int length)
    {
        foreach (bool swish in new[] { false, true })
        {
            Agree(
                (t, general) => t[0].SameConv1d(t[1], t[2], stride, groups, swish, general),
                Noise(1, batch, inputs, length), Noise(2, outputs, inputs / groups, kernel), Noise(3, outputs));
        }
    }

    [Theory]
    [InlineData(2, 32, 32, 1250, true)]
    [InlineData(2, 32, 64, 625, true)]
    [InlineData(3, 64, 65, 313, true)]
    [InlineData(2, 64, 64, 313, false)]
    [InlineData(2, 4, 6, 1, true)]
    [InlineData(1, 4, 6, 5, false)]
    public void TheBlockEndAgreesWithTheGeneralOne(int batch, int inputs, int channels, int length, bool pool)
    {
        foreach (int odd in pool ? new[] { 0, 1 } : [0])
        {
            Agree(
                (t, general) => t[0].ExciteShortcut(t[1], t[2], t[3], t[4], t[5], pool, general),
                Noise(1, batch, channels, length), Noise(2, channels / 2, channels), Noise(3, channels / 2), Noise(4, channels, channels / 2), Noise(5, channels),
                Noise(6, batch, inputs, pool ? (2 * length) - odd : length));
        }
    }

    /// <summary>The newest instructions are what all other tests here use; the older ones are forced.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void OlderProcessorsGetTheSame(int generation)
    {
        try
        {
            NativeMethods.SameConvGeneration(generation).ShouldBeLessThanOrEqualTo(generation);
            TheConvolutionAgreesWithTheGeneralOne(2, 1, 32, 1, 16, 2, 999);
            TheConvolutionAgreesWithTheGeneralOne(3, 16, 16, 4, 16, 2, 2501);
            TheConvolutionAgreesWithTheGeneralOne(2, 128, 128, 32, 16, 1, 40);
            TheConvolutionAgreesWithTheGeneralOne(2, 6, 10, 2, 5, 3, 100);
            TheBlockEndAgreesWithTheGeneralOne(3, 64, 65, 313, true);
        }
        finally
        {
            _ = NativeMethods.SameConvGeneration(4);
        }
    }

    [Fact]
    public void TheSameBytesAtAnyNumberOfThreads()
    {
        // The parts of the weights' gradient are cut and added by the sizes alone.
        int before = NativeMethods.Threads();
        try
        {
            float[][] results = [.. new[] { 1, 2, 2 }.Select(threads =>
            {
                _ = NativeMethods.SetThreads(threads);
                using var scope = new TensorScope();
                Tensor x = Noise(1, 16, 16, 1250), w = Noise(2, 16, 4, 16);
                x.RequiresGrad = w.RequiresGrad = true;
                Tensor y = x.SameConv1d(w, null, 2, 4, swish: true);
                (y * y).Sum().Backward();
                return (float[])[.. y.ToArray<float>(), .. x.Grad!.ToArray<float>(), .. w.Grad!.ToArray<float>()];
            })];
            results[1].ShouldBe(results[0]);
            results[2].ShouldBe(results[0]);
        }
        finally
        {
            _ = NativeMethods.SetThreads(before);
        }
    }

    [Fact]
    public void NotANumberSpreadsOnlyAsFarAsTheKernel()
    {
        using var scope = new TensorScope();
        Tensor x = Noise(1, 1, 4, 200);
        x.AsSpan<float>()[100] = float.NaN;
        float[] y = x.SameConv1d(Noise(2, 4, 4, 16), null, 1, 1, swish: true).ToArray<float>();
        y.Select((v, i) => (v, t: i % 200)).Where(p => float.IsNaN(p.v)).Select(p => p.t).Distinct().Order().ShouldBe(Enumerable.Range(100 - 8, 16));
    }

    [Fact]
    public void WhatDoesNotFitIsRefused()
    {
        using var scope = new TensorScope();
        Should.Throw<TensorException>(() => Noise(1, 1, 3, 10).SameConv1d(Noise(2, 4, 2, 3), null, 1, 2)).Message.ShouldContain("groups");
        Should.Throw<TensorException>(() => Noise(1, 2, 4, 10).ExciteShortcut(Noise(1, 2, 4), Noise(1, 2), Noise(1, 4, 2), Noise(1, 4), Noise(1, 2, 4, 9), pool: false));
    }

    private static void Agree(Func<Tensor[], bool, Tensor> operation, params Tensor[] inputs)
    {
        using var scope = new TensorScope();
        float[][][] both = [.. new[] { false, true }.Select(general =>
        {
            foreach (Tensor input in inputs)
            {
                input.RequiresGrad = true;
                input.Grad = null;
            }

            Tensor y = operation(inputs, general);
            Tensor weights = Noise(9, y.Shape.ToArray());
            (y * weights).Sum().Backward();
            return (float[][])[y.ToArray<float>(), .. inputs.Select(i => i.Grad!.Contiguous().ToArray<float>())];
        })];
        for (int which = 0; which < both[0].Length; which++)
        {
            float[] own = both[0][which], expected = both[1][which];
            own.Length.ShouldBe(expected.Length);
            double scale = Math.Max(1e-3, Math.Sqrt(expected.Average(v => (double)v * v)));
            double worst = own.Zip(expected, (a, b) => Math.Abs((double)a - b)).Max();
            (worst / scale).ShouldBeLessThan(1e-4, $"result {which}: 0 is the output, then the gradients in order");
        }
    }

    private static Tensor Noise(int seed, params long[] shape)
    {
        var random = new Random(seed);
        var values = new float[shape.Aggregate(1L, (a, b) => a * b)];
        foreach (ref float value in values.AsSpan())
        {
            value = (float)((random.NextDouble() * 4) - 2);
        }

        return Tensor.From(values, shape);
    }
}

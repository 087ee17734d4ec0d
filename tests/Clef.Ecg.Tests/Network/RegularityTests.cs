using Clef.Core;
using Clef.Ecg.Network;
using Clef.Tensors;

namespace Clef.Ecg.Tests.Network;

/// <summary>Regular beats repeat at the lag of their interval, irregular ones do not, and no signal breaks the figure or its gradient.</summary>
public class RegularityTests
{
    private const int Hop = 64, Steps = 78; // ten seconds at 500 Hz

    [Fact]
    public void It_is_the_greatest_normalised_autocorrelation_at_lags_of_a_beat()
    {
        var random = new CounterRandom(8);
        double[] x = [.. Enumerable.Range(0, Steps).Select(_ => random.Normal(0, 1))];
        using var scope = new TensorScope();
        float found = Regularity.Of(Tensor.From([.. x.Select(v => (float)v)], 1, 1, Steps), Hop).ToSingle();
        double mean = x.Average(), power = x.Sum(v => (v - mean) * (v - mean)) + (1e-6 * Steps);
        double[] lags = [.. Enumerable.Range(2, 11).Select(lag => Enumerable.Range(0, Steps - lag).Sum(i => (x[i] - mean) * (x[i + lag] - mean)) / power)]; // 0.256 to 1.536 s
        ((double)found).ShouldBe(lags.Max(), 1e-5);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    [InlineData(64)]
    public void Regular_beats_are_told_from_irregular_ones_of_the_same_number(int hop)
    {
        float regular = Of(Beats(hop, _ => 400), hop);
        var random = new CounterRandom(3);
        float irregular = Of(Beats(hop, _ => random.Uniform(250, 550)), hop);
        regular.ShouldBeGreaterThan(0.7f);
        irregular.ShouldBeLessThan(regular - 0.2f);

        // It depends neither on the size of the signal nor on its level.
        Of([.. Beats(hop, _ => 400).Select(v => 5 + (3 * v))], hop).ShouldBe(regular, 1e-3f);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(40)]
    public void Constant_channels_and_short_ones_are_nothing_with_a_finite_gradient(int steps)
    {
        using var scope = new TensorScope();
        Tensor flat = Tensor.Full([2, 3, steps], 4);
        flat.RequiresGrad = true;
        Tensor found = Regularity.Of(flat, 16);
        found.Description.ShouldBe("f32[2,3]");
        found.ToArray<float>().ShouldAllBe(v => v == 0);
        if (steps > 1)
        {
            found.Sum().Backward();
            flat.Grad!.IsFinite().All().ToInt64().ShouldBe(1);
        }
    }

    private static float Of(float[] signal, int hop)
    {
        using var scope = new TensorScope();
        return Regularity.Of(Tensor.From(signal, 1, 1, signal.Length), hop).ToSingle();
    }

    /// <summary>Ten seconds of bumps of 40 ms width at 500 Hz, seen every <paramref name="hop"/> samples.</summary>
    private static float[] Beats(int hop, Func<int, double> interval)
    {
        var signal = new float[5000];
        int beat = 0;
        for (double at = 100; at < signal.Length; at += interval(beat++))
        {
            for (int i = 0; i < signal.Length; i++)
            {
                signal[i] += MathF.Exp(-MathF.Pow((i - (float)at) / 40, 2));
            }
        }

        return [.. Enumerable.Range(0, signal.Length / hop).Select(s => signal.AsSpan(s * hop, hop).ToArray().Average())];
    }
}

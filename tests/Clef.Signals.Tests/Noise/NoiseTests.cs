using Clef.Signals.Noise;

namespace Clef.Signals.Tests.Noise;

public sealed class NoiseTests
{
    [Fact]
    public void A_fork_does_not_depend_on_what_was_drawn_before()
    {
        var a = new CounterRandom(7);
        var b = new CounterRandom(7);
        for (int i = 0; i < 100; i++)
        {
            b.NextBits();
        }

        a.Fork("x").NextBits().ShouldBe(b.Fork("x").NextBits());
        a.Fork("x").NextBits().ShouldNotBe(a.Fork("y").NextBits());
        a.Fork(1).NextBits().ShouldNotBe(a.Fork(2).NextBits());
    }

    [Theory]
    [InlineData(0.5, 0)]
    [InlineData(0.975, 1.959963984540054)] // tables of the normal distribution
    [InlineData(0.001, -3.090232306167813)]
    [InlineData(0.99, 2.3263478740408408)]
    public void Normal_quantiles_agree_with_tables(double p, double expected) => NormalQuantile.Of(p).ShouldBe(expected, 1e-8);

    [Fact]
    public void Normal_deviates_have_the_moments_of_a_normal_distribution()
    {
        var x = new float[200_001];
        new CounterRandom(3).FillNormal(x);
        x.Average(v => v).ShouldBe(0, 0.01);
        x.Average(v => v * v).ShouldBe(1, 0.02);
        x.Average(v => v * v * v * v).ShouldBe(3, 0.1);
    }

    [Fact]
    public void Pink_noise_falls_by_three_decibels_an_octave()
    {
        var x = new float[1 << 17];
        ShapedNoise.Pink(x, 0.1, 100, 200, new CounterRandom(5));
        double low = Power(x, 200, 2, 3), high = Power(x, 200, 16, 24);
        // Power in equal relative bands is equal for 1/f; density falls by 8 over these three octaves.
        (10 * Math.Log10(low / high)).ShouldBe(9, 1.5);
    }

    [Fact]
    public void A_rhythm_has_unit_variance_and_its_centre_frequency()
    {
        var x = new float[100_000];
        ShapedNoise.Rhythm(x, 10, 1, 200, new CounterRandom(9));
        x.Average(v => v * v).ShouldBe(1, 0.1);
        Power(x, 200, 9, 11).ShouldBeGreaterThan(20 * Power(x, 200, 14, 16));
    }

    [Fact]
    public void Leads_of_one_seed_obey_Einthoven_before_scaling_and_share_their_electrodes()
    {
        float[][] leads = EcgNoise.TwelveLeads(EcgNoiseKind.ElectrodeMovement, 5000, 500, 11);
        // aVR = -(I + II) / 2: after scaling the three stay linearly dependent, so lead aVR is wholly explained by I and II.
        Correlation(leads[0], leads[3]).ShouldBeLessThan(0);
        foreach (float[] lead in leads)
        {
            Math.Sqrt(lead.Average(v => v * v)).ShouldBe(0.1, 1e-4);
            lead.Average(v => v).ShouldBe(0, 1e-5);
        }

        var again = new float[5000];
        EcgNoise.Fill(EcgNoiseKind.ElectrodeMovement, 7, 500, 11, again);
        again.ShouldBe(leads[7]);
    }

    [Fact]
    public void Each_kind_lives_in_its_own_band()
    {
        double Share(EcgNoiseKind kind, double from, double to)
        {
            var x = new float[50_000];
            EcgNoise.Fill(kind, 1, 500, 21, x);

            // Part and whole are sums of the same bands, each finely enough sampled: one coarse grid over 0.02 to 10 Hz misses much of a spectrum that falls as 1/f^2.
            double[] edges = [0.02, 0.1, 0.5, 1, 2, 5, 10, 20, 60, 100];
            double[] bands = [.. edges.Skip(1).Zip(edges, (high, low) => Power(x, 500, low, high) * (high - low))];
            return bands.Where((_, i) => edges[i] >= from && edges[i + 1] <= to).Sum() / bands.Sum();
        }

        Share(EcgNoiseKind.BaselineWander, 0.02, 1).ShouldBeGreaterThan(0.9);
        Share(EcgNoiseKind.MotionArtefact, 5, 60).ShouldBeGreaterThan(0.4);
        Share(EcgNoiseKind.ElectrodeMovement, 0.02, 10).ShouldBeGreaterThan(0.97);
    }

    [Fact]
    public void Nothing_to_fill_and_one_sample_are_defined()
    {
        EcgNoise.Fill(EcgNoiseKind.Mixture, 0, 500, 1, []);
        var one = new float[1];
        EcgNoise.Fill(EcgNoiseKind.Mixture, 0, 500, 1, one);
        one[0].ShouldBe(0);
        Should.Throw<ArgumentOutOfRangeException>(() => EcgNoise.Fill(EcgNoiseKind.Mixture, 12, 500, 1, new float[3]));
        Should.Throw<ArgumentOutOfRangeException>(() => EcgNoise.Fill(EcgNoiseKind.Mixture, 0, double.NaN, 1, new float[3]));
    }

    private static double Correlation(float[] a, float[] b) =>
        a.Zip(b, (x, y) => (double)x * y).Sum() / Math.Sqrt(a.Sum(x => (double)x * x) * b.Sum(x => (double)x * x));

    /// <summary>Mean power density in a band, by Goertzel at 200 frequencies over the whole signal.</summary>
    private static double Power(float[] x, double rate, double from, double to)
    {
        double sum = 0;
        for (int k = 0; k < 200; k++)
        {
            double w = 2 * Math.PI * (from + ((to - from) * (k + 0.5) / 200)) / rate, c = 2 * Math.Cos(w), s1 = 0, s2 = 0;
            foreach (float v in x)
            {
                (s1, s2) = (v + (c * s1) - s2, s1);
            }

            sum += (s1 * s1) + (s2 * s2) - (c * s1 * s2);
        }

        return sum / 200 / x.Length;
    }
}

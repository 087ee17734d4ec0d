using System.Text.Json;
using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Tests.Golden;

namespace Clef.Signals.Tests.Filtering;

public class FilterTests
{
    [Fact]
    public void Agrees_with_SciPy_in_gain_and_zero_phase_output()
    {
        foreach (JsonElement golden in GoldenFile.Read("filtering.json").GetProperty("filters").EnumerateArray())
        {
            SecondOrderSections filter = Design(golden);
            double[] expected = golden.Doubles("zero_phase");
            double[] signal = [.. GoldenFile.Wave(expected.Length).Select(x => (double)x)];
            ZeroPhase.Apply(filter, signal);
            GoldenFile.LargestDifference(signal, expected).ShouldBeLessThan(1e-6);

            float[] mirrored = GoldenFile.Wave(expected.Length);
            ZeroPhase.Apply(filter, [mirrored], edgeSamples: int.MaxValue, mirror: true); // limited to all but one sample
            GoldenFile.LargestDifference([.. mirrored.Select(x => (double)x)], golden.Doubles("mirrored")).ShouldBeLessThan(2e-6); // single precision

            double[] gains = [.. new[] { 0.05, 0.5, 3, 20, 45 }.Select(filter.Gain)];
            GoldenFile.LargestDifference(gains, golden.Doubles("gain")).ShouldBeLessThan(1e-9);
        }
    }

    [Fact]
    public void Notch_agrees_with_SciPy()
    {
        foreach (JsonElement golden in GoldenFile.Read("filtering.json").GetProperty("notches").EnumerateArray())
        {
            SecondOrderSections filter = Notch.WithHarmonics(golden.GetProperty("mains").GetDouble(), golden.GetProperty("rate").GetDouble());
            double[] expected = golden.Doubles("zero_phase");
            double[] signal = [.. GoldenFile.Wave(expected.Length).Select(x => (double)x)];
            ZeroPhase.Apply(filter, signal);
            GoldenFile.LargestDifference(signal, expected).ShouldBeLessThan(1e-6);
        }
    }

    /// <summary>The values of ECG specification 2.2.</summary>
    [Fact]
    public void Ecg_band_pass_has_the_sections_and_gains_of_the_specification()
    {
        SecondOrderSections filter = Butterworth.BandPass(5, 0.67, 40, 500);
        (double A1, double A2)[] expected =
        [
            (-1.279035812334, 0.451498796841), (-1.593645848618, 0.597094663897), (-1.533060247906, 0.748089943327),
            (-1.986270109712, 0.986343592397), (-1.994876686657, 0.994947814290),
        ];
        filter.Sections.Count.ShouldBe(5);
        foreach ((double a1, double a2) in expected)
        {
            filter.Sections.ShouldContain(s => Math.Abs(s.A1 - a1) < 1e-11 && Math.Abs(s.A2 - a2) < 1e-11);
        }

        filter.Sections.ShouldAllBe(s => Math.Abs(s.B0 - 0.2145460975019) < 1e-12 && s.B1 == 0 && s.B2 == -s.B0);
        filter.Sections.Aggregate(1.0, (g, s) => g * s.B0).ShouldBe(4.545724347439926e-4, 1e-15);
        filter.EdgeSamples.ShouldBe(33);
        (double Hertz, double Gain, double Tolerance)[] gains =
            [(0.5, 0.21774, 1e-5), (0.67, 0.70711, 1e-5), (5, 1, 1e-4), (40, 0.70711, 1e-5), (50, 0.286, 1e-3), (60, 0.109, 1e-3)];
        foreach ((double hertz, double gain, double tolerance) in gains)
        {
            filter.Gain(hertz).ShouldBe(gain, tolerance);
        }
    }

    [Fact]
    public void Several_signals_at_once_give_what_each_gives_alone()
    {
        SecondOrderSections filter = Butterworth.BandPass(4, 0.1, 75, 200).Then(Notch.WithHarmonics(50, 200));
        float[][] signals = [.. Enumerable.Range(0, 19).Select(c => GoldenFile.Wave(777).Select(x => x * (c + 1)).ToArray())];
        float[][] alone = [.. signals.Select(s => s.ToArray())];
        foreach (float[] signal in alone)
        {
            ZeroPhase.Apply(filter, signal);
        }

        ZeroPhase.Apply(filter, signals);
        for (int c = 0; c < signals.Length; c++)
        {
            signals[c].Zip(alone[c], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-5f * (c + 1));
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public void Short_and_flat_signals_have_defined_results(int length)
    {
        float[] flat = [.. Enumerable.Repeat(7f, length)];
        ZeroPhase.Apply(Butterworth.BandPass(5, 0.67, 40, 500), flat);
        flat.ShouldAllBe(x => Math.Abs(x) < 1e-5f);

        float[] low = [.. Enumerable.Repeat(7f, length)];
        ZeroPhase.Apply(Butterworth.LowPass(3, 40, 500), low);
        low.ShouldAllBe(x => Math.Abs(x - 7) < 1e-5f);
    }

    [Theory]
    [InlineData(0, 1, 10, 100)]
    [InlineData(4, 0, 10, 100)]
    [InlineData(4, 10, 5, 100)]
    [InlineData(4, 10, 50, 100)]
    [InlineData(4, double.NaN, 20, 100)]
    [InlineData(4, 1, 20, double.PositiveInfinity)]
    public void Impossible_designs_are_refused(int order, double low, double high, double rate) =>
        Should.Throw<ClefException>(() => Butterworth.BandPass(order, low, high, rate));

    [Fact]
    public void A_notch_out_of_reach_changes_nothing()
    {
        float[] signal = GoldenFile.Wave(100);
        ZeroPhase.Apply(Notch.WithHarmonics(60, 100), signal);
        signal.ShouldBe(GoldenFile.Wave(100));
    }

    private static SecondOrderSections Design(JsonElement golden)
    {
        int order = golden.GetProperty("order").GetInt32();
        double low = golden.GetProperty("low").GetDouble(), high = golden.GetProperty("high").GetDouble(), rate = golden.GetProperty("rate").GetDouble();
        return golden.GetProperty("kind").GetString() switch
        {
            "band" => Butterworth.BandPass(order, low, high, rate),
            "low" => Butterworth.LowPass(order, high, rate),
            _ => Butterworth.HighPass(order, low, rate),
        };
    }
}

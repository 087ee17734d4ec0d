using System.Text.Json;
using Clef.Core;
using Clef.Signals.Resampling;
using Clef.Signals.Tests.Golden;

namespace Clef.Signals.Tests.Resampling;

public class PolyphaseResamplerTests
{
    [Fact]
    public void Agrees_with_SciPy()
    {
        foreach (JsonElement golden in GoldenFile.Read("filtering.json").GetProperty("resampled").EnumerateArray())
        {
            var ratio = new Ratio(golden.GetProperty("up").GetInt32(), golden.GetProperty("down").GetInt32());
            float[] signal = GoldenFile.Wave(golden.GetProperty("n").GetInt32());
            PolyphaseResampler resampler = PolyphaseResampler.For(ratio);
            GoldenFile.LargestDifference([.. resampler.Apply(signal).Select(x => (double)x)], golden.Doubles("zero")).ShouldBeLessThan(1e-5);
            GoldenFile.LargestDifference([.. resampler.Apply(signal, ResamplingEdge.Mean).Select(x => (double)x)], golden.Doubles("mean")).ShouldBeLessThan(1e-5);
        }
    }

    [Theory]
    [InlineData(360, 500, 25, 18)]
    [InlineData(128, 200, 25, 16)]
    [InlineData(300, 500, 5, 3)]
    [InlineData(257, 500, 500, 257)]
    [InlineData(500, 500, 1, 1)]
    [InlineData(1000, 200, 1, 5)]
    [InlineData(512.5, 200, 16, 41)]
    [InlineData(199.9, 200, 2000, 1999)]
    [InlineData(0.5, 200, 400, 1)]
    [InlineData(19_999, 2, 2, 19_999)]
    public void Ratios_are_in_lowest_terms(double from, double to, int up, int down) => Ratio.Between(from, to).ShouldBe(new Ratio(up, down));

    [Fact]
    public void A_rate_without_a_short_ratio_is_kept_to_a_part_in_ten_million()
    {
        Ratio ratio = Ratio.Between(Math.PI * 80, 200);
        ratio.Up.ShouldBeLessThanOrEqualTo(Ratio.LargestTerm);
        ((double)ratio.Up / ratio.Down).ShouldBe(200 / (Math.PI * 80), 1e-7);
    }

    [Theory]
    [InlineData(0, 200)]
    [InlineData(-1, 200)]
    [InlineData(double.NaN, 200)]
    [InlineData(200, double.PositiveInfinity)]
    [InlineData(1e-9, 200)]
    public void Impossible_rates_are_refused(double from, double to) => Should.Throw<ClefException>(() => Ratio.Between(from, to));

    [Fact]
    public void A_line_stays_a_line_to_its_ends()
    {
        float[] line = [.. Enumerable.Range(0, 128).Select(i => 1000f + i)];
        float[] resampled = PolyphaseResampler.Resample(line, 128, 200, ResamplingEdge.Line);
        resampled.Length.ShouldBe(200);
        for (int k = 0; k < resampled.Length; k++)
        {
            resampled[k].ShouldBe((float)(1000 + (k * 0.64)), 1e-3f);
        }
    }

    [Fact]
    public void A_tone_keeps_its_time_and_height()
    {
        float[] tone = [.. Enumerable.Range(0, 257 * 4).Select(i => (float)Math.Sin(2 * Math.PI * 10 * i / 257))];
        float[] resampled = PolyphaseResampler.Resample(tone, 257, 500);
        for (int k = 200; k < resampled.Length - 200; k++)
        {
            resampled[k].ShouldBe((float)Math.Sin(2 * Math.PI * 10 * k / 500), 2e-3f);
        }
    }

    [Fact]
    public void Empty_and_single_samples_have_defined_results()
    {
        PolyphaseResampler.Resample([], 128, 200).ShouldBeEmpty();
        PolyphaseResampler.Resample([5], 128, 200, ResamplingEdge.Mean).ShouldAllBe(x => Math.Abs(x - 5) < 1e-6);
        PolyphaseResampler.Resample([5], 128, 200, ResamplingEdge.Line).Length.ShouldBe(2);
    }
}

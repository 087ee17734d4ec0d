using System.Runtime.InteropServices;
using System.Text.Json;
using Clef.Core;
using Clef.Signals.Fourier;
using Clef.Signals.Spectra;
using Clef.Testing;

namespace Clef.Signals.Tests.Spectra;

public class MultitaperTests
{
    private static readonly LaneWidth[] Widths = [LaneWidth.Scalar, LaneWidth.Vector128, LaneWidth.Vector256, LaneWidth.Vector512];

    [FixturesFact]
    public void Agrees_with_MNE_in_all_three_cases()
    {
        string folder = Path.Combine(SharedData.Fixtures!, "multitaper");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        float[] input = Floats(Path.Combine(folder, "input_uV.f32"));
        foreach (JsonElement one in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            var settings = MultitaperSettings.Clef with
            {
                Bandwidth = one.GetProperty("bandwidth_hz").GetDouble(),
                LowBias = one.GetProperty("low_bias").GetBoolean(),
            };
            var multitaper = new Multitaper(settings, 200);
            multitaper.Frequencies.Count.ShouldBe(128);
            multitaper.Frequencies[^1].ShouldBe(31.75);
            float[] expected = Floats(Path.Combine(folder, one.GetProperty("name").GetString() + ".db.f32")); // (window, channel, frequency)
            double worst = 0;
            for (int channel = 0; channel < 19; channel++)
            {
                var power = new float[128 * 17];
                multitaper.Compute(input.AsSpan(channel * 4000, 4000), 17, power);
                for (int window = 0; window < 17; window++)
                {
                    for (int f = 0; f < 128; f++)
                    {
                        double level = 10 * Math.Log10(power[(f * 17) + window] + 1e-10);
                        worst = Math.Max(worst, Math.Abs(level - expected[(((window * 19) + channel) * 128) + f]));
                    }
                }
            }

            worst.ShouldBeLessThan(1e-3);
        }
    }

    [Theory]
    [InlineData(200, 4, 1, 0, 32)]
    [InlineData(257, 4, 1, 0, 40)] // 1028 = 4 x 257
    [InlineData(100, 1.01, 0.3, 5, 30)] // a window of a prime number of samples that is no multiple of the hop
    [InlineData(64, 2, 3, 0, 40)] // a hop longer than the window, a band past half the rate
    [InlineData(90, 0.5, 0.1, 10, 45.1)] // 45 samples, up to half the rate
    [InlineData(10, 0.5, 0.1, 0, 10)] // five samples
    public void Equals_the_definition_for_any_window_hop_and_band(double rate, double window, double hop, double low, double high)
    {
        var settings = new MultitaperSettings(window, hop, 2 / window, LowBias: false, PeriodicTapers: true, low, high);
        float[] signal = Noise(1500);
        float[]? scalar = null;
        foreach (LaneWidth width in Widths)
        {
            var multitaper = new Multitaper(settings, rate, width);
            int windows = multitaper.WholeWindows(signal.Length);
            windows.ShouldBeGreaterThan(1);
            var power = new float[windows * multitaper.Frequencies.Count];
            multitaper.Compute(signal, windows, power);
            if (scalar is null)
            {
                scalar = power;
                float[] expected = Definition(multitaper, signal, windows);
                float largest = expected.Max();
                power.Zip(expected, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(largest * 1e-5f);
            }

            power.AsSpan().SequenceEqual(scalar).ShouldBeTrue($"width {width}");
        }
    }

    [Fact]
    public void A_large_offset_costs_no_precision()
    {
        float[] signal = [.. Noise(4000).Select(x => MathF.Round(x * 64) / 64)];
        float[] shifted = [.. signal.Select(x => x + 30_000)];
        var multitaper = new Multitaper(MultitaperSettings.Clef, 200);
        var a = new float[128 * 17];
        var b = new float[128 * 17];
        multitaper.Compute(signal, 17, a);
        multitaper.Compute(shifted, 17, b);
        a.Zip(b, (x, y) => Math.Abs((10 * Math.Log10(x + 1e-3)) - (10 * Math.Log10(y + 1e-3)))).Max().ShouldBeLessThan(0.01);
    }

    [Fact]
    public void A_missing_sample_spoils_only_its_own_windows()
    {
        float[] signal = Noise(4000);
        var multitaper = new Multitaper(MultitaperSettings.Clef, 200);
        var whole = new float[128 * 17];
        multitaper.Compute(signal, 17, whole);
        signal[3900] = float.NaN; // in window 16 only
        var holed = new float[128 * 17];
        multitaper.Compute(signal, 17, holed);
        float largest = whole.Max();
        for (int i = 0; i < holed.Length; i++)
        {
            (i % 17 == 16 ? float.IsNaN(holed[i]) : Math.Abs(holed[i] - whole[i]) < largest * 1e-6f).ShouldBeTrue();
        }
    }

    [Fact]
    public void Flat_short_and_empty_signals_have_defined_results()
    {
        var multitaper = new Multitaper(MultitaperSettings.Clef, 200);
        multitaper.WholeWindows(799).ShouldBe(0);
        multitaper.Compute([], 0, []);
        var power = new float[128];
        multitaper.Compute([.. Enumerable.Repeat(-3276.8f, 800)], 1, power);
        power.ShouldAllBe(p => p == 0);
        Should.Throw<ClefException>(() => multitaper.Compute(new float[799], 1, new float[128]));
        Should.Throw<ClefException>(() => multitaper.Compute(new float[800], 1, new float[127]));
    }

    [Theory]
    [InlineData(0, 1, 1, 0, 32, 200)]
    [InlineData(4, 0, 1, 0, 32, 200)]
    [InlineData(4, 1, 0.2, 0, 32, 200)]
    [InlineData(4, 1, 1, 32, 32, 200)]
    [InlineData(4, 1, 1, 0, 32, double.NaN)]
    [InlineData(4, 1, 300, 0, 32, 200)]
    [InlineData(4, 1, 1, 150, 160, 200)]
    public void Impossible_settings_are_refused(double window, double hop, double bandwidth, double low, double high, double rate) =>
        Should.Throw<ClefException>(() => new Multitaper(new MultitaperSettings(window, hop, bandwidth, true, true, low, high), rate));

    private static float[] Noise(int count)
    {
        var random = new Random(5);
        return [.. Enumerable.Range(0, count).Select(i => (float)((10 * Math.Sin(i * 0.3)) + (random.NextDouble() * 20) - 10))];
    }

    private static float[] Definition(Multitaper multitaper, float[] signal, int windows)
    {
        int n = multitaper.WindowSamples;
        double total = multitaper.Tapers.Concentrations.Sum();
        var result = new float[multitaper.Frequencies.Count * windows];
        for (int w = 0; w < windows; w++)
        {
            double[] window = [.. signal.Skip(w * multitaper.HopSamples).Take(n).Select(x => (double)x)];
            double mean = window.Average();
            for (int f = 0; f < multitaper.Frequencies.Count; f++)
            {
                double frequency = multitaper.Frequencies[f], power = 0;
                for (int k = 0; k < multitaper.Tapers.Tapers.Count; k++)
                {
                    double re = 0, im = 0;
                    for (int i = 0; i < n; i++)
                    {
                        double x = (window[i] - mean) * multitaper.Tapers.Tapers[k][i];
                        (double sin, double cos) = Math.SinCos(2 * Math.PI * frequency * i / multitaper.SampleRate);
                        re += x * cos;
                        im += x * sin;
                    }

                    power += multitaper.Tapers.Concentrations[k] * ((re * re) + (im * im));
                }

                bool oneSided = f + Math.Round(multitaper.Frequencies[0] * n / multitaper.SampleRate) is var bin && (bin == 0 || 2 * bin == n);
                result[(f * windows) + w] = (float)(power * (oneSided ? 1 : 2) / (total * multitaper.SampleRate));
            }
        }

        return result;
    }

    private static float[] Floats(string path) => MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(path)).ToArray();
}

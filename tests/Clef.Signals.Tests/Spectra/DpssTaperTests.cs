using System.Runtime.InteropServices;
using System.Text.Json;
using Clef.Core;
using Clef.Signals.Spectra;
using Clef.Testing;

namespace Clef.Signals.Tests.Spectra;

public class DpssTaperTests
{
    [FixturesFact]
    public void Agree_with_the_fixture_up_to_sign()
    {
        string folder = Path.Combine(SharedData.Fixtures!, "multitaper");
        using JsonDocument cases = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "cases.json")));
        foreach (JsonElement one in cases.RootElement.GetProperty("cases").EnumerateArray())
        {
            double halfTimeBandwidth = one.GetProperty("half_time_bandwidth").GetDouble();
            DpssTapers tapers = DpssTapers.Symmetric(800, halfTimeBandwidth, (int)(2 * halfTimeBandwidth));
            if (one.GetProperty("low_bias").GetBoolean())
            {
                tapers = tapers.LowBias();
            }

            double[] expected = MemoryMarshal.Cast<byte, double>(File.ReadAllBytes(Path.Combine(folder, one.GetProperty("name").GetString() + ".tapers.f64"))).ToArray();
            tapers.Tapers.Count.ShouldBe(one.GetProperty("tapers").GetInt32());
            for (int k = 0; k < tapers.Tapers.Count; k++)
            {
                double[] golden = expected[(k * 800)..((k + 1) * 800)];
                double same = tapers.Tapers[k].Zip(golden, (a, b) => Math.Abs(a - b)).Max();
                double opposite = tapers.Tapers[k].Zip(golden, (a, b) => Math.Abs(a + b)).Max();
                Math.Min(same, opposite).ShouldBeLessThan(1e-9);
                tapers.Concentrations[k].ShouldBe(one.GetProperty("eigenvalues")[k].GetDouble(), 1e-9);
            }
        }
    }

    [Theory]
    [InlineData(1, 0.4, 1)]
    [InlineData(2, 0.6, 1)]
    [InlineData(16, 2, 4)]
    [InlineData(257, 3, 5)]
    [InlineData(1000, 2.5, 5)]
    [InlineData(2048, 4, 7)]
    public void Are_orthogonal_of_unit_energy_and_fall_in_concentration(int length, double halfTimeBandwidth, int count)
    {
        DpssTapers tapers = DpssTapers.Symmetric(length, halfTimeBandwidth, count);
        for (int i = 0; i < count; i++)
        {
            for (int j = 0; j < count; j++)
            {
                tapers.Tapers[i].Zip(tapers.Tapers[j], (a, b) => a * b).Sum().ShouldBe(i == j ? 1 : 0, 1e-9);
            }

            // Symmetric for even orders, antisymmetric for odd ones.
            tapers.Tapers[i].Zip(tapers.Tapers[i].Reverse(), (a, b) => i % 2 == 0 ? Math.Abs(a - b) : Math.Abs(a + b)).Max().ShouldBeLessThan(1e-9);
            (i == 0 || tapers.Concentrations[i] < tapers.Concentrations[i - 1]).ShouldBeTrue();
        }
    }

    [Fact]
    public void Periodic_ones_are_a_longer_symmetric_set_without_its_last_sample()
    {
        DpssTapers periodic = DpssTapers.Periodic(800, 2, 4);
        DpssTapers longer = DpssTapers.Symmetric(801, 2, 4);
        periodic.Tapers[2].ShouldBe(longer.Tapers[2][..800]);
        periodic.LowBias().Tapers.Count.ShouldBe(3);
        DpssTapers.Symmetric(64, 0.5, 1).LowBias().Tapers.Count.ShouldBe(1); // the best one is kept even where none is good
    }

    [Theory]
    [InlineData(0, 1, 1)]
    [InlineData(10, 0, 1)]
    [InlineData(10, 5, 1)]
    [InlineData(10, 2, 11)]
    [InlineData(10, double.NaN, 1)]
    public void Impossible_ones_are_refused(int length, double halfTimeBandwidth, int count) =>
        Should.Throw<ClefException>(() => DpssTapers.Symmetric(length, halfTimeBandwidth, count));
}

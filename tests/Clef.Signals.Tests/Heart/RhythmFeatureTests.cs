using Clef.Signals.Heart;

namespace Clef.Signals.Tests.Heart;

/// <summary>The numbers of a rhythm on made-up beats, where they are known.</summary>
public sealed class RhythmFeatureTests
{
    private const double Rate = 500;

    [Fact]
    public void A_metronome_has_no_spread()
    {
        Dictionary<string, double> found = Of(Enumerable.Repeat(0.8, 30));
        found["intervals"].ShouldBe(30);
        found["rate"].ShouldBe(31 / (30 * 0.8), 1e-9);
        ((string[])["mean", "median", "shortest", "longest"]).ShouldAllBe(name => Math.Abs(found[name] - 0.8) < 1e-9);
        foreach (string none in (string[])["odd_share", "sd", "cv", "mad", "rmssd", "pnn20", "pnn100", "turning_points", "entropy", "early_late_pairs"])
        {
            found[none].ShouldBe(0, 1e-9, none);
        }
    }

    [Fact]
    public void Alternating_intervals_turn_at_every_beat()
    {
        Dictionary<string, double> found = Of(Enumerable.Range(0, 40).Select(i => i % 2 == 0 ? 0.7 : 0.9));
        found["sd"].ShouldBe(0.1, 1e-9);
        found["rmssd"].ShouldBe(0.2, 1e-9);
        found["cv"].ShouldBe(0.125, 1e-9);
        found["turning_points"].ShouldBe(1);
        found["entropy"].ShouldBe(1, 1e-9); // two values, equally often: one bit
        found["autocorrelation"].ShouldBe(-39 / 40.0, 1e-9);
        found["pnn100"].ShouldBe(1);
    }

    [Fact]
    public void A_premature_beat_with_its_pause_is_counted()
    {
        double[] rr = [.. Enumerable.Repeat(0.8, 20)];
        (rr[10], rr[11]) = (0.5, 1.1);
        Of(rr)["early_late_pairs"].ShouldBe(1 / 20.0, 1e-9);
    }

    [Fact]
    public void A_disordered_rhythm_has_more_sample_entropy_than_an_ordered_one_of_the_same_spread()
    {
        var random = new Random(1);
        double[] slow = [.. Enumerable.Range(0, 60).Select(i => 0.8 + (0.1 * Math.Sin(i / 8.0)))], shuffled = (double[])slow.Clone();
        random.Shuffle(shuffled);
        Of(shuffled)["sample_entropy"].ShouldBeGreaterThan(Of(slow)["sample_entropy"] + 0.5);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void Too_few_beats_are_unknown_and_counted(int beats)
    {
        double[] found = RhythmFeatures.Of([.. Enumerable.Range(0, beats).Select(i => 400L * i)], Rate, 10);
        found.Length.ShouldBe(RhythmFeatures.Names.Count);
        (found[0], found[1]).ShouldBe((Math.Max(0, beats - 1), beats / 10.0));
        found.Skip(3).ShouldAllBe(x => double.IsNaN(x));
    }

    [Fact]
    public void Gaps_are_left_out_and_counted()
    {
        Dictionary<string, double> found = Of([.. Enumerable.Repeat(0.8, 9), 5.0]);
        found["intervals"].ShouldBe(9);
        found["odd_share"].ShouldBe(0.1, 1e-9);
        found["longest"].ShouldBe(0.8, 1e-9);
    }

    private static Dictionary<string, double> Of(IEnumerable<double> intervals)
    {
        var peaks = new List<long> { 0 };
        foreach (double interval in intervals)
        {
            peaks.Add(peaks[^1] + (long)Math.Round(interval * Rate));
        }

        double[] values = RhythmFeatures.Of(peaks, Rate, peaks[^1] / Rate);
        return RhythmFeatures.Names.Zip(values).ToDictionary(p => p.First, p => p.Second);
    }
}

using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Preparation;
using Clef.Signals.Tests.Golden;

namespace Clef.Signals.Tests.Preparation;

public class EcgPreparationTests
{
    private static readonly EcgPreparation Clef = new(EcgPipeline.ClefV1);

    [Fact]
    public void A_500_hertz_lead_is_filtered_cut_and_standardised()
    {
        float[] wave = GoldenFile.Wave(12_000);
        using MemoryRecording recording = MemoryRecording.Of(500, "mV", ("I", wave));
        PreparedEcg prepared = Clef.Prepare(recording, "I");
        prepared.WindowCount.ShouldBe(2);
        prepared.FirstSamples.ShouldBe([0, 5000]);
        prepared.ValidFraction.ShouldBe([1, 1]);
        prepared.Account.WasResampled.ShouldBeFalse();

        float[] expected = [.. wave];
        ZeroPhase.Apply(Butterworth.BandPass(5, 0.67, 40, 500), expected);
        Span<float> second = expected.AsSpan(5000, 5000);
        ZScore.Apply(second);
        prepared.Window(1).ToArray().ShouldBe(second.ToArray());
    }

    [Fact]
    public void The_account_says_what_was_done()
    {
        float[] wave = GoldenFile.Wave(3600);
        wave.AsSpan(360, 180).Fill(float.NaN);
        using MemoryRecording recording = MemoryRecording.Of(360, "uV", ("MLII", wave), ("V5", GoldenFile.Wave(3600)));
        PreparedEcg prepared = Clef.Prepare(recording, "II");
        ChannelAccount account = prepared.Account;
        account.Sources.ShouldBe(["MLII"]);
        account.WasResampled.ShouldBeTrue();
        account.RecordedRate.ShouldBe(360);
        account.UnitFactor!.Value.ShouldBe(0.001);
        account.InterpolatedSamples.ShouldBe(180);
        prepared.WindowCount.ShouldBe(1);
        prepared.ValidFraction[0].ShouldBe(0.95f, 1e-4f);
        prepared.Samples.ToArray().ShouldAllBe(x => float.IsFinite(x));
    }

    [Fact]
    public void A_short_lead_is_followed_by_zeros_that_are_counted()
    {
        PreparedEcg prepared = Clef.Prepare(GoldenFile.Wave(1800), 300);
        prepared.WindowCount.ShouldBe(1);
        prepared.PaddedSamples[0].ShouldBe(2000);
        prepared.ValidFraction[0].ShouldBe(0.6f, 1e-4f);
        prepared.Window(0)[3000..].ToArray().ShouldAllBe(x => x == 0);
    }

    [Theory]
    [InlineData(WindowTail.Drop, new long[] { 0 })]
    [InlineData(WindowTail.Overlap, new long[] { 0, 2000 })]
    [InlineData(WindowTail.Pad, new long[] { 0, 5000 })]
    public void The_tail_follows_the_pipeline(WindowTail tail, long[] starts) =>
        new EcgPreparation(EcgPipeline.ClefV1 with { Name = "other", Tail = tail })
            .Prepare(GoldenFile.Wave(7000), 500).FirstSamples.ShouldBe(starts);

    [Fact]
    public void A_missing_lead_gives_no_window_and_says_so()
    {
        using MemoryRecording recording = MemoryRecording.Of(500, "mV", ("V1", GoldenFile.Wave(5000)));
        PreparedEcg prepared = Clef.Prepare(recording, "I");
        prepared.WindowCount.ShouldBe(0);
        prepared.Account.IsMissing.ShouldBeTrue();
        Should.Throw<ClefException>(() => Clef.Prepare(recording, "Fp1"));
    }

    [Fact]
    public void Lead_I_is_derived_from_II_and_III()
    {
        float[] two = GoldenFile.Wave(5000);
        float[] three = [.. two.Select((x, i) => (0.25f * x) + MathF.Sin(i))];
        using MemoryRecording recording = MemoryRecording.Of(500, "mV", ("II", two), ("III", three));
        PreparedEcg derived = Clef.Prepare(recording, "I");
        derived.Account.Sources.ShouldBe(["II", "III"]);
        float[] direct = Clef.Prepare([.. two.Zip(three, (a, b) => a - b)], 500).Samples.ToArray();
        derived.Samples.ToArray().Zip(direct, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4f);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(0f)]
    [InlineData(-32.768f)]
    public void A_flat_missing_or_saturated_lead_becomes_zero(float value)
    {
        PreparedEcg prepared = Clef.Prepare([.. Enumerable.Repeat(value, 5000)], 500, zScore: false);
        prepared.Samples.ToArray().ShouldAllBe(x => Math.Abs(x) < 1e-4f);
        prepared.ValidFraction[0].ShouldBe(float.IsFinite(value) ? 1 : 0);
        Clef.Prepare([.. Enumerable.Repeat(value, 5000)], 500).Samples.ToArray().ShouldAllBe(x => float.IsFinite(x));
    }

    [Fact]
    public void A_day_becomes_8640_windows()
    {
        float[] minute = GoldenFile.Wave(60 * 125);
        var day = new float[minute.Length * 60 * 24];
        for (int at = 0; at < day.Length; at += minute.Length)
        {
            minute.CopyTo(day, at);
        }

        PreparedEcg prepared = Clef.Prepare(day, 125);
        prepared.WindowCount.ShouldBe(8640);
        prepared.Window(8639).ToArray().Average(x => x * x).ShouldBe(1, 1e-3f);
    }

    [Fact]
    public void One_sample_and_none_have_defined_results()
    {
        Clef.Prepare([], 500).WindowCount.ShouldBe(0);
        PreparedEcg one = Clef.Prepare([1f], 500);
        one.WindowCount.ShouldBe(1);
        one.Samples.ToArray().ShouldAllBe(x => x == 0);
    }

    [Fact]
    public void A_pipeline_is_read_back_as_it_was_written()
    {
        EcgPipeline.FromJson(EcgPipeline.ClefV1.ToJson(), "config.json").ShouldBe(EcgPipeline.ClefV1);
        EcgPipeline own = EcgPipeline.ClefV1 with { Name = "own", HighCut = 45 };
        EcgPipeline.FromJson(own.ToJson(), "config.json").ShouldBe(own);
    }

    [Theory]
    [InlineData("\"highCut\": 40", "\"highCut\": 45")] // a built-in name with other values
    [InlineData("\"highCut\": 40", "\"highCutt\": 40")]
    [InlineData("\"highCut\": 40", "\"highCut\": 40, \"extra\": 1")]
    [InlineData("\"highCut\": 40", "\"highCut\": \"x\"")]
    [InlineData("ecg-clef-v1\",\n  \"sampleRate\": 500", "own\",\n  \"sampleRate\": 60")]
    [InlineData("{", "[")]
    public void A_wrong_pipeline_is_refused(string found, string put)
    {
        string json = EcgPipeline.ClefV1.ToJson();
        json.ShouldContain(found);
        Should.Throw<ClefException>(() => EcgPipeline.FromJson(json.Replace(found, put, StringComparison.Ordinal), "config.json"))
            .Message.ShouldContain("config.json");
    }
}

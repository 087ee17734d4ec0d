using Clef.Signals.Quality;

namespace Clef.Signals.Tests.Quality;

/// <summary>The quality of a recording's channels as <c>clef info</c> shows it, of simulated signals.</summary>
public class RecordingQualityTests
{
    private static float[] Wave(double seconds, double amplitude, Func<double, double>? also = null) =>
        [.. Enumerable.Range(0, (int)(seconds * 200)).Select(i => (float)((amplitude * Math.Sin(i * 0.31)) + (0.4 * amplitude * Math.Sin(i * 0.171)) + (also?.Invoke(i / 200.0) ?? 0)))];

    [Fact]
    public void Each_channel_is_judged_in_its_own_unit_and_kind()
    {
        float[] half = Wave(20, 0.03);
        half.AsSpan(2000).Fill(0.001f);
        MemoryRecording recording = MemoryRecording.Of(
            200, "mV", ("Fp1", Wave(20, 0.03)), ("Fp2", half), ("O1", Wave(20, 0.03, t => 0.1 * Math.Sin(2 * Math.PI * 50 * t))), ("II", Wave(20, 0.5)));
        RecordingQuality quality = RecordingQuality.Assess(recording, 600);
        (quality.FromSeconds, quality.Seconds).ShouldBe((0, 20));
        quality.Channels[0]!.Shares.ShouldBeEmpty();
        quality.Channels[0]!.EcgIndex.ShouldBeNull();
        quality.Channels[1]!.Shares[QualityFlags.Flat].ShouldBe(0.5);
        quality.Channels[2]!.Shares[QualityFlags.Mains].ShouldBe(1);
        quality.Channels[3]!.EcgIndex!.Value.ShouldBe(EcgLeadQuality.Worst(recording)!.Value, 1e-6);
    }

    [Fact]
    public void The_middle_is_judged()
    {
        float[] signal = Wave(30, 30);
        signal.AsSpan(0, 2000).Fill(float.NaN);
        signal.AsSpan(4000).Fill(float.NaN);
        MemoryRecording recording = MemoryRecording.Of(200, "uV", ("Fp1", signal));
        RecordingQuality middle = RecordingQuality.Assess(recording, 10);
        (middle.FromSeconds, middle.Seconds).ShouldBe((10, 10));
        middle.Channels[0]!.Shares.ShouldBeEmpty();
        RecordingQuality.Assess(recording, 600).Channels[0]!.Shares[QualityFlags.Missing].ShouldBe(2 / 3.0, 1e-9);
    }

    [Fact]
    public void What_cannot_be_judged_has_no_quality()
    {
        RecordingQuality.Assess(MemoryRecording.Of(200, "degC", ("Temp", Wave(3, 30))), 600).Channels.ShouldBe([null]);
        RecordingQuality.Assess(MemoryRecording.Of(200, "uV", ("Fp1", [])), 600).Channels.ShouldBe([null]);
        RecordingQuality.Assess(MemoryRecording.Of(200, "uV"), 600).Channels.ShouldBeEmpty();
        RecordingQuality.Assess(MemoryRecording.Of(200, "uV", ("Fp1", [float.NaN])), 600).Channels[0]!.Shares.Keys.ShouldBe([QualityFlags.Missing]);
        Should.Throw<ClefException>(() => RecordingQuality.Assess(MemoryRecording.Of(200, "uV"), double.NaN)).Field.ShouldBe("length");
    }
}

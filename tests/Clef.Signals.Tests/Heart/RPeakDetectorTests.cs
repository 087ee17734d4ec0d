using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Heart;
using Clef.Signals.Recordings;
using Clef.Testing;
using Xunit.Abstractions;

namespace Clef.Signals.Tests.Heart;

public class RPeakDetectorTests(ITestOutputHelper output)
{
    /// <summary>The beat marks of WFDB's annotation codes, as the format's reader names them.</summary>
    private static readonly HashSet<string> Beats = ["N", "L", "R", "a", "V", "F", "J", "A", "S", "E", "j", "/", "Q", "e", "n", "f", "r", "B", "?"];

    /// <summary>
    /// Every record of the shared MIT-BIH selection, first signal, whole length. Ventricular flutter, which EC57 leaves out, is left out: it has no QRS complexes.
    /// </summary>
    [RecordingsFact("ecg-mitdb.zip")]
    public void Finds_the_beats_of_the_MIT_BIH_records()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ecg-mitdb.zip"));
        BeatScore all = default;
        int records = 0;
        foreach (string name in RecordingFile.List(folder))
        {
            using Recording recording = RecordingFile.Open(folder, name);
            double rate = recording.Channels[0].SampleRate;
            double[] annotated = [.. recording.Annotations.Where(a => Beats.Contains(a.Text.Split(' ')[0])).Select(a => a.OnsetSeconds)];
            double[] detected = [.. RPeakDetector.Detect(recording.ReadAll(0), rate).Select(p => p / rate)];
            (double From, double To)[] flutter = Flutter(recording);
            BeatScore score = BeatScore.Of(Outside(detected, flutter), Outside(annotated, flutter));
            output.WriteLine(FormattableString.Invariant(
                $"{name} {annotated.Length} beats: missed {score.Missed}, extra {score.Extra}, sensitivity {score.Sensitivity:P2}, predictive value {score.PositivePredictiveValue:P2}"));
            score.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.995, name);
            score.PositivePredictiveValue.ShouldBeGreaterThan(0.99, name); // 203 has bursts of noise as steep as its beats
            all += score;
            records++;
        }

        output.WriteLine(FormattableString.Invariant($"all {records} records: sensitivity {all.Sensitivity:P2}, predictive value {all.PositivePredictiveValue:P2}"));
        records.ShouldBe(12);
        all.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.995);
        all.PositivePredictiveValue.ShouldBeGreaterThanOrEqualTo(0.995);
    }

    /// <summary>
    /// Leads II and V2 of every shared LUDB record between the first and the last complex that it marks (those at the ends are not marked). These records had
    /// no part in the choice of the detector's numbers.
    /// </summary>
    [RecordingsFact("ecg-ludb.zip")]
    public void Finds_the_complexes_of_LUDB()
    {
        using var folder = new ZipSourceFolder(Path.Combine(SharedData.Recordings!, "ecg-ludb.zip"));
        BeatScore all = default;
        foreach (string name in RecordingFile.List(folder))
        {
            using var recording = (Clef.Signals.Formats.Wfdb.WfdbRecording)RecordingFile.Open(folder, name);
            foreach (string lead in (string[])["ii", "v2"])
            {
                double[] marked = [.. recording.ReadAnnotations(lead).Where(a => a.IsBeat).Select(a => a.Sample / 500.0)];
                int channel = Enumerable.Range(0, recording.Channels.Count).Single(i => recording.Channels[i].Label.Equals(lead, StringComparison.OrdinalIgnoreCase));
                if (marked.Length > 2)
                {
                    all += BeatScore.Of([.. RPeakDetector.Detect(recording.ReadAll(channel), 500).Select(p => p / 500.0).Where(t => t > marked[0] - 0.16 && t < marked[^1] + 0.16)], marked);
                }
            }
        }

        output.WriteLine(FormattableString.Invariant($"{all}: sensitivity {all.Sensitivity:P2}, predictive value {all.PositivePredictiveValue:P2}"));
        all.Sensitivity.ShouldBeGreaterThanOrEqualTo(0.998);
        all.PositivePredictiveValue.ShouldBeGreaterThanOrEqualTo(0.998);
    }

    [Theory]
    [InlineData(100)]
    [InlineData(250)]
    [InlineData(257)]
    [InlineData(1000)]
    public void Finds_simulated_beats_at_any_rate_to_a_hundredth_of_a_second(double rate)
    {
        float[] lead = Simulated(rate, 29.7, 0.8);
        IReadOnlyList<long> peaks = RPeakDetector.Detect(lead, rate);
        double[] expected = [.. Enumerable.Range(0, 37).Select(i => 0.4 + (0.8 * i))];
        peaks.Count.ShouldBe(expected.Length);
        for (int i = 0; i < expected.Length; i++)
        {
            (peaks[i] / rate).ShouldBe(expected[i], 0.012);
        }

        HeartRhythm rhythm = HeartRhythm.Of(peaks, rate);
        rhythm.BeatsPerMinute!.Value.ShouldBe(75, 0.2);
        rhythm.Pnn50.ShouldBe(0);
    }

    [Fact]
    public void Scale_and_sign_do_not_matter_and_no_peak_lies_in_a_gap()
    {
        float[] lead = Simulated(250, 20, 1);
        IReadOnlyList<long> peaks = RPeakDetector.Detect(lead, 250);
        RPeakDetector.Detect([.. lead.Select(x => -1000 * x)], 250).ShouldBe(peaks);
        lead.AsSpan(250 * 5, 250 * 5).Fill(float.NaN);
        IReadOnlyList<long> holed = RPeakDetector.Detect(lead, 250);
        holed.ShouldAllBe(p => p < 1250 || p >= 2500);
        holed.Count.ShouldBe(15);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(32.767f)]
    [InlineData(-32768f)]
    [InlineData(float.NaN)]
    public void A_flat_or_missing_lead_has_no_beat(float value) =>
        RPeakDetector.Detect([.. Enumerable.Repeat(value, 5000)], 500).ShouldBeEmpty();

    [Fact]
    public void Degenerate_leads_have_defined_results()
    {
        RPeakDetector.Detect([], 500).ShouldBeEmpty();
        RPeakDetector.Detect([1f], 500).ShouldBeEmpty();
        Should.Throw<ClefException>(() => RPeakDetector.Detect([1f], 0));
        HeartRhythm.Of([], 500).BeatsPerMinute.ShouldBeNull();
        HeartRhythm.Of([5], 500).Intervals.ShouldBe(0);
        HeartRhythm one = HeartRhythm.Of([0, 500], 500);
        one.BeatsPerMinute.ShouldBe(60);
        one.Sdnn.ShouldBeNull();
        BeatScore.Of([], [1]).ShouldBe(new BeatScore(0, 1, 0));
    }

    [Fact]
    public void Rhythm_follows_its_definitions()
    {
        HeartRhythm rhythm = HeartRhythm.Of([0, 800, 1700, 2500, 9000, 9900], 1000); // 0.8, 0.9, 0.8, a gap, 0.9 s
        rhythm.Intervals.ShouldBe(4);
        rhythm.BeatsPerMinute!.Value.ShouldBe(60 / 0.85, 1e-9);
        rhythm.Sdnn!.Value.ShouldBe(57.735, 1e-3);
        rhythm.Rmssd!.Value.ShouldBe(100, 1e-6);
        rhythm.Pnn50.ShouldBe(1);
        rhythm.SlowestBeatsPerMinute!.Value.ShouldBe(60 / 0.9, 1e-9);
    }

    [Fact]
    public void A_day_at_128_hertz_is_searched()
    {
        float[] hour = Simulated(128, 3600, 0.8);
        var day = new float[hour.Length * 24];
        for (int i = 0; i < 24; i++)
        {
            hour.CopyTo(day, i * hour.Length);
        }

        RPeakDetector.Detect(day, 128).Count.ShouldBeInRange(107_970, 108_030);
    }

    /// <summary>A simulated lead: a narrow R wave and a broad, lower T wave 0.25 s later.</summary>
    private static float[] Simulated(double rate, double seconds, double interval)
    {
        var lead = new float[(int)(rate * seconds)];
        for (int i = 0; i < lead.Length; i++)
        {
            double phase = ((i / rate) - 0.4) % interval;
            phase = phase < -interval / 2 ? phase + interval : phase > interval / 2 ? phase - interval : phase;
            double after = ((i / rate) - 0.65) % interval;
            after = after > interval / 2 ? after - interval : after;
            lead[i] = (float)(Math.Exp(-phase * phase / (2 * 0.012 * 0.012)) + (0.3 * Math.Exp(-after * after / (2 * 0.05 * 0.05))));
        }

        return lead;
    }

    private static double[] Outside(double[] times, (double From, double To)[] spans) =>
        [.. times.Where(t => !spans.Any(s => t >= s.From - BeatScore.Tolerance && t <= s.To + BeatScore.Tolerance))];

    private static (double From, double To)[] Flutter(Recording recording)
    {
        double[] from = [.. recording.Annotations.Where(a => a.Text == "[").Select(a => a.OnsetSeconds)];
        double[] to = [.. recording.Annotations.Where(a => a.Text == "]").Select(a => a.OnsetSeconds)];
        return [.. from.Zip(to)];
    }
}

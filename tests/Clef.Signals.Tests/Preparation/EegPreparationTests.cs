using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Signals.Spectra;

namespace Clef.Signals.Tests.Preparation;

public class EegPreparationTests
{
    private static readonly string[] Recorded =
        ["EEG Fp1-REF", "EEG Fp2-REF", "EEG F3-REF", "EEG F4-REF", "EEG C3-REF", "EEG C4-REF", "EEG P3-REF", "EEG P4-REF", "EEG O1-REF", "EEG O2-REF",
         "EEG F7-REF", "EEG F8-REF", "EEG T3-REF", "EEG T4-REF", "EEG T5-REF", "EEG T6-REF", "EEG Fz-REF", "EEG Cz-REF", "EEG Pz-REF", "EKG"];

    private static readonly EegPreparation Clef = new(EegPipeline.ClefV1);

    [Fact]
    public void Nineteen_channels_come_in_the_authors_order_with_one_frame_a_second()
    {
        using MemoryRecording recording = Tones(200, 30, "uV");
        SessionSpectrogram session = Clef.Session(recording);
        session.Channels.ShouldBe(["O1", "O2", "P8", "P4", "Pz", "P3", "P7", "T7", "C3", "Cz", "C4", "T8", "F8", "F4", "Fz", "F3", "F7", "Fp1", "Fp2"]);
        session.Frequencies.Count.ShouldBe(128);
        session.Frames.ShouldBe(30);
        session.Values.Length.ShouldBe(19 * 128 * 30);
        session.Valid.ShouldAllBe(v => v);
        session.Values.ShouldAllBe(v => v >= -1 && v <= 1);

        // Channel i of the file holds a tone of i + 3 Hz; it must be the peak of its row in the middle of the session.
        for (int channel = 0; channel < 19; channel++)
        {
            int recorded = Array.IndexOf(Recorded, session.Accounts[channel].Sources[0]);
            double[] levels = [.. Enumerable.Range(0, 128).Select(bin => (double)session.Values[(((channel * 128) + bin) * 30) + 15])];
            double peak = session.Frequencies[Array.IndexOf(levels, levels.Max())];
            peak.ShouldBe(recorded + 3, 1);
        }
    }

    [Theory]
    [InlineData(128, "uV")]
    [InlineData(257, "mV")]
    [InlineData(512, "V")]
    public void Rates_and_units_are_converted_and_accounted_for(double rate, string unit)
    {
        using MemoryRecording recording = Tones(rate, 20, unit);
        using MemoryRecording reference = Tones(200, 20, "uV");
        PreparedEeg prepared = Clef.Prepare(recording);
        PreparedEeg expected = Clef.Prepare(reference);
        prepared.SampleCount.ShouldBe(4000);
        prepared.Accounts.ShouldAllBe(a => a.WasResampled && a.RecordedRate == rate && a.RecordedUnit == unit);
        for (int channel = 0; channel < 19; channel++)
        {
            for (int i = 600; i < 3400; i++)
            {
                prepared.Signals[channel][i].ShouldBe(expected.Signals[channel][i], 0.3f); // of 20 microvolts, away from the ends
            }
        }
    }

    [Fact]
    public void A_frame_is_centred_on_its_second()
    {
        // A tone that starts at 10 s: frame 10 has half its window in it, frame 12 all.
        var samples = new float[200 * 24];
        for (int i = 2000; i < samples.Length; i++)
        {
            samples[i] = 20 * MathF.Sin(2 * MathF.PI * 12 * i / 200);
        }

        using MemoryRecording recording = MemoryRecording.Of(200, "uV", ("O1", samples));
        SessionSpectrogram session = Clef.Session(recording);
        float At(int frame) => session.Values[(48 * session.Frames) + frame]; // 12 Hz
        At(7).ShouldBe(-1);
        At(12).ShouldBeGreaterThan(At(10));
        At(13).ShouldBe(At(16), 0.01f);
        session.Frames.ShouldBe(24);
    }

    [Fact]
    public void The_ends_are_reflected_as_NumPy_does()
    {
        Reflection.Pad([1, 2, 3], 2, 2).ShouldBe([3, 2, 1, 2, 3, 2, 1]);
        Reflection.Pad([1, 2], 3, 3).ShouldBe([2, 1, 2, 1, 2, 1, 2, 1]);
        Reflection.Pad([7], 2, 1).ShouldBe([7, 7, 7, 7]);
        Reflection.Pad([], 1, 1).ShouldBe([0, 0]);
    }

    [Fact]
    public void A_missing_channel_and_a_gap_are_masked()
    {
        float[] tone = Tone(200, 40, 10);
        float[] holed = [.. tone];
        holed.AsSpan(2000, 2000).Fill(float.NaN); // 10 to 20 s
        using MemoryRecording recording = MemoryRecording.Of(200, "uV", ("Cz", tone), ("Pz", holed));
        SessionSpectrogram session = Clef.Session(recording);
        for (int channel = 0; channel < 19; channel++)
        {
            bool[] valid = session.Valid.AsSpan(channel * 40, 40).ToArray();
            switch (session.Channels[channel])
            {
                case "Cz":
                    valid.ShouldAllBe(v => v);
                    break;
                case "Pz":
                    // Frame t sees t - 2 to t + 2 s: at most a tenth of it is missing up to frame 8 and from frame 22 on.
                    valid.ShouldBe(Enumerable.Range(0, 40).Select(t => t <= 8 || t >= 22));
                    session.Accounts[channel].InterpolatedSamples.ShouldBe(2000);
                    break;
                default:
                    valid.ShouldAllBe(v => !v);
                    session.Accounts[channel].IsMissing.ShouldBeTrue();
                    session.Values.AsSpan(channel * 128 * 40, 128 * 40).ToArray().ShouldAllBe(v => v == 0);
                    break;
            }
        }
    }

    [Fact]
    public void Eight_bits_keep_the_levels_to_half_a_step_and_the_mask()
    {
        using MemoryRecording recording = MemoryRecording.Of(200, "uV", ("Cz", Tone(200, 10, 10)));
        SessionSpectrogram session = Clef.Session(recording);
        SessionSpectrogram read = SessionSpectrogram.FromBytes(session.ToBytes(), session.Channels, session.Frequencies, session.Frames, 1, 40);
        read.Valid.ShouldBe(session.Valid);
        read.Values.Zip(session.Values, (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThanOrEqualTo((0.5f / 127) + 1e-6f);
        read.ToBytes().ShouldBe(session.ToBytes());
        Should.Throw<ClefException>(() => SessionSpectrogram.FromBytes([1], session.Channels, session.Frequencies, 1, 1, 40));

        SessionSpectrogram padded = session.PaddedTo(12);
        padded.Valid.Count(v => v).ShouldBe(10);
        padded.Values[(9 * 128 * 12) + (40 * 12) + 3].ShouldBe(session.Values[(9 * 128 * 10) + (40 * 10) + 3]);
        Should.Throw<ClefException>(() => session.PaddedTo(3));
    }

    [Fact]
    public void Mains_is_found_and_removed()
    {
        foreach (double mains in new[] { 50.0, 60 })
        {
            float[] samples = [.. Tone(500, 40, 10).Zip(Tone(500, 40, mains), (a, b) => a + (5 * b))];
            using MemoryRecording recording = MemoryRecording.Of(500, "uV", ("Cz", samples));
            PreparedEeg prepared = Clef.Prepare(recording);
            prepared.MainsFrequency.ShouldBe(mains);
            prepared.Signals[9].AsSpan(2000, 4000).ToArray().Max().ShouldBe(20, 1);
        }
    }

    [Fact]
    public void A_long_recording_is_cut_into_sessions_that_join()
    {
        float[] samples = Tone(100, 60, 10);
        var random = new Random(3);
        samples = [.. samples.Select(x => x + (float)random.NextDouble())];
        using MemoryRecording recording = MemoryRecording.Of(100, "uV", ("Cz", samples));
        var preparation = new EegPreparation(EegPipeline.ClefV1 with { Name = "short", SessionSeconds = 20, Mains = MainsRule.None, MarginSeconds = 30 });
        preparation.SessionStarts(recording).ShouldBe([0, 20, 40]);
        float[] whole = preparation.Prepare(recording, 0, 60).Signals[9];
        float[] middle = preparation.Prepare(recording, 20).Signals[9];
        middle.Zip(whole.AsSpan(4000, 4000).ToArray(), (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(0.05f);
        Should.Throw<ClefException>(() => preparation.Prepare(recording, 50, 20));
        Should.Throw<ClefException>(() => preparation.Prepare(recording, -1));
    }

    [Fact]
    public void Degenerate_recordings_have_defined_results()
    {
        float[] flat = [.. Enumerable.Repeat(-3276.8f, 2000)];
        using (MemoryRecording recording = MemoryRecording.Of(200, "uV", ("Cz", flat), ("Pz", [.. Enumerable.Repeat(float.NaN, 2000)])))
        {
            SessionSpectrogram session = Clef.Session(recording);
            session.Valid.Count(v => v).ShouldBe(10); // Cz only
            session.Values.AsSpan(9 * 1280, 1280).ToArray().ShouldAllBe(v => v == -1);
            session.Values.ShouldAllBe(v => float.IsFinite(v));
        }

        using (MemoryRecording none = MemoryRecording.Of(200, "uV"))
        {
            Clef.Session(none).Frames.ShouldBe(0);
        }

        using (MemoryRecording one = MemoryRecording.Of(200, "uV", ("Cz", [1f])))
        {
            Clef.Session(one).Frames.ShouldBe(0);
        }

        using (MemoryRecording second = MemoryRecording.Of(1, "uV", ("Cz", [1f, 2, 3])))
        {
            Clef.Session(second).Frames.ShouldBe(3);
        }
    }

    [Fact]
    public void Five_hundred_channels_are_searched_for_the_nineteen()
    {
        var channels = Enumerable.Range(0, 480).Select(i => ($"X{i}", new float[400])).Concat(Recorded.Select(r => (r, Tone(200, 2, 10)))).ToArray();
        using MemoryRecording recording = MemoryRecording.Of(200, "uV", channels);
        Clef.Session(recording).Valid.ShouldAllBe(v => v);
    }

    [Fact]
    public void A_pipeline_is_read_back_as_it_was_written_and_a_changed_one_is_refused()
    {
        string json = EegPipeline.ClefV1.ToJson();
        EegPipeline.FromJson(json, "config.json").ToJson().ShouldBe(json);
        json.ShouldContain("\"multitaper\"");
        Should.Throw<ClefException>(() => EegPipeline.FromJson(json.Replace("\"highCut\": 75", "\"highCut\": 70", StringComparison.Ordinal), "config.json"));
        Should.Throw<ClefException>(() => EegPipeline.FromJson(json.Replace("\"bandwidth\"", "\"bandwith\"", StringComparison.Ordinal), "config.json"));
        Should.Throw<ClefException>(() => new EegPreparation(EegPipeline.ClefV1 with { Name = "own", Channels = ["Cz", "Cz"] }));
    }

    private static float[] Tone(double rate, double seconds, double frequency) =>
        [.. Enumerable.Range(0, (int)Math.Round(rate * seconds)).Select(i => (float)(20 * Math.Sin(2 * Math.PI * frequency * i / rate)))];

    private static MemoryRecording Tones(double rate, double seconds, string unit)
    {
        float scale = unit switch { "mV" => 1e-3f, "V" => 1e-6f, _ => 1 };
        return MemoryRecording.Of(rate, unit, [.. Recorded.Select((label, i) => (label, Tone(rate, seconds, i + 3).Select(x => x * scale).ToArray()))]);
    }
}

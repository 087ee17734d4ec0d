using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Filtering;
using Clef.Signals.Quality;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;
using Clef.Signals.Spectra;

namespace Clef.Signals.Preparation;

/// <summary>Prepares EEG sessions as their pipeline says. Safe from several threads.</summary>
public sealed class EegPreparation
{
    private readonly SecondOrderSections _bandPass;
    private readonly Multitaper _multitaper;

    /// <summary>Creates the preparation of a pipeline.</summary>
    /// <exception cref="ClefException">The pipeline is impossible.</exception>
    public EegPreparation(EegPipeline pipeline)
    {
        Pipeline = pipeline.Checked(pipeline.Name);
        _bandPass = Butterworth.BandPass(pipeline.FilterOrder, pipeline.LowCut, pipeline.HighCut, pipeline.SampleRate);
        _multitaper = new Multitaper(pipeline.Multitaper, pipeline.SampleRate);
    }

    /// <summary>The pipeline.</summary>
    public EegPipeline Pipeline { get; }

    /// <summary>The frequencies of a session's spectrogram, in hertz.</summary>
    public IReadOnlyList<double> Frequencies => _multitaper.Frequencies;

    /// <summary>The starts, in seconds, of the sessions into which a recording is cut: one for each whole or last part of the pipeline's session length.</summary>
    public IEnumerable<double> SessionStarts(Recording recording)
    {
        for (double start = 0; start < recording.DurationSeconds; start += Pipeline.SessionSeconds)
        {
            yield return start;
        }
    }

    /// <summary>The spectrogram of one session.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="fromSeconds">Start of the session.</param>
    /// <param name="seconds">Its length; null for the pipeline's session length or what is left of the recording.</param>
    public SessionSpectrogram Session(Recording recording, double fromSeconds = 0, double? seconds = null) =>
        Spectrogram(Prepare(recording, fromSeconds, seconds));

    /// <summary>Reads, converts, resamples and filters a span.</summary>
    /// <inheritdoc cref="Session" path="/param"/>
    /// <exception cref="ClefException">The span lies outside the recording.</exception>
    public PreparedEeg Prepare(Recording recording, double fromSeconds = 0, double? seconds = null)
    {
        double left = recording.DurationSeconds - fromSeconds;
        double length = seconds ?? Math.Min(Pipeline.SessionSeconds, left);
        if (!(fromSeconds >= 0 && length >= 0 && length <= left + 1e-6 && length * Pipeline.SampleRate <= Array.MaxLength / 4))
        {
            throw new ClefException(recording.Name, "span", FormattableString.Invariant($"{fromSeconds} s + {length} s"),
                FormattableString.Invariant($"within 0 to {recording.DurationSeconds} s"));
        }

        double before = Math.Min(Pipeline.MarginSeconds, fromSeconds);
        double after = Math.Min(Pipeline.MarginSeconds, Math.Max(0, left - length));
        int margin = (int)Math.Round(before * Pipeline.SampleRate);
        int count = (int)Math.Round(length * Pipeline.SampleRate);
        int total = count + margin + (int)Math.Round(after * Pipeline.SampleRate);
        IReadOnlyList<ChannelMatch> matches =
            ChannelSelection.Match(recording.Channels, new ChannelRequirement(SignalKind.Eeg, Pipeline.Channels, Pipeline.Unit));

        var rows = new float[matches.Count][];
        var missing = new bool[matches.Count][];
        var accounts = new ChannelAccount[matches.Count];
        for (int i = 0; i < rows.Length; i++)
        {
            (rows[i], missing[i], accounts[i]) = Read(recording, matches[i], fromSeconds - before, before + length + after, total);
        }

        float[][] present = [.. rows.Where(r => r.Length > 0)];
        double mains = Mains(present);
        if (mains > 0)
        {
            ZeroPhase.Apply(Notch.WithHarmonics(mains, Pipeline.SampleRate, Pipeline.NotchQuality), present);
        }

        ZeroPhase.Apply(_bandPass, present, (int)Math.Round(Pipeline.MarginSeconds * Pipeline.SampleRate), mirror: true);
        return new PreparedEeg(
            Pipeline.Channels,
            Pipeline.SampleRate,
            [.. rows.Select(r => r.Length == 0 ? r : r.AsSpan(margin, count).ToArray())],
            [.. missing.Select(m => m.AsSpan().IndexOf(true) < 0 ? null : m.AsSpan(margin, count).ToArray())],
            count,
            mains,
            accounts);
    }

    /// <summary>The spectrogram of a prepared span: frame t is centred t hops after its start, the span being reflected at its ends.</summary>
    public SessionSpectrogram Spectrogram(PreparedEeg eeg)
    {
        int frames = eeg.SampleCount / _multitaper.HopSamples;
        int bins = Frequencies.Count;
        var values = new float[(long)eeg.Names.Count * bins * frames]; // (channel, frequency, time)
        var valid = new bool[eeg.Names.Count * frames]; // (channel, time)
        for (int channel = 0; channel < eeg.Names.Count && frames > 0; channel++)
        {
            if (eeg.Signals[channel].Length == 0)
            {
                continue;
            }

            Span<float> level = values.AsSpan(channel * bins * frames, bins * frames);
            float[] padded = Reflection.Pad(eeg.Signals[channel], _multitaper.WindowSamples / 2, _multitaper.WindowSamples - (_multitaper.WindowSamples / 2));
            _multitaper.Compute(padded, frames, level);
            Levels.ToDecibels(level);
            Span<bool> present = valid.AsSpan(channel * frames, frames);
            Validate(eeg.Missing[channel], present);
            Scale(level, present);
        }

        return new SessionSpectrogram(eeg.Names, Frequencies, frames, Pipeline.Multitaper.HopSeconds, Pipeline.ClipDecibels, values, valid, eeg.Accounts);
    }

    private (float[] Samples, bool[] Missing, ChannelAccount Account) Read(Recording recording, ChannelMatch match, double from, double seconds, int total)
    {
        string[] sources = [.. match.Sources.Select(s => s.Label)];
        ChannelAccount Account(double rate, long read, long interpolated) =>
            new(match.Name, sources, match.RecordedUnit, match.UnitFactor, rate, Pipeline.SampleRate, read, interpolated, match.Note);
        if (match.IsMissing)
        {
            return ([], [], Account(double.NaN, 0, 0));
        }

        double rate = recording.Channels[match.Sources[0].Index].SampleRate;
        float[] recorded = ChannelReader.ReadPadded(recording, match, from, seconds);
        bool[] holes = [.. recorded.Select(x => !float.IsFinite(x))];
        long interpolated = GapFilling.Interpolate(recorded);
        ChannelAccount account = Account(rate, recorded.Length, interpolated);
        float[] resampled = PolyphaseResampler.Resample(recorded, rate, Pipeline.SampleRate, Pipeline.ResamplingEdge);

        // Rates that do not divide the span leave a sample more or less; what is short is held and counts as missing.
        var samples = new float[total];
        resampled.AsSpan(0, Math.Min(total, resampled.Length)).CopyTo(samples);
        if (resampled.Length < total && resampled.Length > 0)
        {
            samples.AsSpan(resampled.Length).Fill(resampled[^1]);
        }

        if (interpolated == 0 && resampled.Length >= total)
        {
            return (samples, [], account);
        }

        var missing = new bool[total];
        for (int i = 0; i < total; i++)
        {
            long source = (long)(i * rate / Pipeline.SampleRate);
            missing[i] = i >= resampled.Length || (source < holes.Length && holes[source]);
        }

        return (samples, missing, account);
    }

    private double Mains(float[][] signals) => Pipeline.Mains switch
    {
        MainsRule.None => 0,
        MainsRule.Hz50 => 50,
        MainsRule.Hz60 => 60,
        _ => MainsInterference.Detect(signals, Pipeline.SampleRate),
    };

    private void Validate(bool[]? missing, Span<bool> valid)
    {
        if (missing is null)
        {
            valid.Fill(true);
            return;
        }

        var before = new int[missing.Length + 1]; // missing samples before each
        for (int i = 0; i < missing.Length; i++)
        {
            before[i + 1] = before[i] + (missing[i] ? 1 : 0);
        }

        int window = _multitaper.WindowSamples;
        for (int frame = 0; frame < valid.Length; frame++)
        {
            int first = Math.Clamp((frame * _multitaper.HopSamples) - (window / 2), 0, missing.Length);
            int last = Math.Clamp((frame * _multitaper.HopSamples) - (window / 2) + window, 0, missing.Length);
            valid[frame] = last > first && before[last] - before[first] <= Pipeline.MaximumMissing * (last - first);
        }
    }

    private void Scale(Span<float> level, ReadOnlySpan<bool> valid)
    {
        float clip = (float)Pipeline.ClipDecibels;
        for (int at = 0; at < level.Length; at += valid.Length)
        {
            for (int frame = 0; frame < valid.Length; frame++)
            {
                level[at + frame] = valid[frame] ? Math.Clamp(level[at + frame], -clip, clip) / clip : 0;
            }
        }
    }
}

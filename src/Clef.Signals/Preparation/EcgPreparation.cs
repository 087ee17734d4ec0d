using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Filtering;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;

namespace Clef.Signals.Preparation;

/// <summary>Prepares one ECG lead as its pipeline says. Safe from several threads.</summary>
public sealed partial class EcgPreparation
{
    private readonly SecondOrderSections _bandPass;

    /// <summary>Creates the preparation of a pipeline.</summary>
    /// <exception cref="ClefException">The pipeline is impossible.</exception>
    public EcgPreparation(EcgPipeline pipeline)
    {
        Pipeline = pipeline.Checked(pipeline.Name);
        _bandPass = Butterworth.BandPass(pipeline.FilterOrder, pipeline.LowCut, pipeline.HighCut, pipeline.SampleRate);
    }

    /// <summary>The pipeline.</summary>
    public EcgPipeline Pipeline { get; }

    /// <summary>Prepares a lead of a recording.</summary>
    /// <param name="recording">The recording.</param>
    /// <param name="lead">The lead in any known spelling (<c>I</c>, <c>MLII</c>, <c>avr</c>), or a label exactly as recorded. A limb lead that was not
    /// recorded is derived from two others where they were.</param>
    /// <param name="fromSeconds">Start of the span.</param>
    /// <param name="seconds">Length of the span; null for the rest of the recording.</param>
    /// <param name="zScore">False leaves out the last step, for noise that is to be added before it.</param>
    /// <returns>The windows; none, with an account that says so, where the lead is missing.</returns>
    /// <exception cref="ClefException">The lead's name is unknown, or the span lies outside the recording.</exception>
    public PreparedEcg Prepare(Recording recording, string lead, double fromSeconds = 0, double? seconds = null, bool zScore = true)
    {
        ChannelMatch match = Match(recording, lead);
        if (match.IsMissing)
        {
            return Missing(lead, match);
        }

        double rate = recording.Channels[match.Sources[0].Index].SampleRate;
        float[] samples = ChannelReader.Read(recording, match, fromSeconds, seconds);
        return Prepare(samples, rate, zScore, missing => new ChannelAccount(
            lead, [.. match.Sources.Select(s => s.Label)], match.RecordedUnit, match.UnitFactor, rate, Pipeline.SampleRate, samples.Length, missing, match.Note));
    }

    /// <summary>Prepares samples that are at hand.</summary>
    /// <param name="samples">The samples in the pipeline's unit, NaN where missing; they are not changed.</param>
    /// <param name="rate">Their rate in hertz.</param>
    /// <param name="name">The lead's name for the account.</param>
    /// <param name="zScore">False leaves out the last step.</param>
    public PreparedEcg Prepare(ReadOnlySpan<float> samples, double rate, string name = "I", bool zScore = true)
    {
        float[] copy = samples.ToArray();
        return Prepare(copy, rate, zScore, missing =>
            new ChannelAccount(name, [name], Pipeline.Unit, 1, rate, Pipeline.SampleRate, copy.Length, missing, ""));
    }

    private ChannelMatch Match(Recording recording, string lead) =>
        ChannelSelection.Match(recording.Channels, new ChannelRequirement(SignalKind.Ecg, [lead], Pipeline.Unit))[0];

    private PreparedEcg Missing(string lead, ChannelMatch match) =>
        new([], Pipeline.WindowSamples, [], [], [], new ChannelAccount(lead, [], "", null, double.NaN, Pipeline.SampleRate, 0, 0, match.Note));

    private PreparedEcg Prepare(float[] samples, double rate, bool zScore, Func<long, ChannelAccount> account)
    {
        bool[] missing = [.. samples.Select(x => !float.IsFinite(x))];
        long interpolated = GapFilling.Interpolate(samples);
        float[] prepared = PolyphaseResampler.Resample(samples, rate, Pipeline.SampleRate, Pipeline.ResamplingEdge);
        ZeroPhase.Apply(_bandPass, prepared);
        long[] starts = Starts(prepared.Length, Pipeline.WindowSamples);
        return Cut(prepared, 0, starts, prepared.Length, interpolated == 0 ? [] : missing, 0, rate, zScore, account(interpolated));
    }

    /// <summary>Cuts windows out of a prepared span.</summary>
    /// <param name="prepared">The span.</param>
    /// <param name="at">Place of its first sample in the prepared lead.</param>
    /// <param name="starts">First sample of each window in the prepared lead.</param>
    /// <param name="total">Samples of the prepared lead.</param>
    /// <param name="missing">For recorded samples whether they were missing; empty where none was.</param>
    /// <param name="missingAt">Place of the first of these in the recorded lead.</param>
    /// <param name="rate">Rate of the recorded lead.</param>
    /// <param name="zScore">Whether each window is normalised.</param>
    /// <param name="account">What was done.</param>
    private PreparedEcg Cut(
        float[] prepared, long at, long[] starts, long total, bool[] missing, long missingAt, double rate, bool zScore, ChannelAccount account)
    {
        int size = Pipeline.WindowSamples;
        var windows = new float[starts.Length * size];
        var padded = new int[starts.Length];
        var valid = new float[starts.Length];
        for (int w = 0; w < starts.Length; w++)
        {
            int count = (int)Math.Min(size, total - starts[w]);
            Span<float> window = windows.AsSpan(w * size, count);
            prepared.AsSpan((int)(starts[w] - at), count).CopyTo(window);
            if (zScore)
            {
                // Over the signal only: what follows a short one is its mean, which is zero.
                ZScore.Apply(window, Pipeline.ZScoreEpsilon);
            }

            padded[w] = size - count;
            valid[w] = (count - Missing(missing, starts[w] * rate / Pipeline.SampleRate - missingAt, (starts[w] + count) * rate / Pipeline.SampleRate - missingAt, count)) / (float)size;
        }

        return new PreparedEcg(windows, size, starts, padded, valid, account);
    }

    private long[] Starts(long length, int size)
    {
        if (length == 0)
        {
            return [];
        }

        long whole = length / size;
        bool rest = length % size > 0 && (whole == 0 || Pipeline.Tail != WindowTail.Drop);
        var starts = new List<long>();
        for (long w = 0; w < whole; w++)
        {
            starts.Add(w * size);
        }

        if (rest)
        {
            starts.Add(whole > 0 && Pipeline.Tail == WindowTail.Overlap ? length - size : whole * size);
        }

        return [.. starts];
    }

    /// <summary>The missing share of a span of recorded samples, expressed in <paramref name="count"/> prepared ones.</summary>
    private static float Missing(bool[] missing, double from, double to, int count)
    {
        int first = Math.Min((int)Math.Round(from), missing.Length);
        int last = Math.Min((int)Math.Round(to), missing.Length);
        return last <= first ? 0 : missing.AsSpan(first, last - first).Count(true) * (float)count / (last - first);
    }
}

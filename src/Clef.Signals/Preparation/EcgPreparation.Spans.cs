using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Filtering;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;

namespace Clef.Signals.Preparation;

/// <content>Long recordings, a span of windows at a time.</content>
public sealed partial class EcgPreparation
{
    /// <summary>Windows of a span where the caller does not say: ten minutes of <c>ecg-clef-v1</c>.</summary>
    public const int DefaultSpanWindows = 60;

    /// <summary>
    /// Prepares a lead of a long recording (a Holter of 24 h or more) span by span, so that the memory taken depends on the span and not on the recording.
    /// The windows are those of <see cref="Prepare(Recording, string, double, double?, bool)"/>, in the same order. Each span is filtered together with so much
    /// of its surroundings that what the filter remembers of their ends has fallen below 1e-8. Two things differ slightly: the line that
    /// <see cref="ResamplingEdge.Line"/> takes off is each span's own (below 1e-3 of a standard deviation on real leads), and a gap that reaches beyond the
    /// surroundings is bridged by holding the last sample.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="lead">The lead, as in <see cref="Prepare(Recording, string, double, double?, bool)"/>.</param>
    /// <param name="spanWindows">Windows in a span, at least 1.</param>
    /// <param name="zScore">False leaves out the last step.</param>
    /// <returns>One item for each span, its account and sample counts being of that span alone; one item without windows where the lead is missing.</returns>
    /// <exception cref="ClefException">The lead's name is unknown, or the number of windows is not positive.</exception>
    public IEnumerable<PreparedEcg> PrepareSpans(Recording recording, string lead, int spanWindows = DefaultSpanWindows, bool zScore = true)
    {
        if (spanWindows is < 1 or > 100_000)
        {
            throw new ClefException("preparation", "windows of a span", spanWindows, "1 to 100,000");
        }

        ChannelMatch match = Match(recording, lead);
        return match.IsMissing ? [Missing(lead, match)] : Spans(recording, lead, match, spanWindows, zScore);
    }

    /// <summary>The first sample of every window of a lead, at the prepared rate; none where it has no sample.</summary>
    /// <param name="samples">Samples of the lead as recorded.</param>
    /// <param name="rate">Its rate as recorded, in hertz.</param>
    public IReadOnlyList<long> WindowStarts(long samples, double rate) => Starts(Ratio.Between(rate, Pipeline.SampleRate).OutputCount(samples), Pipeline.WindowSamples);

    /// <summary>The share of a lead's samples that were recorded, 0 to 1, read block by block; 0 where the lead is missing or empty.</summary>
    /// <exception cref="ClefException">The lead's name is unknown, or it cannot be read.</exception>
    public double RecordedShare(Recording recording, string lead)
    {
        ChannelMatch match = Match(recording, lead);
        if (match.IsMissing)
        {
            return 0;
        }

        const int Block = 1 << 16;
        (_, _, long count) = ChannelReader.Span(recording, match, 0, null);
        long recorded = 0;
        for (long at = 0; at < count; at += Block)
        {
            foreach (float x in ChannelReader.Read(recording, match, at, (int)Math.Min(Block, count - at)))
            {
                recorded += float.IsFinite(x) ? 1 : 0;
            }
        }

        return count == 0 ? 0 : (double)recorded / count;
    }

    private IEnumerable<PreparedEcg> Spans(Recording recording, string lead, ChannelMatch match, int spanWindows, bool zScore)
    {
        (double rate, _, long count) = ChannelReader.Span(recording, match, 0, null);
        Ratio ratio = Ratio.Between(rate, Pipeline.SampleRate);
        long total = ratio.OutputCount(count);
        long margin = (long)Math.Ceiling(FilterMemorySeconds * Pipeline.SampleRate);
        long[] starts = Starts(total, Pipeline.WindowSamples);
        for (int w = 0; w < starts.Length; w += spanWindows)
        {
            long[] own = starts[w..Math.Min(starts.Length, w + spanWindows)];
            long from = own[0], to = Math.Min(total, own[^1] + Pipeline.WindowSamples);

            // Input sample j·Down and output sample j·Up lie at one time: spans begin there, so that each is resampled in the phase of the whole.
            long step = Math.Max(0, from - margin) / ratio.Up;
            long first = step * ratio.Down, end = Math.Min(count, Source(to + margin, ratio) + 1);
            float[] samples = ChannelReader.Read(recording, match, first, checked((int)(end - first)));
            bool[] missing = [.. samples.Select(x => !float.IsFinite(x))];
            int ownFirst = (int)(Source(from, ratio) - first), ownEnd = (int)(Math.Min(count, Source(to, ratio)) - first);
            long interpolated = missing.AsSpan(ownFirst, ownEnd - ownFirst).Count(true);
            bool any = GapFilling.Interpolate(samples) > 0;
            float[] prepared = PolyphaseResampler.For(ratio).Apply(samples, Pipeline.ResamplingEdge);
            ZeroPhase.Apply(_bandPass, prepared);
            var account = new ChannelAccount(lead, [.. match.Sources.Select(s => s.Label)], match.RecordedUnit, match.UnitFactor, rate,
                Pipeline.SampleRate, ownEnd - ownFirst, interpolated, match.Note);
            yield return Cut(prepared, step * ratio.Up, own, total, any ? missing : [], first, rate, zScore, account);
        }
    }

    /// <summary>
    /// Seconds after which the band-pass has forgotten: twenty time constants of its slowest pole, whose real part is 2 pi LowCut sin(pi / (2 order)) where
    /// the band is wide (Butterworth's circle).
    /// </summary>
    private double FilterMemorySeconds => 20 / (2 * Math.PI * Pipeline.LowCut * Math.Sin(Math.PI / (2 * Pipeline.FilterOrder)));

    /// <summary>The first input sample at or after the time of an output sample.</summary>
    private static long Source(long output, Ratio ratio) => ((output * ratio.Down) + ratio.Up - 1) / ratio.Up;
}

using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Recordings;

namespace Clef.Signals.Resampling;

/// <summary>
/// A recording whose channels all have one rate: those of another are resampled by <see cref="PolyphaseResampler"/>, block by block, as they are read. The
/// blocks lie on a fixed grid and are filtered with as much of their surroundings as the filter reaches, so that a sample's value does not depend on what
/// is read with it. Missing samples are bridged for the filter and are missing again in what comes out. It does not dispose of its source.
/// </summary>
public sealed class ResampledRecording : Recording
{
    private const int BlockSamples = 1 << 14;

    /// <summary>Periods of the slower rate that the low-pass reaches to either side, and one more for its rounding.</summary>
    private const int ReachInPeriods = 11;

    private readonly Recording _source;
    private readonly Ratio[] _ratios;
    private readonly (long Block, float[] Samples)?[] _last;
    private readonly Lock _lock = new();

    private ResampledRecording(Recording source, Ratio[] ratios)
    {
        (_source, _ratios) = (source, ratios);
        _last = new (long, float[])?[ratios.Length];
    }

    /// <inheritdoc/>
    public override IReadOnlyList<Annotation> Annotations => _source.Annotations;

    /// <summary>Resamples every channel that has another rate.</summary>
    /// <param name="source">The recording; it must outlive this one.</param>
    /// <param name="rate">The rate in hertz.</param>
    /// <exception cref="ClefException">The rate is not positive, or too far from a channel's own.</exception>
    public static ResampledRecording Of(Recording source, double rate)
    {
        Ratio[] ratios = [.. source.Channels.Select(c => Ratio.Between(c.SampleRate, rate))];
        return new ResampledRecording(source, ratios)
        {
            Name = source.Name,
            Format = source.Format,
            Channels = [.. source.Channels.Select((c, i) => IsSame(ratios[i]) ? c
                : c with { SampleRate = rate, SampleCount = ratios[i].OutputCount(c.SampleCount), Resolution = double.NaN, PhysicalRange = null })],
            Subject = source.Subject,
            Start = source.Start,
            DurationSeconds = source.DurationSeconds,
            Gaps = source.Gaps,
            Remarks = [.. source.Remarks, .. source.Channels.Where((_, i) => !IsSame(ratios[i])).GroupBy(c => c.SampleRate).Select(g => new Remark(
                "rate-changed", FormattableString.Invariant($"{string.Join(", ", g.Select(c => c.Label))}: resampled from {g.Key} to {rate} Hz")))],
        };
    }

    /// <inheritdoc/>
    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        if (IsSame(_ratios[channel]))
        {
            _source.Read(channel, firstSample, destination);
            return;
        }

        destination.Fill(float.NaN);
        long count = Channels[channel].SampleCount;
        long at = Math.Max(0, firstSample), end = Math.Min(count, firstSample > long.MaxValue - destination.Length ? long.MaxValue : firstSample + destination.Length);
        while (at < end)
        {
            long block = at / BlockSamples, from = block * BlockSamples;
            float[] samples = Block(channel, block);
            int copied = (int)(Math.Min(end, from + samples.Length) - at);
            samples.AsSpan((int)(at - from), copied).CopyTo(destination[(int)(at - firstSample)..]);
            at += copied;
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
    }

    private static bool IsSame(Ratio ratio) => ratio is { Up: 1, Down: 1 };

    /// <summary>The samples of a block; the last of each channel is kept, for readers that go on in small steps.</summary>
    private float[] Block(int channel, long block)
    {
        lock (_lock)
        {
            if (_last[channel] is { } kept && kept.Block == block)
            {
                return kept.Samples;
            }
        }

        float[] samples = Resample(channel, block * BlockSamples);
        lock (_lock)
        {
            _last[channel] = (block, samples);
        }

        return samples;
    }

    private float[] Resample(int channel, long from)
    {
        Ratio ratio = _ratios[channel];
        long stored = _source.Channels[channel].SampleCount;
        int count = (int)Math.Min(BlockSamples, Channels[channel].SampleCount - from);

        // Input sample j·Down and output sample j·Up lie at one time: a block begins there, so that it is resampled in the phase of the whole.
        long reach = ReachInPeriods * (long)Math.Max(1, Math.Ceiling((double)ratio.Down / ratio.Up));
        long step = Math.Max(0, (from * ratio.Down / ratio.Up) - reach) / ratio.Down;
        long first = step * ratio.Down, end = Math.Min(stored, ((from + count) * ratio.Down / ratio.Up) + reach + 1);
        var input = new float[end - first];
        _source.Read(channel, first, input);
        bool[] missing = [.. input.Select(x => !float.IsFinite(x))];
        GapFilling.Interpolate(input);
        float[] output = PolyphaseResampler.For(ratio).Apply(input, ResamplingEdge.Line);
        float[] samples = output.AsSpan((int)(from - (step * ratio.Up)), count).ToArray();
        for (int i = 0; i < count; i++)
        {
            long nearest = (long)Math.Round((from + i) * (double)ratio.Down / ratio.Up) - first;
            samples[i] = missing[Math.Min(nearest, missing.Length - 1)] ? float.NaN : samples[i];
        }

        return samples;
    }
}

using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Common;

/// <summary>A recording given by one <see cref="SampleSource"/> a channel.</summary>
internal sealed class SampledRecording : Recording
{
    private readonly IReadOnlyList<SampleSource> _samples;
    private readonly Lazy<IReadOnlyList<Annotation>> _annotations;
    private readonly IReadOnlyList<IDisposable> _owned;

    /// <param name="samples">One for each channel.</param>
    /// <param name="annotations">Called once, when annotations are first asked for.</param>
    /// <param name="owned">What is disposed with the recording.</param>
    public SampledRecording(IReadOnlyList<SampleSource> samples, Func<IEnumerable<Annotation>>? annotations, params IReadOnlyList<IDisposable> owned)
    {
        _samples = samples;
        _annotations = new(() => annotations is null ? [] : [.. annotations().OrderBy(a => a.OnsetSeconds)]);
        _owned = owned;
    }

    public override IReadOnlyList<Annotation> Annotations => _annotations.Value;

    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        SampleSource samples = _samples[channel];
        int before = (int)Math.Clamp(firstSample < 0 ? -(firstSample + 1) + 1 : 0, 0, destination.Length);
        long first = Math.Max(0, firstSample);
        int within = (int)Math.Clamp(samples.Count - first, 0, destination.Length - before);
        destination[..before].Fill(float.NaN);
        if (within > 0)
        {
            samples.Read(first, destination.Slice(before, within));
        }

        destination[(before + within)..].Fill(float.NaN);
    }

    /// <summary>
    /// Block of time by block of time: where the stored pieces hold all channels (compressed chunks), each is then decoded once however many channels are
    /// read and however little of them is kept decoded.
    /// </summary>
    protected override void ReadPlanes(IReadOnlyList<int> channels, ReadOnlySpan<long> firstSamples, float[][] planes)
    {
        // Four million samples a block: as doubles, an eighth of what the compressed formats keep decoded.
        int size = Math.Clamp((1 << 22) / Math.Max(1, planes.Length), 1 << 8, 1 << 14);
        long blocks = planes.Select(p => (p.LongLength + size - 1) / size).DefaultIfEmpty(0).Max();
        for (long block = 0; block < blocks; block++)
        {
            for (int i = 0; i < planes.Length; i++)
            {
                // Channels of different rates advance by equal shares of their own length, hence by equal times.
                int from = (int)(planes[i].LongLength * block / blocks), to = (int)(planes[i].LongLength * (block + 1) / blocks);
                Read(channels[i], firstSamples[i] + from, planes[i].AsSpan(from, to - from));
            }
        }
    }

    protected override void Dispose(bool disposing)
    {
        foreach (IDisposable owned in _owned)
        {
            owned.Dispose();
        }
    }
}

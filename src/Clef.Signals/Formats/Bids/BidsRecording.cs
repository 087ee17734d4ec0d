using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Bids;

/// <summary>A recording with the facts of its sidecars; samples are those of the file.</summary>
internal sealed class BidsRecording(Recording inner, Func<IEnumerable<Annotation>> annotations) : Recording
{
    private readonly Lazy<IReadOnlyList<Annotation>> _annotations = new(() => [.. annotations().OrderBy(a => a.OnsetSeconds)]);

    public override IReadOnlyList<Annotation> Annotations => _annotations.Value;

    public override void Read(int channel, long firstSample, Span<float> destination) => inner.Read(channel, firstSample, destination);

    protected override void Dispose(bool disposing) => inner.Dispose();
}

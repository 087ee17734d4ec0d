using Clef.Signals.Recordings;

namespace Clef.Signals.Tests.Formats;

/// <summary>A recording of arrays.</summary>
internal sealed class BuiltRecording(float[][] samples, IReadOnlyList<Annotation> annotations) : Recording
{
    public override IReadOnlyList<Annotation> Annotations => annotations;

    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            long at = firstSample + i;
            destination[i] = at >= 0 && at < samples[channel].Length ? samples[channel][at] : float.NaN;
        }
    }

    protected override void Dispose(bool disposing)
    {
    }
}

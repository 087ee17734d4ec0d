using Clef.Signals.Recordings;

namespace Clef.Signals.Tests;

/// <summary>A recording held in memory, for tests.</summary>
internal sealed class MemoryRecording : Recording
{
    private readonly float[][] _samples;

    private MemoryRecording(float[][] samples) => _samples = samples;

    public override IReadOnlyList<Annotation> Annotations => [];

    public static MemoryRecording Of(double rate, string unit, params (string Label, float[] Samples)[] channels) =>
        new([.. channels.Select(c => c.Samples)])
        {
            Name = "memory",
            Format = "memory",
            Channels = [.. channels.Select(c => new Channel(c.Label, unit, rate, c.Samples.Length))],
            DurationSeconds = channels.Select(c => c.Samples.Length / rate).DefaultIfEmpty(0).Max(),
        };

    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        for (int i = 0; i < destination.Length; i++)
        {
            long at = firstSample + i;
            destination[i] = at >= 0 && at < _samples[channel].Length ? _samples[channel][at] : float.NaN;
        }
    }

    protected override void Dispose(bool disposing)
    {
    }
}

namespace Clef.Signals.Formats.Common;

/// <summary>The samples of one channel, wherever they lie. Safe for concurrent reads.</summary>
internal abstract class SampleSource
{
    /// <summary>How many samples there are.</summary>
    public abstract long Count { get; }

    /// <summary>Reads samples [<paramref name="first"/>, first + destination.Length) in the physical unit; the caller stays within <see cref="Count"/>.</summary>
    public abstract void Read(long first, Span<float> destination);
}

/// <summary>Samples that were decoded into memory.</summary>
internal sealed class ArraySamples(float[] samples) : SampleSource
{
    public override long Count => samples.Length;

    public override void Read(long first, Span<float> destination) => samples.AsSpan((int)first, destination.Length).CopyTo(destination);
}

/// <summary>Sixteen-bit samples in memory with a gain: half the memory of floats.</summary>
internal sealed class ScaledSamples(short[] samples, double scale, double offset = 0) : SampleSource
{
    public override long Count => samples.Length;

    public override void Read(long first, Span<float> destination)
    {
        ReadOnlySpan<short> raw = samples.AsSpan((int)first, destination.Length);
        for (int i = 0; i < raw.Length; i++)
        {
            destination[i] = (float)((raw[i] * scale) + offset);
        }
    }
}

/// <summary>A lead that is a weighted sum of two others of the same length, such as III = II - I.</summary>
internal sealed class CombinedSamples(SampleSource a, double weightA, SampleSource b, double weightB) : SampleSource
{
    public override long Count => Math.Min(a.Count, b.Count);

    public override void Read(long first, Span<float> destination)
    {
        const int Block = 1024;
        Span<float> other = stackalloc float[Block];
        for (int done = 0; done < destination.Length; done += Block)
        {
            Span<float> part = destination.Slice(done, Math.Min(Block, destination.Length - done));
            a.Read(first + done, part);
            b.Read(first + done, other[..part.Length]);
            for (int i = 0; i < part.Length; i++)
            {
                part[i] = (float)((part[i] * weightA) + (other[i] * weightB));
            }
        }
    }
}

/// <summary>Samples that begin later than the recording does: what lies before them was not recorded and reads as NaN.</summary>
internal sealed class DelayedSamples(SampleSource samples, long delay) : SampleSource
{
    public override long Count => samples.Count + delay;

    public override void Read(long first, Span<float> destination)
    {
        int missing = (int)Math.Clamp(delay - first, 0, destination.Length);
        destination[..missing].Fill(float.NaN);
        if (missing < destination.Length)
        {
            samples.Read(first + missing - delay, destination[missing..]);
        }
    }
}

/// <summary>Samples of another source, multiplied.</summary>
internal sealed class GainSamples(SampleSource samples, double gain) : SampleSource
{
    public override long Count => samples.Count;

    public override void Read(long first, Span<float> destination)
    {
        samples.Read(first, destination);
        foreach (ref float sample in destination)
        {
            sample = (float)(sample * gain);
        }
    }
}

using Clef.Core.Sources;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// The signals that share one file, interleaved by frames: each frame has the samples of the first signal, then those of the second, and so on.
/// Values are digital units. Safe for concurrent reads.
/// </summary>
internal abstract class SignalGroup(ByteSource source, IReadOnlyList<WfdbSignal> signals) : IDisposable
{
    /// <summary>The file.</summary>
    protected ByteSource Source { get; } = source;

    /// <summary>The signals, in file order.</summary>
    public IReadOnlyList<WfdbSignal> Signals { get; } = signals;

    /// <summary>Samples of all signals in one frame.</summary>
    public int FrameSamples { get; } = Sum(signals);

    /// <summary>Samples of all signals that the file holds.</summary>
    public abstract long TotalSamples { get; }

    /// <summary>Position of a signal's first sample within the frame.</summary>
    public int OffsetOf(int signal)
    {
        int offset = 0;
        for (int i = 0; i < signal; i++)
        {
            offset += Signals[i].SamplesPerFrame;
        }

        return offset;
    }

    /// <summary>Samples that the file holds of one signal, samples before the skew included.</summary>
    public long SamplesOf(int signal)
    {
        (long frames, long rest) = Math.DivRem(TotalSamples, FrameSamples);
        return frames * Signals[signal].SamplesPerFrame + Math.Clamp(rest - OffsetOf(signal), 0, Signals[signal].SamplesPerFrame);
    }

    /// <summary>Reads consecutive samples of one signal as stored; the range must lie within <see cref="SamplesOf"/>.</summary>
    public abstract void Read(int signal, long first, Span<int> digital);

    /// <summary>Says that a range of samples of a signal will not soon be read again; a mapped file then need not keep its pages resident.</summary>
    public virtual void Forget(int signal, long first, long count)
    {
    }

    private static int Sum(IReadOnlyList<WfdbSignal> signals)
    {
        int sum = 0;
        for (int i = 0; i < signals.Count; i++)
        {
            sum = checked(sum + signals[i].SamplesPerFrame);
        }

        return sum;
    }

    /// <inheritdoc/>
    public virtual void Dispose() => Source.Dispose();

    /// <summary>Opens the group's file with the decoder of its format.</summary>
    public static SignalGroup Open(ByteSource source, IReadOnlyList<WfdbSignal> signals) => signals[0].Format switch
    {
        WfdbSampleFormat.Difference8 => new DifferenceGroup(source, signals),
        WfdbSampleFormat.Integer16 => new PackedGroup<Integer16>(source, signals),
        WfdbSampleFormat.Integer24 => new PackedGroup<Integer24>(source, signals),
        WfdbSampleFormat.Integer32 => new PackedGroup<Integer32>(source, signals),
        WfdbSampleFormat.BigEndian16 => new PackedGroup<BigEndian16>(source, signals),
        WfdbSampleFormat.Offset8 => new PackedGroup<Offset8>(source, signals),
        WfdbSampleFormat.Offset16 => new PackedGroup<Offset16>(source, signals),
        WfdbSampleFormat.Packed212 => new PackedGroup<Packed212>(source, signals),
        WfdbSampleFormat.Packed310 => new PackedGroup<Packed310>(source, signals),
        WfdbSampleFormat.Packed311 => new PackedGroup<Packed311>(source, signals),
        _ => new FlacGroup(source, signals),
    };
}

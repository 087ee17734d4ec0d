using Clef.Core.Sources;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Format 8: each byte is the signed difference from the same signal's sample before it. Sums are kept at every <see cref="Stride"/> frames, so that
/// a read deep in the file starts near its place.
/// </summary>
internal sealed class DifferenceGroup : SignalGroup
{
    private const int Stride = 4096;
    private readonly long _byteOffset;
    private readonly Lazy<int[]> _sums;

    public DifferenceGroup(ByteSource source, IReadOnlyList<WfdbSignal> signals) : base(source, signals)
    {
        _byteOffset = Math.Min(signals[0].ByteOffset, source.Length);
        TotalSamples = source.Length - _byteOffset;
        _sums = new Lazy<int[]>(SumAll);
    }

    /// <inheritdoc/>
    public override long TotalSamples { get; }

    /// <inheritdoc/>
    public override void Read(int signal, long first, Span<int> digital)
    {
        if (digital.IsEmpty)
        {
            return;
        }

        int perFrame = Signals[signal].SamplesPerFrame;
        int offset = OffsetOf(signal);
        long block = first / perFrame / Stride;
        int value = _sums.Value[block * Signals.Count + signal];
        long sample = block * Stride * perFrame;
        for (long frame = block * Stride; ; frame++)
        {
            foreach (byte difference in Source.Slice(_byteOffset + frame * FrameSamples + offset, (int)Math.Min(perFrame, first + digital.Length - sample)))
            {
                value += (sbyte)difference;
                if (sample >= first)
                {
                    digital[(int)(sample - first)] = value;
                }

                sample++;
            }

            if (sample >= first + digital.Length)
            {
                return;
            }
        }
    }

    /// <summary>Sums before each block, (block, signal).</summary>
    private int[] SumAll()
    {
        long frames = TotalSamples / FrameSamples;
        var sums = new int[checked((int)((frames / Stride + 1) * Signals.Count))];
        int[] running = [.. Signals.Select(s => s.InitialValue)];
        for (long frame = 0; frame <= frames; frame++)
        {
            if (frame % Stride == 0)
            {
                running.CopyTo(sums, frame / Stride * Signals.Count);
            }

            if (frame == frames)
            {
                break;
            }

            ReadOnlySpan<byte> bytes = Source.Slice(_byteOffset + frame * FrameSamples, FrameSamples);
            int at = 0;
            for (int signal = 0; signal < running.Length; signal++)
            {
                for (int i = 0; i < Signals[signal].SamplesPerFrame; i++)
                {
                    running[signal] += (sbyte)bytes[at++];
                }
            }
        }

        return sums;
    }
}

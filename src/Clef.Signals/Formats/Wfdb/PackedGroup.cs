using Clef.Core.Sources;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>A group whose samples each stand at a place that its index gives: every format but differences and FLAC.</summary>
internal sealed class PackedGroup<TCodec> : SignalGroup
    where TCodec : struct, ISampleCodec
{
    private const int ChunkSamples = 3 << 20;
    private readonly long _byteOffset;
    private readonly int _packSamples;
    private readonly int _packBytes;

    public PackedGroup(ByteSource source, IReadOnlyList<WfdbSignal> signals) : base(source, signals)
    {
        _byteOffset = Math.Min(signals[0].ByteOffset, source.Length);
        (_packSamples, _packBytes) = signals[0].Format.Pack();
        TotalSamples = signals[0].Format.SamplesIn(source.Length - _byteOffset);
    }

    /// <inheritdoc/>
    public override long TotalSamples { get; }

    /// <summary>The bytes of whole frames, for a decoder of its own.</summary>
    public ReadOnlySpan<byte> Frames(long first, int count, int bytesPerSample) =>
        Source.Slice(_byteOffset + first * FrameSamples * bytesPerSample, checked(count * FrameSamples * bytesPerSample));

    /// <inheritdoc/>
    public override void Forget(int signal, long first, long count)
    {
        int perFrame = Signals[signal].SamplesPerFrame;
        long from = first / perFrame * FrameSamples / _packSamples * _packBytes, to = (first + count) / perFrame * FrameSamples / _packSamples * _packBytes;
        Source.Forget(_byteOffset + from, Math.Max(0, Math.Min(Source.Length - _byteOffset, to) - from));
    }

    /// <inheritdoc/>
    public override void Read(int signal, long first, Span<int> digital)
    {
        int perFrame = Signals[signal].SamplesPerFrame;
        int offset = OffsetOf(signal);
        int skip = FrameSamples - perFrame;
        while (!digital.IsEmpty)
        {
            (long frame, long within) = Math.DivRem(first, perFrame);
            long start = frame * FrameSamples + offset + within;
            long lastOfChunk = start + ChunkSamples;
            long pack = start / _packSamples;

            // Samples of this signal within the chunk: whole frames, at least the rest of this one.
            int count = (int)Math.Min(digital.Length, Math.Max(perFrame - within, (lastOfChunk - start) / FrameSamples * perFrame - within));
            (long endFrame, long endWithin) = Math.DivRem(first + count - 1, perFrame);
            long end = endFrame * FrameSamples + offset + endWithin;
            long from = _byteOffset + pack * _packBytes;
            long to = Math.Min(Source.Length, _byteOffset + (end / _packSamples + 1) * _packBytes);
            ReadOnlySpan<byte> bytes = Source.Slice(from, checked((int)(to - from)));
            int k = (int)(start - pack * _packSamples);
            Span<int> target = digital[..count];
            if (perFrame == 1)
            {
                for (int i = 0; i < target.Length; i++, k += FrameSamples)
                {
                    target[i] = TCodec.Get(bytes, k);
                }
            }
            else
            {
                int place = (int)within;
                for (int i = 0; i < target.Length; i++, k++)
                {
                    target[i] = TCodec.Get(bytes, k);
                    if (++place == perFrame)
                    {
                        place = 0;
                        k += skip;
                    }
                }
            }

            first += count;
            digital = digital[count..];
        }
    }
}

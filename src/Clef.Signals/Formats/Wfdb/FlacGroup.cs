using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// Formats 508, 516 and 524: one FLAC stream with one channel per signal. Only the block last decoded is held (at most 65,535 samples a channel, the
/// limit of FLAC), so memory does not follow the header's claims. One lock a stream.
/// </summary>
internal sealed unsafe class FlacGroup : SignalGroup
{
    private const int StreamInfoEnd = 42; // "fLaC", block header of 4 bytes, STREAMINFO of 34 (RFC 9639, 8.2)
    private readonly Lock _lock = new();
    private readonly int[][] _block;
    private readonly int _perFrame;
    private GCHandle _self;
    private nint _decoder;
    private long _position;
    private long _blockStart;
    private int _blockLength;
    private long _next;

    public FlacGroup(ByteSource source, IReadOnlyList<WfdbSignal> signals) : base(source, signals)
    {
        ReadOnlySpan<byte> head = source.SliceUpTo(0, StreamInfoEnd);
        if (head.Length < StreamInfoEnd || !head.StartsWith("fLaC"u8) || (head[4] & 0x7f) != 0)
        {
            throw new ClefException(source.Name, "start of file", null, "a FLAC stream ('fLaC' and its STREAMINFO block)");
        }

        // STREAMINFO: 10 bytes of sizes, then 20 bits rate, 3 bits channels - 1, 5 bits depth - 1, 36 bits total samples.
        ulong packed = BinaryPrimitives.ReadUInt64BigEndian(head[18..]);
        int channels = (int)((packed >> 41) & 7) + 1;
        int bits = (int)((packed >> 36) & 31) + 1;
        long total = (long)(packed & 0xF_FFFF_FFFF);
        _perFrame = signals[0].SamplesPerFrame;
        if (channels != signals.Count)
        {
            throw new ClefException(source.Name, "FLAC channels", channels, $"{signals.Count}, one for each signal of the header");
        }

        if (bits != signals[0].Format.Bits())
        {
            throw new ClefException(source.Name, "FLAC bits per sample", bits, $"{signals[0].Format.Bits()} for format {(int)signals[0].Format}");
        }

        if (signals.Any(s => s.SamplesPerFrame != _perFrame))
        {
            throw new ClefException(source.Name, "samples per frame", null, "one number for all signals of a FLAC file");
        }

        if (total == 0)
        {
            throw new ClefException(source.Name, "FLAC total samples", 0, "the number of samples, which a finished stream states");
        }

        TotalSamples = total * channels;
        _block = new int[channels][];
    }

    /// <inheritdoc/>
    public override long TotalSamples { get; }

    /// <inheritdoc/>
    public override void Read(int signal, long first, Span<int> digital)
    {
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_next < 0, this);
            while (!digital.IsEmpty)
            {
                if (first < _blockStart || first >= _blockStart + _blockLength)
                {
                    Decode(first);
                }

                int from = (int)(first - _blockStart);
                int count = Math.Min(digital.Length, _blockLength - from);
                _block[signal].AsSpan(from, count).CopyTo(digital);
                digital = digital[count..];
                first += count;
            }
        }
    }

    /// <inheritdoc/>
    public override void Dispose()
    {
        lock (_lock)
        {
            _next = -1;
            if (_decoder != 0)
            {
                LibFlac.Delete(_decoder);
                _decoder = 0;
                _self.Free();
            }
        }

        base.Dispose();
    }

    /// <summary>Decodes the block that holds a sample; seeks unless it is the next one.</summary>
    private void Decode(long sample)
    {
        if (_decoder == 0)
        {
            Start();
        }

        _blockLength = 0;
        if (sample != _next && !LibFlac.Seek(_decoder, (ulong)sample))
        {
            LibFlac.Flush(_decoder);
            throw Broken(sample);
        }

        // Blocks of metadata, and frames that the decoder skips as damaged, yield no samples.
        while (_blockLength == 0)
        {
            bool done = !LibFlac.ProcessSingle(_decoder) || LibFlac.State(_decoder) >= LibFlac.EndOfStream;
            if (done && _blockLength == 0)
            {
                throw Broken(sample);
            }
        }

        if (sample < _blockStart || sample >= _blockStart + _blockLength)
        {
            throw Broken(sample);
        }
    }

    private ClefException Broken(long sample)
    {
        _blockLength = 0;
        _next = long.MaxValue;
        return new ClefException(Source.Name, "FLAC stream", null, $"an intact frame with sample {sample}");
    }

    private void Start()
    {
        _decoder = LibFlac.New();
        _self = GCHandle.Alloc(this);
        int status = LibFlac.InitStream(
            _decoder,
            (delegate* unmanaged<nint, byte*, nuint*, nint, int>)&OnRead,
            (delegate* unmanaged<nint, ulong, nint, int>)&OnSeek,
            (delegate* unmanaged<nint, ulong*, nint, int>)&OnTell,
            (delegate* unmanaged<nint, ulong*, nint, int>)&OnLength,
            (delegate* unmanaged<nint, nint, int>)&OnEndOfFile,
            (delegate* unmanaged<nint, FrameHeader*, int**, nint, int>)&OnWrite,
            (delegate* unmanaged<nint, int, nint, void>)&OnError,
            GCHandle.ToIntPtr(_self));
        if (status != 0)
        {
            LibFlac.Delete(_decoder);
            _decoder = 0;
            _self.Free();
            throw new ClefException(Source.Name, "FLAC decoder", status, "status 0 (ready)");
        }
    }

    /// <summary>The first fields of FLAC__FrameHeader (format.h).</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct FrameHeader
    {
        public uint BlockSize;
        public uint SampleRate;
        public uint Channels;
        public int ChannelAssignment;
        public uint BitsPerSample;
        public int NumberType;
        public ulong Number;
    }

    private static FlacGroup Of(nint client) => (FlacGroup)GCHandle.FromIntPtr(client).Target!;

    [UnmanagedCallersOnly]
    private static int OnRead(nint decoder, byte* buffer, nuint* bytes, nint client)
    {
        FlacGroup group = Of(client);
        ReadOnlySpan<byte> available = group.Source.SliceUpTo(group._position, (int)Math.Min(*bytes, 1 << 20));
        available.CopyTo(new Span<byte>(buffer, available.Length));
        group._position += available.Length;
        *bytes = (nuint)available.Length;
        return available.IsEmpty ? 1 : 0; // end of stream : continue
    }

    [UnmanagedCallersOnly]
    private static int OnSeek(nint decoder, ulong offset, nint client)
    {
        FlacGroup group = Of(client);
        if (offset > (ulong)group.Source.Length)
        {
            return 1; // error
        }

        group._position = (long)offset;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int OnTell(nint decoder, ulong* offset, nint client)
    {
        *offset = (ulong)Of(client)._position;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int OnLength(nint decoder, ulong* length, nint client)
    {
        *length = (ulong)Of(client).Source.Length;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static int OnEndOfFile(nint decoder, nint client)
    {
        FlacGroup group = Of(client);
        return group._position >= group.Source.Length ? 1 : 0;
    }

    [UnmanagedCallersOnly]
    private static int OnWrite(nint decoder, FrameHeader* header, int** buffer, nint client)
    {
        FlacGroup group = Of(client);
        int length = (int)header->BlockSize;
        if (header->Channels != group._block.Length || length > 65535)
        {
            return 1; // abort
        }

        for (int channel = 0; channel < group._block.Length; channel++)
        {
            if ((group._block[channel]?.Length ?? 0) < length)
            {
                group._block[channel] = new int[length];
            }

            new ReadOnlySpan<int>(buffer[channel], length).CopyTo(group._block[channel]);
        }

        // libFLAC turns frame numbers into sample numbers before it calls (FLAC__FRAME_NUMBER_TYPE_SAMPLE_NUMBER = 1).
        group._blockStart = header->NumberType == 1 ? (long)Math.Min(header->Number, long.MaxValue / 4) : group._next;
        group._blockLength = length;
        group._next = group._blockStart + length;
        return 0;
    }

    [UnmanagedCallersOnly]
    private static void OnError(nint decoder, int status, nint client)
    {
        // The decoder resynchronises at the next frame; what is lost shows as a position that was not reached.
    }
}

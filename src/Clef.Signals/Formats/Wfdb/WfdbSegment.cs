using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>The signals of one header with the files that hold their samples. Files open when they are first needed.</summary>
internal sealed class WfdbSegment : IDisposable
{
    private const int BlockSamples = 4096;
    private const int BlockBytes = 1 << 20;

    /// <summary>Reads of this many samples walk a long file once (four minutes at 250 Hz); what they leave behind need not stay resident.</summary>
    private const int LongRead = 1 << 16;

    private readonly SourceFolder _folder;
    private readonly string _headerName;
    private readonly string _headerSource;
    private readonly (Lazy<SignalGroup> Group, int Index)[] _places;
    private readonly List<Lazy<SignalGroup>> _groups = [];
    private readonly DigitalScale[] _scales;
    private readonly bool _interleaved16;

    public WfdbSegment(SourceFolder folder, string headerName, WfdbHeader header)
    {
        _folder = folder;
        _headerName = headerName;
        _headerSource = $"{folder.Name}/{headerName}";
        Header = header;
        int count = header.Signals.Count;
        _scales = new DigitalScale[count];
        _places = new (Lazy<SignalGroup>, int)[count];
        _interleaved16 = true;
        for (int i = 0; i < count; i++)
        {
            _scales[i] = new DigitalScale(header.Signals[i]);
            _interleaved16 &= _scales[i].Narrow && header.Signals[i] is { Format: WfdbSampleFormat.Integer16, SamplesPerFrame: 1, Skew: 0 };
        }

        // Signals of one group are listed together; a group ends where the file changes (header(5)).
        for (int i = 0; i < count;)
        {
            int first = i;
            while (i < count && header.Signals[i].FileName == header.Signals[first].FileName)
            {
                i++;
            }

            var signals = new WfdbSignal[i - first];
            for (int k = first; k < i; k++)
            {
                signals[k - first] = header.Signals[k];
            }

            var group = new Lazy<SignalGroup>(() => Open(signals));
            _groups.Add(group);
            for (int k = first; k < i; k++)
            {
                _places[k] = (group, k - first);
            }
        }
    }

    /// <summary>The header.</summary>
    public WfdbHeader Header { get; }

    /// <summary>Length in frames: what the header states, else what the shortest file holds after its skew.</summary>
    public long Frames(List<Remark> remarks)
    {
        long held = long.MaxValue;
        int skew = 0;
        bool stored = false;
        for (int i = 0; i < _places.Length; i++)
        {
            WfdbSignal signal = Header.Signals[i];
            skew = Math.Max(skew, signal.Skew);
            if (signal.Format != WfdbSampleFormat.None)
            {
                stored = true;
                (Lazy<SignalGroup> group, int index) = _places[i];
                held = Math.Min(held, group.Value.SamplesOf(index) / signal.SamplesPerFrame - signal.Skew);
            }
        }

        held = held == long.MaxValue ? 0 : Math.Max(0, held);
        if (Header.Frames is not { } stated)
        {
            return held;
        }

        if (stored && held < stated - skew)
        {
            remarks.Add(new Remark("data-shorter-than-header", $"the header states {stated} samples, the files hold {held}; what is missing reads as NaN"));
        }

        return stated;
    }

    /// <summary>Reads samples of one signal in its physical unit; what the file does not hold is NaN.</summary>
    public void Read(int signal, long first, Span<float> physical)
    {
        Span<int> digital = stackalloc int[BlockSamples];
        (long start, long count) = (first, physical.Length);
        while (!physical.IsEmpty)
        {
            Span<int> block = digital[..Math.Min(BlockSamples, physical.Length)];
            int got = ReadDigital(signal, first, block);
            _scales[signal].Convert(block[..got], physical);
            physical[got..block.Length].Fill(float.NaN);
            first += block.Length;
            physical = physical[block.Length..];
        }

        if (count >= LongRead && Header.Signals[signal].Format != WfdbSampleFormat.None && start >= 0)
        {
            (Lazy<SignalGroup> group, int index) = _places[signal];
            group.Value.Forget(index, start + ((long)Header.Signals[signal].Skew * Header.Signals[signal].SamplesPerFrame), count);
        }
    }

    /// <summary>Reads samples as stored, skew undone; answers how many of them the file holds.</summary>
    public int ReadDigital(int signal, long first, Span<int> digital)
    {
        WfdbSignal facts = Header.Signals[signal];
        if (facts.Format == WfdbSampleFormat.None)
        {
            return 0;
        }

        (Lazy<SignalGroup> lazy, int index) = _places[signal];
        SignalGroup group = lazy.Value;
        first += (long)facts.Skew * facts.SamplesPerFrame;
        int count = (int)Math.Clamp(group.SamplesOf(index) - first, 0, digital.Length);
        group.Read(index, first, digital[..count]);
        return count;
    }

    /// <summary>
    /// Reads one span of frames of several signals in a single walk of the file. Only a segment of one file in format 16 with one sample a frame and no skew
    /// allows it, and only a span that the file holds; false, with nothing read, otherwise.
    /// </summary>
    /// <param name="signals">Indices of the signals, each once.</param>
    /// <param name="first">The first frame.</param>
    /// <param name="planes">For each of <paramref name="signals"/> the array that is filled; all of one length.</param>
    public bool TryReadFrames(IReadOnlyList<int> signals, long first, float[][] planes)
    {
        if (_groups.Count != 1 || planes.Length == 0 || !_interleaved16)
        {
            return false;
        }

        var group = (PackedGroup<Integer16>)_groups[0].Value;
        int length = planes[0].Length, all = Header.Signals.Count;
        if (first < 0 || first > group.TotalSamples / all - length)
        {
            return false;
        }

        var wanted = new float[]?[all];
        for (int i = 0; i < planes.Length; i++)
        {
            if (planes[i].Length != length || wanted[signals[i]] is not null)
            {
                return false;
            }

            wanted[signals[i]] = planes[i];
        }

        int block = Math.Max(8, BlockBytes / (2 * all));
        for (int at = 0; at < length; at += block)
        {
            int count = Math.Min(block, length - at);
            Interleaved16.Convert(group.Frames(first + at, count, 2), all, _scales, wanted, at);
        }

        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (Lazy<SignalGroup> group in _groups)
        {
            if (group.IsValueCreated)
            {
                group.Value.Dispose();
            }
        }
    }

    private SignalGroup Open(WfdbSignal[] signals)
    {
        WfdbSignal first = signals[0];
        foreach (WfdbSignal signal in signals)
        {
            if (signal.Format != first.Format || (signal.ByteOffset != first.ByteOffset && signal.ByteOffset != 0))
            {
                throw new ClefException(_headerSource, "format", null, $"one format and byte offset for all signals of {first.FileName}");
            }
        }

        string name = SourceFolder.Sibling(_headerName, first.FileName)
            ?? throw new ClefException(_headerSource, "signal file", first.FileName, "a file beside the header");
        ByteSource source = _folder.Open(name);
        try
        {
            return SignalGroup.Open(source, signals);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}

using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>The signals of one header with the files that hold their samples. Files open when they are first needed.</summary>
internal sealed class WfdbSegment : IDisposable
{
    private const int BlockSamples = 4096;
    private readonly SourceFolder _folder;
    private readonly string _headerName;
    private readonly string _headerSource;
    private readonly (Lazy<SignalGroup> Group, int Index)[] _places;
    private readonly List<Lazy<SignalGroup>> _groups = [];
    private readonly DigitalScale[] _scales;

    public WfdbSegment(SourceFolder folder, string headerName, WfdbHeader header)
    {
        _folder = folder;
        _headerName = headerName;
        _headerSource = $"{folder.Name}/{headerName}";
        Header = header;
        _scales = [.. header.Signals.Select(s => new DigitalScale(s))];
        _places = new (Lazy<SignalGroup>, int)[header.Signals.Count];

        // Signals of one group are listed together; a group ends where the file changes (header(5)).
        for (int i = 0; i < header.Signals.Count;)
        {
            int first = i;
            while (i < header.Signals.Count && header.Signals[i].FileName == header.Signals[first].FileName)
            {
                i++;
            }

            WfdbSignal[] signals = [.. header.Signals.Skip(first).Take(i - first)];
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
        for (int i = 0; i < _places.Length; i++)
        {
            WfdbSignal signal = Header.Signals[i];
            if (signal.Format != WfdbSampleFormat.None)
            {
                (Lazy<SignalGroup> group, int index) = _places[i];
                held = Math.Min(held, group.Value.SamplesOf(index) / signal.SamplesPerFrame - signal.Skew);
            }
        }

        held = held == long.MaxValue ? 0 : Math.Max(0, held);
        if (Header.Frames is not { } stated)
        {
            return held;
        }

        int skew = Header.Signals.Count == 0 ? 0 : Header.Signals.Max(s => s.Skew);
        if (held < stated - skew && Header.Signals.Any(s => s.Format != WfdbSampleFormat.None))
        {
            remarks.Add(new Remark("data-shorter-than-header", $"the header states {stated} samples, the files hold {held}; what is missing reads as NaN"));
        }

        return stated;
    }

    /// <summary>Reads samples of one signal in its physical unit; what the file does not hold is NaN.</summary>
    public void Read(int signal, long first, Span<float> physical)
    {
        Span<int> digital = stackalloc int[BlockSamples];
        while (!physical.IsEmpty)
        {
            Span<int> block = digital[..Math.Min(BlockSamples, physical.Length)];
            int got = ReadDigital(signal, first, block);
            _scales[signal].Convert(block[..got], physical);
            physical[got..block.Length].Fill(float.NaN);
            first += block.Length;
            physical = physical[block.Length..];
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

    /// <summary>The group that alone holds the signals of this segment, in format 16 with one sample a frame; null otherwise.</summary>
    public PackedGroup<Integer16>? Plain16() =>
        _groups.Count == 1 && Header.Signals.All(s => s is { Format: WfdbSampleFormat.Integer16, SamplesPerFrame: 1, Skew: 0 })
        && Array.TrueForAll(_scales, s => s.Narrow)
            ? (PackedGroup<Integer16>)_groups[0].Value
            : null;

    /// <summary>The scale of one signal.</summary>
    public DigitalScale Scale(int signal) => _scales[signal];

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
        if (signals.Any(s => s.Format != first.Format || (s.ByteOffset != first.ByteOffset && s.ByteOffset != 0)))
        {
            throw new ClefException(_headerSource, "format", null, $"one format and byte offset for all signals of {first.FileName}");
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

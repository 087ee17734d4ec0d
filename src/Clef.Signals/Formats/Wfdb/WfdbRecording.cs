using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Wfdb;

/// <summary>
/// A WFDB record: one segment, or several in a row with one layout (fixed) or each with a part of the layout's signals (variable). Signals with several
/// samples a frame keep their own rate.
/// </summary>
public sealed class WfdbRecording : Recording
{
    private readonly SourceFolder _folder;
    private readonly string _recordName;
    private readonly WfdbPart[] _parts;
    private readonly int[] _samplesPerFrame;
    private readonly Lazy<IReadOnlyList<Annotation>> _annotations;

    internal WfdbRecording(SourceFolder folder, string headerName, WfdbHeader header, IReadOnlyList<WfdbSignal> layout, WfdbPart[] parts)
    {
        _folder = folder;
        _recordName = headerName[..^4];
        _parts = parts;
        _samplesPerFrame = new int[layout.Count];
        for (int i = 0; i < _samplesPerFrame.Length; i++)
        {
            _samplesPerFrame[i] = layout[i].SamplesPerFrame;
        }

        _annotations = new Lazy<IReadOnlyList<Annotation>>(ReadDefaultAnnotations);
        FrameRate = header.FrameRate;
        Comments = header.Comments;
    }

    /// <summary>Frames a second: the rate in which annotation times count.</summary>
    public double FrameRate { get; }

    /// <summary>The comment lines of the header, as they stand.</summary>
    public IReadOnlyList<string> Comments { get; }

    /// <summary>
    /// The marks of the reference annotator (<c>.atr</c>) and, where the record has one annotation file for each lead (as LUDB has), of all of these, with
    /// the lead as channel. The text is the annotation's mnemonic, then a space and its auxiliary text where it has one.
    /// </summary>
    public override IReadOnlyList<Annotation> Annotations => _annotations.Value;

    /// <summary>The names of all annotators of this record (<c>atr</c>, <c>qrs</c>, ...), in ordinal order.</summary>
    public IReadOnlyList<string> Annotators() =>
        [.. _folder.FileNames
            .Where(n => n.Length > _recordName.Length + 1 && n.StartsWith(_recordName, StringComparison.Ordinal) && n[_recordName.Length] == '.')
            .Select(n => n[(_recordName.Length + 1)..])
            .Where(IsAnnotator)];

    /// <summary>Reads the marks of one annotator.</summary>
    /// <exception cref="ClefException">There is no such annotation file, or it is damaged.</exception>
    public IReadOnlyList<WfdbAnnotation> ReadAnnotations(string annotator)
    {
        using ByteSource source = _folder.Open($"{_recordName}.{annotator}");
        return WfdbAnnotationReader.Read(source).Annotations;
    }

    /// <summary>Reads consecutive samples of one channel in digital units.</summary>
    /// <param name="channel">Index into <see cref="Recording.Channels"/>.</param>
    /// <param name="firstSample">Index of the first sample at the channel's own rate.</param>
    /// <param name="destination">Receives the samples; those that are not recorded receive <see cref="int.MinValue"/>.</param>
    public void ReadDigital(int channel, long firstSample, Span<int> destination)
    {
        destination.Fill(int.MinValue);
        foreach ((WfdbPart part, long first, int at, int count) in Overlap(channel, firstSample, destination.Length))
        {
            part.Segment!.ReadDigital(part.Signals[channel], first, destination.Slice(at, count));
        }
    }

    /// <summary>Gain and baseline of a channel's header line; null where its segments differ, or none has it.</summary>
    internal (double Gain, int Baseline)? ScaleOf(int channel)
    {
        (double, int)[] scales = [.. _parts.Where(p => p.Segment is not null && p.Signals[channel] >= 0)
            .Select(p => p.Segment!.Header.Signals[p.Signals[channel]]).Select(s => (s.Gain, s.Baseline)).Distinct().Take(2)];
        return scales.Length == 1 ? scales[0] : null;
    }

    /// <inheritdoc/>
    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        if (_parts is [{ Segment: { } only }] && _parts[0].Signals[channel] >= 0 && firstSample >= 0 && destination.Length <= Channels[channel].SampleCount - firstSample)
        {
            only.Read(_parts[0].Signals[channel], firstSample, destination);
            return;
        }

        destination.Fill(float.NaN);
        foreach ((WfdbPart part, long first, int at, int count) in Overlap(channel, firstSample, destination.Length))
        {
            part.Segment!.Read(part.Signals[channel], first, destination.Slice(at, count));
        }
    }

    /// <inheritdoc/>
    protected override void ReadPlanes(IReadOnlyList<int> channels, ReadOnlySpan<long> firstSamples, float[][] planes)
    {
        bool together = channels.Count > 1 && _parts is [{ Segment: not null }];
        for (int i = 0; together && i < planes.Length; i++)
        {
            together = _parts[0].Signals[channels[i]] == channels[i]
                && firstSamples[i] == firstSamples[0] && planes[i].Length <= Channels[channels[i]].SampleCount - firstSamples[i];
        }

        if (!together || !_parts[0].Segment!.TryReadFrames(channels, firstSamples[0], planes))
        {
            base.ReadPlanes(channels, firstSamples, planes);
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        foreach (WfdbPart part in _parts)
        {
            part.Segment?.Dispose();
        }
    }

    /// <summary>The parts of a span of samples: segment, first sample within it, place in the span, number.</summary>
    private IEnumerable<(WfdbPart Part, long First, int At, int Count)> Overlap(int channel, long firstSample, int length)
    {
        int perFrame = _samplesPerFrame[channel];
        long spanEnd = firstSample > long.MaxValue - length ? long.MaxValue : firstSample + length;

        // Binary search for the last part that starts at or before the span.
        int low = 0, high = _parts.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = _parts[middle].FirstFrame * perFrame <= firstSample ? (middle, high) : (low, middle - 1);
        }

        for (int i = low; i < _parts.Length && _parts[i].FirstFrame * perFrame < spanEnd; i++)
        {
            WfdbPart part = _parts[i];
            long start = Math.Max(firstSample, part.FirstFrame * perFrame);
            long end = Math.Min(spanEnd, (part.FirstFrame + part.Frames) * perFrame);
            if (part.Segment is not null && part.Signals[channel] >= 0 && end > start)
            {
                yield return (part, start - part.FirstFrame * perFrame, (int)(start - firstSample), (int)(end - start));
            }
        }
    }

    private bool IsAnnotator(string annotator)
    {
        if (annotator is "hea" or "dat" or "mat" || annotator.Contains('.') || annotator.Contains('/'))
        {
            return false;
        }

        using ByteSource? source = _folder.TryOpen($"{_recordName}.{annotator}");
        return source is not null && WfdbAnnotationReader.LooksRight(source);
    }

    private IReadOnlyList<Annotation> ReadDefaultAnnotations()
    {
        var all = new List<Annotation>();
        Add("atr", null);
        foreach (string lead in Channels.Select(c => c.Label).Distinct())
        {
            string annotator = lead.ToLowerInvariant();
            if (annotator != "atr" && annotator.Length > 0 && annotator.All(char.IsAsciiLetterOrDigit))
            {
                Add(annotator, lead);
            }
        }

        return [.. all.OrderBy(a => a.OnsetSeconds)];

        void Add(string annotator, string? lead)
        {
            using ByteSource? source = _folder.TryOpen($"{_recordName}.{annotator}");
            if (source is null || (lead is not null && !WfdbAnnotationReader.LooksRight(source)))
            {
                return;
            }

            WfdbAnnotationFile file = WfdbAnnotationReader.Read(source);
            double rate = file.TimeResolution ?? FrameRate;
            foreach (WfdbAnnotation mark in file.Annotations)
            {
                all.Add(new Annotation(mark.Sample / rate, null, mark.Auxiliary.Length == 0 ? mark.Symbol : $"{mark.Symbol} {mark.Auxiliary}", lead));
            }
        }
    }
}

/// <summary>One stretch of a record.</summary>
/// <param name="Segment">Where its samples are; null where nothing was recorded or its header is missing.</param>
/// <param name="FirstFrame">Its place in the record.</param>
/// <param name="Frames">Its length.</param>
/// <param name="Signals">For each channel of the record the segment's signal, or -1.</param>
internal sealed record WfdbPart(WfdbSegment? Segment, long FirstFrame, long Frames, int[] Signals);

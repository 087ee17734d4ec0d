using System.Globalization;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Formats.Edf;

/// <summary>An EDF, EDF+, BDF or BDF+ file.</summary>
public sealed class EdfRecording : Recording
{
    private const int BlockBytes = 1 << 20;
    private const long ParallelBytes = 8 << 20;
    private readonly ByteSource _source;
    private readonly EdfHeader _header;
    private readonly EdfTimeline _timeline;
    private readonly EdfSignal[] _signals;
    private readonly EdfScale[] _scales;
    private readonly EdfSignal? _status;
    private readonly bool _missingMarked;
    private readonly Lazy<(IReadOnlyList<Annotation> Marks, IReadOnlyList<Remark> Remarks, IReadOnlyList<(int Channel, long From, long To)> Missing)> _annotations;

    internal EdfRecording(ByteSource source, EdfHeader header, EdfTimeline timeline, EdfSignal[] signals, EdfSignal? status, bool missingMarked = false)
    {
        _missingMarked = missingMarked;
        (_source, _header, _timeline, _signals, _status) = (source, header, timeline, signals, status);
        _scales = [.. signals.Select(s => new EdfScale(s.Step, s.Offset))];
        _annotations = new(ReadAnnotations);
    }

    /// <summary>
    /// The texts of the annotation signals; in a BioSemi file the values of the low 16 bits of its status channel wherever they change to another than 0.
    /// </summary>
    public override IReadOnlyList<Annotation> Annotations => _annotations.Value.Marks;

    /// <summary>Departures from the standard within the annotations, which are known only once these are read.</summary>
    public IReadOnlyList<Remark> AnnotationRemarks => _annotations.Value.Remarks;

    /// <summary>The two text fields that identify patient and recording, as stored.</summary>
    public (string Patient, string Recording) HeaderTexts => (_header.Patient, _header.Recording);

    /// <summary>Seconds of one data record.</summary>
    public double RecordSeconds => _header.RecordSeconds;

    /// <summary>Lowest and highest digital value that the header states for a channel.</summary>
    public (double Minimum, double Maximum) DigitalRange(int channel) => (_signals[channel].DigitalMinimum, _signals[channel].DigitalMaximum);

    /// <inheritdoc/>
    public override void Read(int channel, long firstSample, Span<float> destination)
    {
        EdfSignal signal = _signals[channel];
        if (_timeline.Runs.Count > 1 || firstSample < 0 || destination.Length > Channels[channel].SampleCount - firstSample)
        {
            destination.Fill(float.NaN);
        }

        // The last run that starts at or before the span, then those that start within it.
        IReadOnlyList<EdfRun> runs = _timeline.Runs;
        int low = 0, high = runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            (low, high) = FirstSample(runs[middle], signal) <= firstSample ? (middle, high) : (low, middle - 1);
        }

        long end = firstSample > long.MaxValue - destination.Length ? long.MaxValue : firstSample + destination.Length;
        for (int i = low; i < runs.Count; i++)
        {
            long start = FirstSample(runs[i], signal);
            if (start >= end)
            {
                break;
            }

            long from = Math.Max(start, firstSample), to = Math.Min(Math.Min(end, Channels[channel].SampleCount), start + runs[i].Records * signal.Samples);
            if (to > from)
            {
                Convert(channel, runs[i].FirstRecord * signal.Samples + from - start, destination.Slice((int)(from - firstSample), (int)(to - from)));
            }
        }

        TakeBack(channel, firstSample, destination);
    }

    /// <inheritdoc/>
    protected override void ReadPlanes(IReadOnlyList<int> channels, ReadOnlySpan<long> firstSamples, float[][] planes)
    {
        if (_timeline.Runs.Count > 1 || channels.Count < 2)
        {
            base.ReadPlanes(channels, firstSamples, planes);
            return;
        }

        // Record by record, so that the file is walked once; the parts before and after the file are NaN.
        long[] firsts = firstSamples.ToArray();
        long firstRecord = long.MaxValue, endRecord = 0;
        for (int i = 0; i < planes.Length; i++)
        {
            int samples = _signals[channels[i]].Samples;
            long count = Channels[channels[i]].SampleCount;
            long from = Math.Clamp(firsts[i], 0, count), to = Math.Clamp(firsts[i] + planes[i].Length, from, count);
            if (to == from)
            {
                planes[i].AsSpan().Fill(float.NaN);
                continue;
            }

            planes[i].AsSpan(0, (int)(from - firsts[i])).Fill(float.NaN);
            planes[i].AsSpan((int)(to - firsts[i])).Fill(float.NaN);
            firstRecord = Math.Min(firstRecord, from / samples);
            endRecord = Math.Max(endRecord, (to - 1) / samples + 1);
        }

        if (firstRecord >= endRecord)
        {
            return;
        }

        long perBlock = Math.Max(1, BlockBytes / _header.RecordBytes);
        int blocks = (int)Math.Min(int.MaxValue, (endRecord - firstRecord + perBlock - 1) / perBlock);
        if ((endRecord - firstRecord) * _header.RecordBytes < ParallelBytes)
        {
            for (int block = 0; block < blocks; block++)
            {
                ReadBlock(block);
            }
        }
        else
        {
            Parallel.For(0, blocks, block =>
            {
                ReadBlock(block);

                // A long read walks the file once; what it leaves behind need not stay resident.
                _source.Forget(_header.DataStart + (firstRecord + block * perBlock) * _header.RecordBytes, perBlock * _header.RecordBytes);
            });
        }

        for (int i = 0; i < planes.Length; i++)
        {
            TakeBack(channels[i], firsts[i], planes[i]);
        }

        void ReadBlock(int block)
        {
            long from = firstRecord + block * perBlock, to = Math.Min(endRecord, from + perBlock);
            for (int i = 0; i < planes.Length; i++)
            {
                int samples = _signals[channels[i]].Samples;
                long first = Math.Max(Math.Max(0, firsts[i]), from * samples);
                long end = Math.Min(firsts[i] + planes[i].Length, Math.Min(to * samples, Channels[channels[i]].SampleCount));
                if (end > first)
                {
                    Convert(channels[i], first, planes[i].AsSpan((int)(first - firsts[i]), (int)(end - first)));
                }
            }
        }
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing) => _source.Dispose();

    /// <summary>Makes NaN of the samples that stand for missing ones, in a file whose annotations say where these are.</summary>
    private void TakeBack(int channel, long firstSample, Span<float> destination)
    {
        if (!_missingMarked)
        {
            return;
        }

        foreach ((int owner, long from, long to) in _annotations.Value.Missing)
        {
            long first = Math.Max(from - firstSample, 0), end = Math.Min(to - firstSample, destination.Length);
            if (owner == channel && end > first)
            {
                destination[(int)first..(int)end].Fill(float.NaN);
            }
        }
    }

    private long FirstSample(EdfRun run, EdfSignal signal) => FirstSample(run, signal, _header);

    internal static long FirstSample(EdfRun run, EdfSignal signal, EdfHeader header) =>
        header.RecordSeconds == 0 ? 0 : (long)Math.Round(run.Onset * signal.Samples / header.RecordSeconds);

    /// <summary>Scales samples that the file holds, counted without gaps.</summary>
    private void Convert(int channel, long stored, Span<float> physical)
    {
        EdfSignal signal = _signals[channel];
        (long record, long within) = Math.DivRem(stored, signal.Samples);
        while (!physical.IsEmpty)
        {
            int count = (int)Math.Min(physical.Length, signal.Samples - within);
            ReadOnlySpan<byte> bytes = _source.Slice(
                _header.DataStart + record * _header.RecordBytes + signal.ByteOffset + within * _header.SampleBytes, checked(count * _header.SampleBytes));
            if (_header.IsBdf)
            {
                _scales[channel].From24(bytes, physical[..count]);
            }
            else
            {
                _scales[channel].From16(bytes, physical[..count]);
            }

            physical = physical[count..];
            (record, within) = (record + 1, 0);
        }
    }

    private (IReadOnlyList<Annotation>, IReadOnlyList<Remark>, IReadOnlyList<(int, long, long)>) ReadAnnotations()
    {
        var marks = new List<Annotation>();
        var remarks = new List<Remark>();
        if (_header.Kind != EdfKind.Plain)
        {
            ReadLists(marks, new EdfFields(Name, remarks));
        }

        if (_status is not null)
        {
            ReadStatus(marks);
        }

        var missing = new List<(int Channel, long From, long To)>();
        if (_missingMarked)
        {
            marks.RemoveAll(mark => IsMissing(mark, missing));
        }

        return ([.. marks.OrderBy(m => m.OnsetSeconds)], remarks, missing);
    }

    /// <summary>True for a mark of missing samples of one channel, whose span is added. A label that two channels share does not say which is meant.</summary>
    private bool IsMissing(Annotation mark, List<(int Channel, long From, long To)> missing)
    {
        if (mark is not { Text: EdfPlan.MissingText, DurationSeconds: > 0, Channel: { } label })
        {
            return false;
        }

        int[] owners = [.. Enumerable.Range(0, Channels.Count).Where(i => Channels[i].Label == label)];
        if (owners.Length != 1)
        {
            return false;
        }

        double rate = Channels[owners[0]].SampleRate;
        missing.Add((owners[0], (long)Math.Round(mark.OnsetSeconds * rate), (long)Math.Round((mark.OnsetSeconds + mark.DurationSeconds.Value) * rate)));
        return true;
    }

    private void ReadLists(List<Annotation> marks, EdfFields fields)
    {
        EdfSignal[] signals = [.. _header.Signals.Where(s => s.IsAnnotations && s.Samples > 0)];
        for (long record = 0; record < _header.Records; record++)
        {
            for (int i = 0; i < signals.Length; i++)
            {
                int length = (int)Math.Min((long)signals[i].Samples * _header.SampleBytes, EdfLimits.AnnotationBytes);
                var list = new EdfAnnotationList(_source.Slice(_header.DataStart + record * _header.RecordBytes + signals[i].ByteOffset, length));
                bool stamp = i == 0; // the first list of a record has one empty text, which says when the record starts
                while (list.NextList())
                {
                    for (bool first = true; list.NextText(out string text, out bool latin); first = false)
                    {
                        if (latin)
                        {
                            fields.Remark("annotation-not-utf8", $"the annotation '{text}' is not UTF-8; it was read as Latin-1");
                        }

                        if (text.Length > 0 || !(stamp && first))
                        {
                            (string words, string? channel) = SplitChannel(text);
                            marks.Add(new Annotation(list.Onset - _timeline.FirstOnset, list.Duration, words, channel));
                        }
                    }

                    stamp = false;
                }

                if (list.Damaged)
                {
                    fields.Remark("annotation-damaged", $"record {record} has annotation bytes that are not a time-stamped list; they were passed over");
                }
            }
        }
    }

    /// <summary>Takes the channel off a text <c>Limb movement@@EMG</c> where the file has a channel of that label.</summary>
    private (string Text, string? Channel) SplitChannel(string text)
    {
        int mark = text.LastIndexOf(EdfAnnotationPacking.ChannelMark, StringComparison.Ordinal);
        string label = mark < 0 ? "" : text[(mark + EdfAnnotationPacking.ChannelMark.Length)..];
        return mark >= 0 && Channels.Any(c => c.Label == label) ? (text[..mark], label) : (text, null);
    }

    private void ReadStatus(List<Annotation> marks)
    {
        EdfSignal status = _status!;
        int before = 0;
        foreach (EdfRun run in _timeline.Runs)
        {
            for (long record = run.FirstRecord; record < run.FirstRecord + run.Records; record++)
            {
                ReadOnlySpan<byte> bytes = _source.Slice(_header.DataStart + record * _header.RecordBytes + status.ByteOffset, checked(status.Samples * 3));
                double onset = run.Onset + (record - run.FirstRecord) * _header.RecordSeconds;
                for (int i = 0; i < status.Samples; i++)
                {
                    int value = bytes[3 * i] | (bytes[3 * i + 1] << 8);
                    if (value != before && value != 0)
                    {
                        marks.Add(new Annotation(onset + i * _header.RecordSeconds / status.Samples, null, value.ToString(CultureInfo.InvariantCulture)));
                    }

                    before = value;
                }
            }
        }
    }
}

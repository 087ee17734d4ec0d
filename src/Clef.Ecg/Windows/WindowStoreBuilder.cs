using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Signals.Channels;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Windows;

/// <summary>
/// Prepares records and appends their windows, in the order of the inputs, to a file that is renamed into place when whole. Recordings come span by span,
/// as embedding reads
/// them: short ones some at a time in parallel, long ones (a Holter) straight into the file, so that the memory taken depends on neither their length nor
/// their number.
/// </summary>
internal sealed class WindowStoreBuilder : IDisposable
{
    /// <summary>
    /// Windows of all leads up to which a record is prepared in memory beside others: 4 MB at 500 Hz, twenty minutes of two leads or three of twelve.
    /// </summary>
    private const int ShortRecord = 240;

    /// <summary>Records prepared side by side before they are written.</summary>
    private const int AtOnce = 32;

    private readonly string _path;
    private readonly EcgPipeline _pipeline;
    private readonly EcgPreparation _preparation;
    private readonly IReadOnlyList<string> _leads;
    private readonly FileStream _stream;
    private readonly List<StoredRecord> _records = [];
    private readonly List<string> _skipped = [];
    private long _windows;

    public WindowStoreBuilder(string path, EcgPipeline pipeline, IReadOnlyList<string> leads)
    {
        (_path, _pipeline, _leads) = (path, pipeline, leads);
        _preparation = new EcgPreparation(pipeline);
        _stream = new FileStream(path + ".tmp", FileMode.Create, FileAccess.ReadWrite);
    }

    public void Add(IReadOnlyList<RecordingInput> inputs, ExcludedRecordings? excluded, Action<double>? progress, CancellationToken stop)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < inputs.Count; i++)
        {
            using SourceFolder folder = inputs[i].Open();
            (string File, string? Patient)[] files = inputs[i].Files(folder);
            files = excluded is null ? files : [.. files.Where(f => !excluded.Contains(f.File, left))];
            AddAll(files, f => Find(folder, f.File, f.Patient), done => progress?.Invoke((i + (done / (double)files.Length)) / inputs.Count), stop);
        }

        excluded?.RequireAll(left);
    }

    /// <summary>Adds the items of a labelled set, z-scored, under their ids and patients; all leads must be there.</summary>
    public void Add(LabelledSet set, Action<double>? progress, CancellationToken stop)
    {
        SourceFolder[] folders = [.. set.Sources.Select(SourceFolder.OpenPath)];
        try
        {
            AddAll([.. Enumerable.Range(0, set.Items.Count)], i => Find(folders[set.SourceOf[i]], set.Items[i]),
                done => progress?.Invoke(done / (double)set.Items.Count), stop);
        }
        finally
        {
            Array.ForEach(folders, f => f.Dispose());
        }
    }

    /// <summary>Adds records that are prepared already.</summary>
    public void Add(IEnumerable<RecordWindows> records)
    {
        foreach (RecordWindows record in records)
        {
            int windows = record.Leads.Count == 0 ? 0 : record.Leads.Min(l => l.Ecg.WindowCount);
            if (windows == 0 || record.Leads.Any(l => l.Ecg.WindowSamples != _pipeline.WindowSamples))
            {
                throw new ClefException(record.Record, "windows", windows, $"at least one lead with windows of {_pipeline.WindowSamples} samples");
            }

            Append(new FoundRecord(record.Record, record.Patient, [.. record.Leads.Select(l => l.Lead)], windows, lead => [record.Leads[lead].Ecg]));
        }
    }

    public WindowIndex Finish(string key)
    {
        if (_records.Count == 0)
        {
            throw new ClefException(_path, "records", 0, $"at least one readable record with a lead among {string.Join(", ", _leads)}{(_skipped.Count > 0 ? $" (first problem: {_skipped[0]})" : "")}");
        }

        _stream.Flush(flushToDisk: true);
        _stream.Position = 0;
        string digest = Convert.ToHexStringLower(SHA256.HashData(_stream));
        _stream.Dispose();
        File.Move(_path + ".tmp", _path, overwrite: true);
        using JsonDocument pipeline = JsonDocument.Parse(_pipeline.ToJson());
        return new WindowIndex(key, pipeline.RootElement.Clone(), digest, _records, _skipped);
    }

    public void Dispose()
    {
        _stream.Dispose();
        File.Delete(_path + ".tmp");
    }

    private void AddAll<T>(IReadOnlyList<T> inputs, Func<T, FoundRecord> find, Action<int> progress, CancellationToken stop)
    {
        int done = 0;
        foreach (T[] some in inputs.Chunk(AtOnce))
        {
            foreach (FoundRecord record in some.AsParallel().AsOrdered().WithCancellation(stop).Select(i => Prepared(find(i))).ToArray())
            {
                stop.ThrowIfCancellationRequested();
                Append(record);
                progress(++done);
            }
        }
    }

    /// <summary>A record of an input, with those of the leads that it has.</summary>
    private FoundRecord Find(SourceFolder folder, string name, string? patient) => Try(name, () =>
    {
        using Recording recording = RecordingFile.Open(folder, name);
        var leads = new List<(string Lead, string Label, int Windows)>();
        foreach (string lead in _leads)
        {
            string label = LeadSelection.LabelOf(recording, lead, _pipeline.Unit, out Channel? source, out _);
            if (source is not null && Windows(source) > 0)
            {
                leads.Add((lead, label, Windows(source)));
                if (recording.Channels.Count == 1)
                {
                    break; // the one channel of a handheld device stands for one lead, not for all
                }
            }
        }

        if (leads.Count == 0 && recording.Channels.All(c => LeadSelection.NamesNoLead(c.Label)))
        {
            // The leads of a recorder that does not name them (ECG0, ECG1): each is some lead of the heart, which is all that pretraining needs.
            leads.AddRange(recording.Channels.Select(c => (c.Label, c.Label, Windows(c))));
        }

        int windows = leads.Count == 0 ? 0 : leads.Min(l => l.Windows);
        return windows == 0 ? new FoundRecord(name, $"{name}: none of the leads {string.Join(", ", _leads)}")
            : new FoundRecord(name, patient ?? recording.Subject.Code ?? RecordPatients.Of(name), [.. leads.Select(l => l.Lead)], windows,
                lead => Spans(folder, name, leads[lead].Label, zScore: false));
    });

    /// <summary>An item of a labelled set, with all leads.</summary>
    private FoundRecord Find(SourceFolder folder, DatasetItem item) => Try(item.Id, () =>
    {
        using Recording recording = RecordingFile.Open(folder, item.File);
        if (item is not { FromSeconds: 0, Seconds: null })
        {
            // A stretch of a recording, as a label of some seconds asks for: prepared by itself.
            PreparedEcg[] stretch = [.. _leads.Select(lead => item.Channel is { } channel && _leads.Count == 1
                ? _preparation.Prepare(recording, channel, item.FromSeconds, item.Seconds)
                : LeadSelection.Prepare(_preparation, recording, lead, out _, fromSeconds: item.FromSeconds, seconds: item.Seconds))];
            return Whole([.. stretch.Select(s => s.WindowCount)], lead => [stretch[lead]]);
        }

        var labels = new string[_leads.Count];
        var windows = new int[_leads.Count];
        for (int i = 0; i < _leads.Count; i++)
        {
            string lead = item.Channel is { } channel && _leads.Count == 1 ? channel : _leads[i];
            labels[i] = LeadSelection.LabelOf(recording, lead, _pipeline.Unit, out Channel? source, out _);
            windows[i] = source is null ? 0 : Windows(source);
        }

        return Whole(windows, lead => Spans(folder, item.File, labels[lead], zScore: true));

        FoundRecord Whole(int[] counts, Func<int, IEnumerable<PreparedEcg>> spans) => Array.IndexOf(counts, 0) is >= 0 and int lacking
            ? new FoundRecord(item.Id, $"{item.Id}: no lead {_leads[lacking]}")
            : new FoundRecord(item.Id, item.Patient, _leads, counts.Min(), spans);
    });

    private static FoundRecord Try(string name, Func<FoundRecord> find)
    {
        try
        {
            return find();
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            return new FoundRecord(name, e.Message);
        }
    }

    private int Windows(Channel channel) => _preparation.WindowStarts(channel.SampleCount, channel.SampleRate).Count;

    private IEnumerable<PreparedEcg> Spans(SourceFolder folder, string file, string label, bool zScore)
    {
        using Recording recording = RecordingFile.Open(folder, file);
        foreach (PreparedEcg span in _preparation.PrepareSpans(recording, label, zScore: zScore))
        {
            yield return span;
        }
    }

    /// <summary>A short record with its spans at hand; a long one as it is.</summary>
    private static FoundRecord Prepared(FoundRecord record) => record.Problem is not null || (long)record.Windows * record.Leads.Count > ShortRecord
        ? record : Try(record.Name, () =>
    {
        PreparedEcg[][] spans = [.. Enumerable.Range(0, record.Leads.Count).Select(lead => record.Spans(lead).ToArray())];
        return record with { Spans = lead => spans[lead] };
    });

    private void Append(FoundRecord record)
    {
        long start = _stream.Position;
        string? problem = record.Problem;
        for (int lead = 0; lead < record.Leads.Count && problem is null; lead++)
        {
            int left = record.Windows;
            using IEnumerator<PreparedEcg> spans = record.Spans(lead).GetEnumerator();
            while (Next(spans, ref problem) is { } span)
            {
                int windows = Math.Min(left, span.WindowCount);
                _stream.Write(MemoryMarshal.AsBytes(span.Samples[..(windows * _pipeline.WindowSamples)]));
                left -= windows;
            }

            problem ??= left > 0 ? $"{record.Name}: {record.Windows - left} windows of lead {record.Leads[lead]} where its length says {record.Windows}" : null;
        }

        if (problem is not null)
        {
            _stream.SetLength(start); // a record of which some could not be read leaves nothing
            _stream.Position = start;
            _skipped.Add(problem);
            return;
        }

        _records.Add(new StoredRecord(record.Name, record.Patient, [.. record.Leads], record.Windows, _windows));
        _windows += (long)record.Leads.Count * record.Windows;
    }

    /// <summary>
    /// The next span of a lead; null at its end and where it cannot be read, with the reason. What cannot be written is no fault of the record.
    /// </summary>
    private static PreparedEcg? Next(IEnumerator<PreparedEcg> spans, ref string? problem)
    {
        try
        {
            return spans.MoveNext() ? spans.Current : null;
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            problem = e.Message;
            return null;
        }
    }

    /// <summary>A record, or why there is none.</summary>
    /// <param name="Name">Its name.</param>
    /// <param name="Patient">Whose it is.</param>
    /// <param name="Leads">Its leads.</param>
    /// <param name="Windows">Windows of each that are kept.</param>
    /// <param name="Spans">Reads a lead, by place; may be asked once for each.</param>
    private sealed record FoundRecord(string Name, string Patient, IReadOnlyList<string> Leads, int Windows, Func<int, IEnumerable<PreparedEcg>> Spans)
    {
        public FoundRecord(string name, string problem)
            : this(name, "", [], 0, _ => []) => Problem = problem;

        public string? Problem { get; }
    }
}

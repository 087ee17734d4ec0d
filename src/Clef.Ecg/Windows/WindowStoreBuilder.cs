using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;

namespace Clef.Ecg.Windows;

/// <summary>Prepares records in parallel and appends their windows, in the order of the inputs, to a file that is renamed into place when whole.</summary>
internal sealed class WindowStoreBuilder : IDisposable
{
    private readonly string _path;
    private readonly EcgPipeline _pipeline;
    private readonly IReadOnlyList<string> _leads;
    private readonly FileStream _stream;
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly List<StoredRecord> _records = [];
    private readonly List<string> _skipped = [];
    private long _windows;

    public WindowStoreBuilder(string path, EcgPipeline pipeline, IReadOnlyList<string> leads)
    {
        (_path, _pipeline, _leads) = (path, pipeline, leads);
        _stream = new FileStream(path + ".tmp", FileMode.Create, FileAccess.Write);
    }

    public void Add(IReadOnlyList<string> inputs, ExcludedRecordings? excluded, Action<double>? progress, CancellationToken stop)
    {
        var left = new HashSet<string>(StringComparer.Ordinal);
        for (int i = 0; i < inputs.Count; i++)
        {
            bool container = Directory.Exists(inputs[i]) || inputs[i].EndsWith(".zip", StringComparison.OrdinalIgnoreCase);
            using SourceFolder folder = container ? SourceFolder.OpenPath(inputs[i]) : new DirectorySourceFolder(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(inputs[i]))!);
            string[] names = container ? [.. RecordingFile.List(folder)] : [System.IO.Path.GetFileName(inputs[i])];
            names = excluded is null ? names : [.. names.Where(n => !excluded.Contains(n, left))];
            int done = 0;
            foreach (Prepared prepared in names.AsParallel().AsOrdered().WithCancellation(stop).WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(n => Prepare(folder, n)))
            {
                Append(prepared);
                progress?.Invoke((i + (++done / (double)names.Length)) / inputs.Count);
            }
        }

        excluded?.RequireAll(left);
    }

    /// <summary>Adds the items of a labelled set, z-scored, under their ids and patients; all leads must be there.</summary>
    public void Add(LabelledSet set, Action<double>? progress, CancellationToken stop)
    {
        SourceFolder[] folders = [.. set.Sources.Select(SourceFolder.OpenPath)];
        try
        {
            int done = 0;
            foreach (Prepared prepared in Enumerable.Range(0, set.Items.Count).AsParallel().AsOrdered().WithCancellation(stop)
                .WithMergeOptions(ParallelMergeOptions.NotBuffered).Select(i => Prepare(folders[set.SourceOf[i]], set.Items[i])))
            {
                Append(prepared);
                progress?.Invoke(++done / (double)set.Items.Count);
            }
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

            Append(new Prepared(record.Record, record.Patient, [.. record.Leads], windows, null));
        }
    }

    public WindowIndex Finish(string key)
    {
        if (_records.Count == 0)
        {
            throw new ClefException(_path, "records", 0, $"at least one readable record with a lead among {string.Join(", ", _leads)}{(_skipped.Count > 0 ? $" (first problem: {_skipped[0]})" : "")}");
        }

        _stream.Flush(flushToDisk: true);
        _stream.Dispose();
        File.Move(_path + ".tmp", _path, overwrite: true);
        using JsonDocument pipeline = JsonDocument.Parse(_pipeline.ToJson());
        return new WindowIndex(key, pipeline.RootElement.Clone(), Convert.ToHexStringLower(_hash.GetHashAndReset()), _records, _skipped);
    }

    public void Dispose()
    {
        _stream.Dispose();
        _hash.Dispose();
        File.Delete(_path + ".tmp");
    }

    private Prepared Prepare(SourceFolder folder, string name)
    {
        try
        {
            using Recording recording = RecordingFile.Open(folder, name);
            var preparation = new EcgPreparation(_pipeline);
            var leads = new List<(string Lead, PreparedEcg Ecg)>();
            foreach (string lead in _leads)
            {
                PreparedEcg ecg = LeadSelection.Prepare(preparation, recording, lead, out _, zScore: false);
                if (ecg.WindowCount > 0)
                {
                    leads.Add((lead, ecg));
                    if (recording.Channels.Count == 1)
                    {
                        break; // the one channel of a handheld device stands for one lead, not for all
                    }
                }
            }

            if (leads.Count == 0 && recording.Channels.All(c => LeadSelection.NamesNoLead(c.Label)))
            {
                // The leads of a recorder that does not name them (ECG0, ECG1): each is some lead of the heart, which is all that pretraining needs.
                leads.AddRange(recording.Channels.Select(c => (c.Label, preparation.Prepare(recording, c.Label, zScore: false))));
            }

            int windows = leads.Count == 0 ? 0 : leads.Min(l => l.Ecg.WindowCount);
            return windows == 0 ? new Prepared(name, "", [], 0, $"{name}: none of the leads {string.Join(", ", _leads)}")
                : new Prepared(name, recording.Subject.Code ?? RecordPatients.Of(name), leads, windows, null);
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            return new Prepared(name, "", [], 0, e.Message);
        }
    }

    private Prepared Prepare(SourceFolder folder, DatasetItem item)
    {
        try
        {
            using Recording recording = RecordingFile.Open(folder, item.File);
            var preparation = new EcgPreparation(_pipeline);
            var leads = new List<(string Lead, PreparedEcg Ecg)>();
            foreach (string lead in _leads)
            {
                PreparedEcg ecg = item.Channel is { } channel && _leads.Count == 1
                    ? preparation.Prepare(recording, channel, item.FromSeconds, item.Seconds)
                    : LeadSelection.Prepare(preparation, recording, lead, out _, fromSeconds: item.FromSeconds, seconds: item.Seconds);
                if (ecg.WindowCount == 0)
                {
                    return new Prepared(item.Id, "", [], 0, $"{item.Id}: no lead {lead}");
                }

                leads.Add((lead, ecg));
            }

            return new Prepared(item.Id, item.Patient, leads, leads.Min(l => l.Ecg.WindowCount), null);
        }
        catch (Exception e) when (e is ClefException or IOException or UnauthorizedAccessException)
        {
            return new Prepared(item.Id, "", [], 0, e.Message);
        }
    }

    private void Append(Prepared prepared)
    {
        if (prepared.Problem is { } problem)
        {
            _skipped.Add(problem);
            return;
        }

        _records.Add(new StoredRecord(prepared.Name, prepared.Patient, prepared.Leads.Select(l => l.Lead).ToArray(), prepared.Windows, _windows));
        foreach ((_, PreparedEcg ecg) in prepared.Leads)
        {
            ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(ecg.Samples[..(prepared.Windows * _pipeline.WindowSamples)]);
            _stream.Write(bytes);
            _hash.AppendData(bytes);
            _windows += prepared.Windows;
        }
    }

    private sealed record Prepared(string Name, string Patient, List<(string Lead, PreparedEcg Ecg)> Leads, int Windows, string? Problem);
}

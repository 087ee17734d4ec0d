using System.Runtime.InteropServices;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Windows;

/// <summary>One prepared record of a <see cref="WindowStore"/>.</summary>
/// <param name="Record">Its name, within its input.</param>
/// <param name="Patient">Whose it is: records of one patient are never split between training and held-out parts.</param>
/// <param name="Leads">The leads that it has, in the standard order.</param>
/// <param name="Windows">Windows of each lead.</param>
/// <param name="First">Its first window in the file.</param>
public sealed record StoredRecord(string Record, string Patient, IReadOnlyList<string> Leads, int Windows, long First);

/// <summary>The prepared windows of one record, to be put into a <see cref="WindowStore"/>.</summary>
/// <param name="Record">Its name.</param>
/// <param name="Patient">Whose it is.</param>
/// <param name="Leads">Its leads with their windows, not z-scored; at least one, with at least one window each.</param>
public sealed record RecordWindows(string Record, string Patient, IReadOnlyList<(string Lead, PreparedEcg Ecg)> Leads);

/// <summary>
/// Prepared windows on disk, memory-mapped: filtered and resampled once, not yet z-scored (augmentation comes in between), so that training reads at the
/// speed of memory whatever the format was. A folder with <c>windows.json</c> and <c>windows.f32</c>, window after window: (record, lead, window, sample).
/// </summary>
public sealed class WindowStore : IDisposable
{
    private const string IndexFile = "windows.json", DataFile = "windows.f32";

    private readonly ByteSource _data;

    private WindowStore(string path, WindowIndex index, ByteSource data)
    {
        (Path, Records, Pipeline, Skipped) = (path, index.Records, EcgPipeline.FromJson(index.Pipeline.GetRawText(), path), index.Skipped);
        _data = data;
        Digest = index.Digest;
    }

    /// <summary>The folder.</summary>
    public string Path { get; }

    /// <summary>All records, in the order of the inputs.</summary>
    public IReadOnlyList<StoredRecord> Records { get; }

    /// <summary>How the windows were prepared.</summary>
    public EcgPipeline Pipeline { get; }

    /// <summary>Records that could not be read, with the reason.</summary>
    public IReadOnlyList<string> Skipped { get; }

    /// <summary>SHA-256 of the samples.</summary>
    public string Digest { get; }

    /// <summary>One window of one lead, in millivolts.</summary>
    public ReadOnlySpan<float> Window(StoredRecord record, int lead, int window) => WindowFrom(record, lead, (long)window * Pipeline.WindowSamples);

    /// <summary>A window's length of one lead from any sample on, in millivolts: the windows of a lead follow one another without a gap.</summary>
    /// <param name="record">The record.</param>
    /// <param name="lead">Its lead, by place.</param>
    /// <param name="start">First sample, from the start of the record's first window.</param>
    public ReadOnlySpan<float> WindowFrom(StoredRecord record, int lead, long start)
    {
        long last = (record.Windows - 1L) * Pipeline.WindowSamples;
        if ((uint)lead >= (uint)record.Leads.Count || start < 0 || start > last)
        {
            throw new ClefException(record.Record, "lead and first sample", $"{lead}, {start}", $"below {record.Leads.Count} and at most {last}");
        }

        return Samples(record, lead, start, Pipeline.WindowSamples);
    }

    /// <summary>Any stretch of a lead's windows, which follow one another without a gap.</summary>
    /// <param name="record">The record.</param>
    /// <param name="lead">Its lead, by place.</param>
    /// <param name="start">First sample, from the start of the record's first window.</param>
    /// <param name="count">How many samples.</param>
    public ReadOnlySpan<float> Samples(StoredRecord record, int lead, long start, int count)
    {
        long all = (long)record.Windows * Pipeline.WindowSamples;
        if ((uint)lead >= (uint)record.Leads.Count || start < 0 || count < 0 || start + count > all)
        {
            throw new ClefException(record.Record, "lead, first sample and samples", $"{lead}, {start}, {count}", $"below {record.Leads.Count}, and within {all} samples");
        }

        long first = ((record.First + ((long)lead * record.Windows)) * Pipeline.WindowSamples) + start;
        return MemoryMarshal.Cast<byte, float>(_data.Slice(first * sizeof(float), count * sizeof(float)));
    }

    /// <inheritdoc/>
    public void Dispose() => _data.Dispose();

    /// <summary>Opens a store; its length must be what its index says.</summary>
    public static WindowStore Open(string path)
    {
        string file = System.IO.Path.Combine(path, IndexFile);
        WindowIndex index;
        try
        {
            index = JsonSerializer.Deserialize(File.ReadAllText(file), EcgJson.Default.WindowIndex) ?? throw new ClefException(file, null, "null", "an index of windows");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new ClefException(file, null, null, $"the index of a window store ({e.Message})", e);
        }

        var data = new MappedByteSource(System.IO.Path.Combine(path, DataFile));
        var store = new WindowStore(path, index, data);
        long expected = index.Records.Sum(r => (long)r.Leads.Count * r.Windows) * store.Pipeline.WindowSamples * sizeof(float);
        if (data.Length != expected)
        {
            data.Dispose();
            throw new ClefException(data.Name, "length", data.Length, $"{expected} bytes, as {IndexFile} says");
        }

        return store;
    }

    /// <summary>Opens the store at a path if it was made from the same inputs in the same way, else makes it there.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="inputs">Files, folders, zip archives, cohorts, and public datasets as <c>DATASET=PATH</c>.</param>
    /// <param name="pipeline">How to prepare.</param>
    /// <param name="leads">Leads to keep where a record has them; a record with none is skipped.</param>
    /// <param name="excluded">Recordings to leave out; null for none. Each of them must be among the inputs.</param>
    /// <param name="progress">Told the share done.</param>
    /// <param name="stop">Stops; nothing is left behind but a temporary file.</param>
    public static WindowStore OpenOrBuild(
        string path, IReadOnlyList<string> inputs, EcgPipeline pipeline, IReadOnlyList<string> leads, ExcludedRecordings? excluded = null,
        Action<double>? progress = null, CancellationToken stop = default)
    {
        RecordingInput[] read = [.. inputs.Select(RecordingInput.Of)];
        string key = WindowStoreKey.Of([.. read.Select(i => i.Place)], pipeline, leads) + string.Concat(read.Select(i => i.Choice))
            + (excluded is null ? "" : $" without {excluded.Digest}");
        return OpenOrBuild(path, key, pipeline, leads, builder => builder.Add(read, excluded, progress, stop));
    }

    /// <summary>Opens the store at a path if it was made under the same key, else makes it there of records that are prepared already, such as simulated ones.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="key">What the records depend on, as the caller sees it.</param>
    /// <param name="pipeline">How they were prepared, without the z-score.</param>
    /// <param name="records">The records, asked for only where the store has to be made.</param>
    public static WindowStore OpenOrBuild(string path, string key, EcgPipeline pipeline, Func<IEnumerable<RecordWindows>> records) =>
        OpenOrBuild(path, key, pipeline, [], builder => builder.Add(records()));

    /// <summary>Opens the store of a key, or makes it with what <paramref name="fill"/> adds.</summary>
    internal static WindowStore OpenOrBuild(string path, string key, EcgPipeline pipeline, IReadOnlyList<string> leads, Action<WindowStoreBuilder> fill)
    {
        if (File.Exists(System.IO.Path.Combine(path, IndexFile)))
        {
            WindowIndex? index = JsonSerializer.Deserialize(File.ReadAllText(System.IO.Path.Combine(path, IndexFile)), EcgJson.Default.WindowIndex);
            if (index?.Key == key)
            {
                return Open(path);
            }
        }

        Directory.CreateDirectory(path);
        using var builder = new WindowStoreBuilder(System.IO.Path.Combine(path, DataFile), pipeline, leads);
        fill(builder);
        WindowIndex built = builder.Finish(key);
        AtomicFile.WriteText(System.IO.Path.Combine(path, IndexFile), JsonSerializer.Serialize(built, EcgJson.Default.WindowIndex));
        return Open(path);
    }
}

/// <summary>What <c>windows.json</c> holds.</summary>
internal sealed record WindowIndex(string Key, JsonElement Pipeline, string Digest, IReadOnlyList<StoredRecord> Records, IReadOnlyList<string> Skipped);

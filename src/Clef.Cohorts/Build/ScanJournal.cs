using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Cohorts.Fingerprints;

namespace Clef.Cohorts.Build;

/// <summary>
/// Scans as they are done, one JSON line each, so that a build which was stopped goes on where it was. A torn last line is dropped; a file
/// whose size has changed is scanned again.
/// </summary>
internal sealed class ScanJournal : IDisposable
{
    private readonly Dictionary<string, RecordingScan> _done = new(StringComparer.Ordinal);
    private readonly FileStream _stream;
    private readonly Lock _gate = new();

    public ScanJournal(string path, double seconds)
    {
        string head = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{{\"journal\":1,\"seconds\":{seconds:R}}}");
        var kept = new List<string>();
        if (File.Exists(path))
        {
            using var reader = new StreamReader(path);
            if (reader.ReadLine() == head)
            {
                while (reader.ReadLine() is { } line)
                {
                    if (Parse(line) is { } scan)
                    {
                        _done[scan.File] = scan;
                        kept.Add(line);
                    }
                }
            }
        }

        Core.AtomicFile.WriteText(path, string.Join("\n", kept.Prepend(head)) + "\n");
        _stream = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    public RecordingScan? Find(string file, long bytes) =>
        _done.TryGetValue(file, out RecordingScan? scan) && scan.Bytes == bytes ? scan : null;

    public void Add(RecordingScan scan)
    {
        byte[] line = Encoding.UTF8.GetBytes(JsonSerializer.Serialize(scan, JournalJson.Default.RecordingScan) + "\n");
        lock (_gate)
        {
            _stream.Write(line);
            _stream.Flush();
        }
    }

    public void Dispose() => _stream.Dispose();

    private static RecordingScan? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, JournalJson.Default.RecordingScan) is { File: not null, Prints: not null } scan
                ? scan
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>The JSON form of a journal's line.</summary>
[JsonSourceGenerationOptions(NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals)]
[JsonSerializable(typeof(RecordingScan))]
[JsonSerializable(typeof(SignalFingerprint))]
internal sealed partial class JournalJson : JsonSerializerContext;

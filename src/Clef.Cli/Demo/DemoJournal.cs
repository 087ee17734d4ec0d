using System.Text.Json;
using Clef.Core;

namespace Clef.Cli.Demo;

/// <summary>A step that is behind.</summary>
/// <param name="Command">Its command line.</param>
/// <param name="Seconds">How long it took, over all attempts that were told of.</param>
/// <param name="Said">What the command said of its outcome.</param>
/// <param name="Failure">Why it was left out; null where it was done.</param>
internal sealed record JournalEntry(string Command, double Seconds, string Said, string? Failure);

/// <summary>
/// Which steps of a demo are behind, in <c>steps.json</c> of its folder: a demo that was stopped or killed goes on after them, and one of other
/// settings is refused.
/// </summary>
internal sealed class DemoJournal : IDisposable
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web) { WriteIndented = true };
    private readonly FileStream _lock;
    private readonly string _path;
    private readonly List<JournalEntry> _entries;

    /// <summary>Opens a demo's folder, which one demo has at a time.</summary>
    public DemoJournal(string folder)
    {
        Directory.CreateDirectory(folder);
        try
        {
            _lock = new FileStream(Path.Combine(folder, ".lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new ClefException(folder, null, null, "a folder in which no other demo runs", e);
        }

        _path = Path.Combine(folder, "steps.json");
        _entries = Read();
    }

    /// <summary>The steps that are behind, in their order.</summary>
    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>What became of the step at a place; null where its turn has not come.</summary>
    /// <exception cref="ClefException">The folder holds a demo of other steps.</exception>
    public JournalEntry? Of(int place, DemoStep step)
    {
        if (place >= _entries.Count)
        {
            return null;
        }

        string command = CommandText.Line(step.Typed);
        return _entries[place].Command == command ? _entries[place]
            : throw new ClefException(_path, $"step {place + 1}", _entries[place].Command,
                $"'{command}'; the folder holds a demo of other settings: name another with --out, or remove it");
    }

    /// <summary>Writes down that the next step is behind.</summary>
    public void Add(JournalEntry entry)
    {
        _entries.Add(entry);
        AtomicFile.WriteText(_path, JsonSerializer.Serialize(_entries, s_json) + "\n");
    }

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();

    private List<JournalEntry> Read()
    {
        if (!File.Exists(_path))
        {
            return [];
        }

        try
        {
            return JsonSerializer.Deserialize<List<JournalEntry>>(File.ReadAllText(_path), s_json) ?? [];
        }
        catch (JsonException e)
        {
            throw new ClefException(_path, null, null, $"the steps of a demo ({e.Message})", e);
        }
    }
}

using Clef.Core;
using Clef.Core.Sources;
using Clef.Signals.Preparation;

namespace Clef.Eeg.Sessions;

/// <summary>
/// Appends sessions to a store. Several writers work side by side, each part on shards of its own; a second writer of the same part is an error. After a
/// kill the torn end of a shard is cut off and everything before it is kept.
/// </summary>
public sealed class SessionStoreWriter : IDisposable
{
    /// <summary>Sessions in a shard file: about 800 MB of full sessions, so that a file can be copied or checked in one go.</summary>
    private const int SessionsPerShard = 256;
    private readonly string _folder;
    private readonly StorePart _part;
    private readonly Dictionary<string, string> _known = new(StringComparer.Ordinal);
    private readonly FileStream _lock;
    private FileStream? _shard;
    private int _number, _inShard;

    /// <summary>Opens a store for appending, or makes it.</summary>
    /// <exception cref="ClefException">The store was prepared otherwise, is damaged, or this part is being written by another process.</exception>
    public SessionStoreWriter(string path, EegPipeline pipeline, StorePart part)
    {
        _folder = Path.Combine(path, SessionStore.ShardFolder);
        _part = part;
        Directory.CreateDirectory(_folder);
        _lock = Lock(Path.Combine(path, FormattableString.Invariant($".part-{part.Index:000}-of-{part.Count:000}.lock")));
        string file = Path.Combine(path, SessionStore.PipelineFile), json = pipeline.ToJson();
        if (!File.Exists(file))
        {
            AtomicFile.WriteText(file, json);
        }
        else if (File.ReadAllText(file) != json)
        {
            throw new ClefException(file, "preparation", EegPipeline.FromJson(File.ReadAllText(file), file).Name, $"{pipeline.Name} with the same settings; give another store");
        }

        OpenLast();
        ReadKnown(path);
    }

    /// <summary>True where the store has the session already.</summary>
    /// <exception cref="ClefException">It has another of that id, from another recording.</exception>
    public bool Has(string id, string source) =>
        _known.TryGetValue(id, out string? known)
        && (known == source ? true : throw new ClefException(source, "session", id, $"a name that the store does not have from {known} yet"));

    /// <summary>Appends a session.</summary>
    public void Append(SessionFacts facts, ReadOnlySpan<byte> levels)
    {
        if (_inShard == SessionsPerShard)
        {
            Open(_number + 1);
        }

        ShardRecord.Write(_shard!, facts, levels);
        _shard!.Flush();
        _inShard++;
        _known.Add(facts.Id, facts.Source);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Close();
        _lock.Dispose();
    }

    private static FileStream Lock(string file)
    {
        try
        {
            // The system lets go of the lock when the process ends, however it ends.
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException e)
        {
            throw new ClefException(file, null, null, $"a part that no other process is preparing ({e.Message})", e);
        }
    }

    private void Close()
    {
        _shard?.Flush(flushToDisk: true);
        _shard?.Dispose();
        _shard = null;
    }

    private void ReadKnown(string path)
    {
        using SessionStore store = SessionStore.Open(path);
        foreach (SessionFacts session in store.Sessions)
        {
            _known.Add(session.Id, session.Source);
        }
    }

    private string ShardPath(int number) => Path.Combine(_folder, FormattableString.Invariant($"part-{_part.Index:000}-of-{_part.Count:000}-{number:0000}{SessionStore.ShardExtension}"));

    private void OpenLast()
    {
        int last = 0;
        while (File.Exists(ShardPath(last + 1)))
        {
            last++;
        }

        Open(last);
    }

    private void Open(int number)
    {
        Close();
        string file = ShardPath(number);
        _shard = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite, 1 << 16);
        using (var source = new MappedByteSource(file))
        {
            List<ShardRecord> records = ShardRecord.Scan(source);
            (_number, _inShard) = (number, records.Count);
            _shard.Position = records.Count == 0 ? 0 : records[^1].End;
        }

        _shard.SetLength(_shard.Position);
    }
}

/// <summary>One of several processes that prepare a cohort together: it takes the recordings whose name falls to it.</summary>
/// <param name="Index">1 to <paramref name="Count"/>.</param>
/// <param name="Count">How many processes.</param>
public readonly record struct StorePart(int Index, int Count)
{
    /// <summary>One process alone.</summary>
    public static StorePart Whole => new(1, 1);

    /// <summary>Reads <c>i/n</c>.</summary>
    /// <exception cref="ClefException">The text is another.</exception>
    public static StorePart Parse(string text)
    {
        string[] parts = text.Split('/');
        return parts.Length == 2 && int.TryParse(parts[0], out int index) && int.TryParse(parts[1], out int count) && index >= 1 && index <= count && count <= 999
            ? new StorePart(index, count)
            : throw new ClefException("--shard", null, text, "i/n with 1 <= i <= n <= 999");
    }

    /// <summary>True where the recording falls to this part; the same whatever else is in the folder.</summary>
    public bool Takes(string recording) => StableHash.Of("shard", recording) % (ulong)Count == (ulong)(Index - 1);
}

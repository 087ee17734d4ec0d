using System.Numerics.Tensors;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Search;

namespace Clef.Server.Search;

/// <summary>
/// Vectors of one model in one space, found exactly, and added to while they are searched. New ones gather in a short list, which is a file of lines too, and become a shard of the index once
/// there are enough: a shard a vector would make searches slow. Whatever was added before a kill is found after it. What is removed is found no more, and is gone from the files once the index
/// is opened again, which writes them anew.
/// </summary>
internal sealed class LiveIndex : IDisposable
{
    private const int ShardVectors = 512;

    private readonly VectorIndex _index;
    private readonly string _pendingPath, _removedPath;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, float[]> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known;
    private long _version;
    private HashSet<string> _removed; // never changed, only replaced: searches read it without the lock

    /// <summary>Opens the index in a folder, or begins it.</summary>
    public LiveIndex(string folder)
    {
        _removedPath = Path.Combine(folder, "removed.txt");
        WithoutRemoved(folder);
        _removed = new HashSet<string>(StringComparer.Ordinal);
        _index = new VectorIndex(folder);
        _known = new HashSet<string>(_index.Ids(), StringComparer.Ordinal);
        _pendingPath = Path.Combine(folder, "pending.jsonl");
        foreach (string line in File.Exists(_pendingPath) ? File.ReadLines(_pendingPath) : [])
        {
            // Half a line is what a kill leaves; a line that a shard holds already was written just before one.
            if (TryParse(line) is { } row && _known.Add(row.Id))
            {
                _pending[row.Id] = row.Vector;
            }
        }
    }

    /// <summary>How many vectors there are.</summary>
    public long Count
    {
        get
        {
            lock (_lock)
            {
                return _index.Count + _pending.Count - _removed.Count;
            }
        }
    }

    /// <summary>Another number after each change.</summary>
    public long Version => Interlocked.Read(ref _version);

    /// <summary>Adds a vector. One that is known by its identifier stays as it is.</summary>
    public void Add(string id, float[] vector)
    {
        lock (_lock)
        {
            _version++;
            if (_removed.Contains(id))
            {
                // Deleted and uploaded again: the vector of the same content is there still.
                _removed = [.. _removed.Where(r => r != id)];
                AtomicFile.WriteText(_removedPath, string.Concat(_removed.Select(r => r + "\n")));
            }

            if (!_known.Add(id))
            {
                return;
            }

            File.AppendAllText(_pendingPath, JsonSerializer.Serialize(new Row(id, vector)) + "\n");
            _pending[id] = vector;
            if (_pending.Count >= ShardVectors)
            {
                _index.Append([.. _pending.Select(p => (p.Key, (ReadOnlyMemory<float>)p.Value))]);
                _pending.Clear();
                File.Delete(_pendingPath);
            }
        }
    }

    /// <summary>Adds many at once, as shards of their own.</summary>
    public void AddAll(IEnumerable<(string Id, float[] Vector)> rows)
    {
        lock (_lock)
        {
            _version++;
            foreach ((string Id, float[] Vector)[] some in rows.Where(r => !_known.Contains(r.Id)).DistinctBy(r => r.Id).Chunk(1 << 16))
            {
                _index.Append([.. some.Select(r => (r.Id, (ReadOnlyMemory<float>)r.Vector))]);
                _known.UnionWith(some.Select(r => r.Id));
            }
        }
    }

    /// <summary>Takes a vector out; it is found no more.</summary>
    public void Remove(string id)
    {
        lock (_lock)
        {
            _version++;
            if (_pending.Remove(id))
            {
                _known.Remove(id);
                AtomicFile.WriteText(_pendingPath, string.Concat(_pending.Select(p => JsonSerializer.Serialize(new Row(p.Key, p.Value)) + "\n")));
            }
            else if (_known.Contains(id) && !_removed.Contains(id))
            {
                File.AppendAllText(_removedPath, id + "\n");
                _removed = new HashSet<string>(_removed, StringComparer.Ordinal) { id };
            }
        }
    }

    /// <summary>The nearest, the nearest first.</summary>
    /// <param name="query">Of the index's width.</param>
    /// <param name="count">How many.</param>
    /// <param name="without">One to leave out; null for none.</param>
    /// <param name="accept">Leaves out by identifier; null for none.</param>
    public IReadOnlyList<SearchHit> Search(float[] query, int count, string? without, Func<string, bool>? accept = null)
    {
        SearchHit[] recent;
        lock (_lock)
        {
            recent = [.. _pending.Where(p => p.Value.Length == query.Length && accept?.Invoke(p.Key) != false).Select(p => new SearchHit(p.Key, TensorPrimitives.CosineSimilarity(p.Value, query)))];
        }

        // One more, so that leaving one out leaves enough; a filter by name would have to read every name.
        HashSet<string> removed = Volatile.Read(ref _removed);
        Func<string, bool>? wanted = removed.Count == 0 ? accept : id => !removed.Contains(id) && accept?.Invoke(id) != false;
        IReadOnlyList<SearchHit> found = _index.Search(query, without is null ? count : count + 1, wanted);
        return [.. found.Concat(recent).DistinctBy(h => h.Id).Where(h => h.Id != without).OrderByDescending(h => h.Similarity).Take(count)];
    }

    /// <summary>The vector of an identifier; null where there is none.</summary>
    public float[]? Vector(string id)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue(id, out float[]? vector) || !_known.Contains(id) || _removed.Contains(id))
            {
                return vector;
            }
        }

        return _index.Vector(id);
    }

    /// <summary>Every n-th vector, so that there are no more than so many.</summary>
    public IReadOnlyList<(string Id, float[] Vector)> Sample(int most)
    {
        lock (_lock)
        {
            long step = Math.Max(1, (_index.Count + _pending.Count + most - 1) / most);
            return [.. _index.Rows(step).Where(r => !_removed.Contains(r.Id)), .. _pending.Where((_, i) => i % step == 0).Select(p => (p.Key, p.Value))];
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _index.Dispose();

    /// <summary>Writes the shards anew without what was removed. Until the new folder takes the old one's place, the old one stands.</summary>
    private void WithoutRemoved(string folder)
    {
        string next = folder + ".next", old = folder + ".old";
        if (Directory.Exists(old) && !Directory.Exists(folder))
        {
            Directory.Move(next, folder); // killed between the two moves
        }

        foreach (string left in new[] { next, old }.Where(Directory.Exists))
        {
            Directory.Delete(left, recursive: true);
        }

        if (!File.Exists(_removedPath))
        {
            return;
        }

        var removed = File.ReadLines(_removedPath).ToHashSet(StringComparer.Ordinal);
        using (VectorIndex from = new(folder), to = new(next))
        {
            foreach ((string Id, float[] Vector)[] rows in from.Rows(1).Where(r => !removed.Contains(r.Id)).Chunk(1 << 16))
            {
                to.Append([.. rows.Select(r => (r.Id, (ReadOnlyMemory<float>)r.Vector))]);
            }
        }

        foreach (string file in Directory.EnumerateFiles(folder).Where(f => f != _removedPath && !f.EndsWith(".vectors", StringComparison.Ordinal)))
        {
            File.Copy(file, Path.Combine(next, Path.GetFileName(file)));
        }

        Directory.Move(folder, old);
        Directory.Move(next, folder);
        Directory.Delete(old, recursive: true);
    }

    private static Row? TryParse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Row>(line);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private sealed record Row(string Id, float[] Vector);
}

using System.Numerics.Tensors;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Search;

namespace Clef.Server.Search;

/// <summary>
/// Vectors of one model in one space, found exactly, and added to while they are searched. New ones gather in a short list, which is a file of lines too, and
/// become a shard of the index once there are enough: a shard a vector would make searches slow. Whatever was added before a kill is found after it. What is
/// removed, or replaced, is found no more, and is gone from the files once the index is opened again, which writes them anew.
/// </summary>
internal sealed class LiveIndex : IDisposable
{
    private const int ShardVectors = 512;
    private const float Same = 0.999999f; // cosine: the same vector but for the order of sums

    private readonly VectorIndex _index;
    private readonly string _pendingPath, _removedPath;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, float[]> _pending = new(StringComparer.Ordinal);
    private readonly HashSet<string> _inShards;
    private long _version;
    private HashSet<string> _removed; // whose vectors in shards count no more; never changed, only replaced: a search goes on with the one it began with

    /// <summary>Opens the index in a folder, or begins it.</summary>
    public LiveIndex(string folder)
    {
        _removedPath = Path.Combine(folder, "removed.txt");
        WithoutRemoved(folder);
        _removed = new HashSet<string>(StringComparer.Ordinal);
        _index = new VectorIndex(folder);
        _inShards = new HashSet<string>(_index.Ids(), StringComparer.Ordinal);
        _pendingPath = Path.Combine(folder, "pending.jsonl");
        foreach (string line in File.Exists(_pendingPath) ? File.ReadLines(_pendingPath) : [])
        {
            // Half a line is what a kill leaves; a line that a shard holds already was written just before one.
            if (TryParse(line) is { } row && !_inShards.Contains(row.Id))
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

    /// <summary>Adds a vector, or replaces the one of the identifier: of a recording that was embedded anew, over another span or lead.</summary>
    public void Add(string id, float[] vector)
    {
        lock (_lock)
        {
            if (Vector(id) is { } known && known.Length == vector.Length && TensorPrimitives.CosineSimilarity(known, vector) >= Same)
            {
                return;
            }

            _version++;
            File.AppendAllText(_pendingPath, JsonSerializer.Serialize(new Row(id, vector)) + "\n");
            _pending[id] = vector;
            Bury(id);

            // Those that replace one in a shard wait on until the shard is written anew.
            KeyValuePair<string, float[]>[] ripe = [.. _pending.Where(p => !_removed.Contains(p.Key))];
            if (ripe.Length >= ShardVectors)
            {
                _index.Append([.. ripe.Select(p => (p.Key, (ReadOnlyMemory<float>)p.Value))]);
                foreach ((string moved, _) in ripe)
                {
                    _inShards.Add(moved);
                    _pending.Remove(moved);
                }

                WritePending();
            }
        }
    }

    /// <summary>Adds many at once, as shards of their own.</summary>
    public void AddAll(IEnumerable<(string Id, float[] Vector)> rows)
    {
        lock (_lock)
        {
            _version++;
            foreach ((string Id, float[] Vector)[] some in rows.Where(r => !_inShards.Contains(r.Id) && !_pending.ContainsKey(r.Id)).DistinctBy(r => r.Id)
                .Chunk(1 << 16))
            {
                _index.Append([.. some.Select(r => (r.Id, (ReadOnlyMemory<float>)r.Vector))]);
                _inShards.UnionWith(some.Select(r => r.Id));
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
                WritePending();
            }

            Bury(id);
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
        HashSet<string> removed;
        lock (_lock)
        {
            removed = _removed;
            recent = [.. _pending.Where(p => p.Value.Length == query.Length && accept?.Invoke(p.Key) != false)
                .Select(p => new SearchHit(p.Key, TensorPrimitives.CosineSimilarity(p.Value, query)))];
        }

        // One more, so that leaving one out leaves enough; a filter by name would have to read every name.
        Func<string, bool>? wanted = removed.Count == 0 ? accept : id => !removed.Contains(id) && accept?.Invoke(id) != false;
        IReadOnlyList<SearchHit> found = _index.Search(query, without is null ? count : count + 1, wanted);
        return [.. found.Concat(recent).DistinctBy(h => h.Id).Where(h => h.Id != without).OrderByDescending(h => h.Similarity).Take(count)];
    }

    /// <summary>The vector of an identifier; null where there is none.</summary>
    public float[]? Vector(string id)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue(id, out float[]? vector) || !_inShards.Contains(id) || _removed.Contains(id))
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

    /// <summary>From now on an identifier's vector in a shard, where there is one, counts no more.</summary>
    private void Bury(string id)
    {
        if (_inShards.Contains(id) && !_removed.Contains(id))
        {
            File.AppendAllText(_removedPath, id + "\n");
            _removed = new HashSet<string>(_removed, StringComparer.Ordinal) { id };
        }
    }

    private void WritePending() => AtomicFile.WriteText(_pendingPath,
        string.Concat(_pending.Select(p => JsonSerializer.Serialize(new Row(p.Key, p.Value)) + "\n")));

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

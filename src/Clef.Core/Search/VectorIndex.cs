using System.Buffers;
using System.Collections.Concurrent;
using System.Globalization;
using System.Numerics.Tensors;

namespace Clef.Core.Search;

/// <summary>
/// Exact nearest neighbours by cosine over a folder of memory-mapped shards. Vectors are appended as new shards, which searches see as soon as they are
/// whole; nothing that is being read ever changes. Safe for concurrent searches and appends within a process; one process appends at a time.
/// </summary>
public sealed class VectorIndex : IDisposable
{
    private readonly string _folder;
    private readonly ConcurrentDictionary<string, VectorShard> _open = new(StringComparer.Ordinal);
    private readonly Lock _append = new();

    /// <summary>Opens the folder, or makes it.</summary>
    public VectorIndex(string folder)
    {
        _folder = folder;
        Directory.CreateDirectory(folder);
        Shards();
    }

    /// <summary>How many vectors there are now.</summary>
    public long Count => Shards().Sum(s => (long)s.Count);

    /// <summary>Appends vectors of one width as a shard. They are normalised; a vector of zeros is kept and is similar to nothing.</summary>
    public void Append(IReadOnlyList<(string Id, ReadOnlyMemory<float> Vector)> rows)
    {
        if (rows.Count == 0)
        {
            return;
        }

        lock (_append)
        {
            VectorShard[] shards = Shards();
            int width = shards.Length > 0 ? shards[0].Width : rows[0].Vector.Length;
            foreach ((string id, ReadOnlyMemory<float> vector) in rows)
            {
                if (vector.Length != width || width is < 1 or > ShortDot.MaximumWidth)
                {
                    throw new ClefException(_folder, $"length of the vector of '{id}'", vector.Length, shards.Length > 0 ? $"{width}, as in the index" : $"{width}, as the first, from 1 to {ShortDot.MaximumWidth}");
                }

                if (!float.IsFinite(TensorPrimitives.Sum(vector.Span)) || !float.IsFinite(TensorPrimitives.SumOfSquares(vector.Span)))
                {
                    throw new ClefException(_folder, $"vector of '{id}'", "a number that is not finite", "finite numbers");
                }
            }

            string name = string.Create(CultureInfo.InvariantCulture, $"shard-{shards.Length:D6}.vectors");
            VectorShard.Write(Path.Combine(_folder, name), width, rows);
        }
    }

    /// <summary>The <paramref name="count"/> most similar vectors, best first; equal ones in the order of appending.</summary>
    /// <param name="query">Any length but zero; it is normalised.</param>
    /// <param name="count">How many.</param>
    /// <param name="accept">Leaves out vectors by identifier; null for none.</param>
    public IReadOnlyList<SearchHit> Search(ReadOnlySpan<float> query, int count, Func<string, bool>? accept = null) => Search(query, count, accept, ShortDot.Best);

    /// <summary>All identifiers, in the order of appending.</summary>
    public IEnumerable<string> Ids() => Shards().SelectMany(shard => Enumerable.Range(0, shard.Count).Select(shard.Id));

    /// <summary>The unit vector of an identifier; null where there is none. Reads every identifier until it is found.</summary>
    public float[]? Vector(string id)
    {
        foreach (VectorShard shard in Shards())
        {
            int at = shard.IndexOf(id);
            if (at >= 0)
            {
                return shard.Vector(at).ToArray();
            }
        }

        return null;
    }

    /// <summary>Every <paramref name="step"/>-th unit vector with its identifier, in the order of appending.</summary>
    public IEnumerable<(string Id, float[] Vector)> Rows(long step)
    {
        long at = 0;
        foreach (VectorShard shard in Shards())
        {
            for (int i = 0; i < shard.Count; i++, at++)
            {
                if (at % step == 0)
                {
                    yield return (shard.Id(i), shard.Vector(i).ToArray());
                }
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (VectorShard shard in _open.Values)
        {
            shard.Dispose();
        }

        _open.Clear();
    }

    internal IReadOnlyList<SearchHit> Search(ReadOnlySpan<float> query, int count, Func<string, bool>? accept, ShortDot.Instructions instructions)
    {
        VectorShard[] shards = Shards();
        if (shards.Length == 0 || count < 1)
        {
            return [];
        }

        float norm = MathF.Sqrt(TensorPrimitives.SumOfSquares(query));
        if (query.Length != shards[0].Width || !float.IsFinite(norm) || norm == 0)
        {
            throw new ClefException(_folder, "query", $"{query.Length} numbers of length {norm}", $"{shards[0].Width} finite numbers, not all zero");
        }

        var unit = new float[query.Length];
        TensorPrimitives.Divide(query, norm, unit);
        var numbers = new short[unit.Length];
        (float scale, float rest) = QuantisedVector.EncodeQuery(unit, numbers);
        var best = new NearestList(count);
        foreach (VectorShard shard in shards)
        {
            Search(shard, unit, numbers, scale, rest, best, accept, instructions);
        }

        return best.ToHits();
    }

    /// <summary>
    /// Bounds every cosine by the codes; then, from the highest upper bound down, computes exact ones until no bound can reach the list. A vector is left out
    /// only when its upper bound is below a cosine that the list already has, so nothing that belongs there is lost.
    /// </summary>
    private static void Search(
        VectorShard shard, float[] unit, short[] numbers, float scale, float rest, NearestList best, Func<string, bool>? accept, ShortDot.Instructions instructions)
    {
        // From the pool: arrays as long as a shard would be collected with the oldest generation, search after search.
        float[] bounds = ArrayPool<float>.Shared.Rent(2 * shard.Count);
        try
        {
            Span<float> low = bounds.AsSpan(0, shard.Count), high = bounds.AsSpan(shard.Count, shard.Count);
            shard.Bound(numbers, scale, rest, low, high, instructions);
            float floor = Math.Max(best.Least, accept is null ? KthLargest(low, best.Capacity) : float.NegativeInfinity);
            var candidates = new List<(int Index, float Place)>();
            for (int i = 0; i < high.Length; i++)
            {
                if (high[i] >= floor)
                {
                    candidates.Add((i, -high[i]));
                }
            }

            // A heap, not a sort: where vectors are left out by name, all of a shard are candidates, and few are looked at.
            var highest = new PriorityQueue<int, float>(candidates);
            while (highest.TryDequeue(out int candidate, out float place) && -place >= best.Least)
            {
                if (accept is null || accept(shard.Id(candidate)))
                {
                    best.Offer(shard, candidate, shard.Cosine(candidate, unit));
                }
            }
        }
        finally
        {
            ArrayPool<float>.Shared.Return(bounds);
        }
    }

    /// <summary>The k-th largest value; -infinity where there are fewer. A small heap over one pass.</summary>
    private static float KthLargest(ReadOnlySpan<float> values, int k)
    {
        if (values.Length < k)
        {
            return float.NegativeInfinity;
        }

        var heap = new PriorityQueue<float, float>(k);
        float least = float.NegativeInfinity;
        foreach (float value in values)
        {
            if (heap.Count < k)
            {
                heap.Enqueue(value, value);
                least = heap.Peek();
            }
            else if (value > least)
            {
                heap.EnqueueDequeue(value, value);
                least = heap.Peek();
            }
        }

        return least;
    }

    private VectorShard[] Shards() => Directory.EnumerateFiles(_folder, "shard-*.vectors").Order(StringComparer.Ordinal)
        .Select(p => _open.GetOrAdd(p, VectorShard.Open)).ToArray();
}

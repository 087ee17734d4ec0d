namespace Clef.Core.Search;

/// <summary>The best few of many offers; of equal ones the earlier stays.</summary>
internal sealed class NearestList(int capacity)
{
    private readonly List<(VectorShard Shard, int Index, float Similarity, long Order)> _best = new(capacity + 1);
    private readonly Dictionary<VectorShard, long> _firsts = [];

    /// <summary>How many are kept.</summary>
    public int Capacity => capacity;

    /// <summary>What an offer has to reach: the least kept, or -infinity while there is room.</summary>
    public float Least => _best.Count < capacity ? float.NegativeInfinity : _best[^1].Similarity;

    /// <summary>Takes an offer in where it belongs. Shards are offered one after another.</summary>
    public void Offer(VectorShard shard, int index, float similarity)
    {
        if (!_firsts.TryGetValue(shard, out long first))
        {
            _firsts.Add(shard, first = _firsts.Count * (long)int.MaxValue);
        }

        var offer = (Shard: shard, Index: index, Similarity: similarity, Order: first + index);
        int at = _best.FindIndex(b => b.Similarity < similarity || (b.Similarity == similarity && b.Order > offer.Order));
        _best.Insert(at < 0 ? _best.Count : at, offer);
        if (_best.Count > capacity)
        {
            _best.RemoveAt(capacity);
        }
    }

    /// <summary>The list as hits, best first.</summary>
    public IReadOnlyList<SearchHit> ToHits() => _best.Select(b => new SearchHit(b.Shard.Id(b.Index), b.Similarity)).ToArray();
}

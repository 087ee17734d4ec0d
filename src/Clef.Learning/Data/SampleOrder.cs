using Clef.Core;

namespace Clef.Learning.Data;

/// <summary>
/// The order in which an epoch visits its samples: a permutation that depends on the seed and the epoch alone, cut into batches and, over several
/// processes, dealt out so that together they see each batch whole.
/// </summary>
public sealed class SampleOrder
{
    private readonly int _samples;
    private readonly int _batch;
    private readonly int _rank;
    private readonly int _worldSize;
    private readonly ulong _seed;
    private readonly bool _keepLast;

    /// <summary>Describes the order.</summary>
    /// <param name="samples">Samples in an epoch.</param>
    /// <param name="batch">Samples of a step over all processes together; a multiple of <paramref name="worldSize"/>.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="rank">This process.</param>
    /// <param name="worldSize">How many processes.</param>
    /// <param name="keepLast">Whether a last short batch is kept (only possible in one process).</param>
    public SampleOrder(int samples, int batch, ulong seed, int rank = 0, int worldSize = 1, bool keepLast = true)
    {
        if (batch < 1 || worldSize < 1 || batch % worldSize != 0 || (uint)rank >= (uint)worldSize)
        {
            throw new ClefException("data", "batch", batch, $"a positive multiple of the {worldSize} processes");
        }

        if (samples < 1 || (samples < batch && !(keepLast && worldSize == 1)))
        {
            throw new ClefException("data", "samples", samples, $"at least one batch of {batch}");
        }

        (_samples, _batch, _seed, _rank, _worldSize, _keepLast) = (samples, batch, seed, rank, worldSize, keepLast && worldSize == 1);
    }

    /// <summary>Steps in an epoch.</summary>
    public int StepsPerEpoch => _keepLast ? (_samples + _batch - 1) / _batch : _samples / _batch;

    /// <summary>This process's samples of one step, in order.</summary>
    public int[] Batch(long epoch, int step)
    {
        int[] order = Permutation(epoch);
        int first = step * _batch, size = Math.Min(_batch, _samples - first), share = size / _worldSize;
        return order.AsSpan(first + (_rank * share), share).ToArray();
    }

    /// <summary>The whole epoch's order (Fisher-Yates with the epoch's own stream).</summary>
    public int[] Permutation(long epoch)
    {
        if (_cached is { } cached && cached.Epoch == epoch)
        {
            return cached.Order;
        }

        var order = new int[_samples];
        for (int i = 0; i < order.Length; i++)
        {
            order[i] = i;
        }

        CounterRandom random = new CounterRandom(_seed).Fork((ulong)epoch).Fork("order");
        for (int i = order.Length - 1; i > 0; i--)
        {
            int k = random.Index(i + 1);
            (order[i], order[k]) = (order[k], order[i]);
        }

        _cached = new(epoch, order);
        return order;
    }

    private volatile Cached? _cached;

    private sealed record Cached(long Epoch, int[] Order);
}

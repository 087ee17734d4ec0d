using Clef.Core;

namespace Clef.Learning.Data;

/// <summary>Prepares one sample: reading, filtering, augmentation. Called from several threads; all randomness must come from the stream given.</summary>
/// <param name="sample">Index of the sample.</param>
/// <param name="random">The sample's own stream in this epoch.</param>
public delegate T SamplePreparation<T>(int sample, CounterRandom random);

/// <summary>
/// Prepares batches ahead of the training loop on worker threads and hands them over in order. What a batch holds depends on seed, epoch and step alone,
/// so the number of workers changes nothing but speed.
/// </summary>
public sealed class BatchLoader<T>(SampleOrder order, SamplePreparation<T> prepare, ulong seed, int workers = 1, int ahead = 4)
{
    /// <summary>Steps in an epoch.</summary>
    public int StepsPerEpoch => order.StepsPerEpoch;

    /// <summary>
    /// The batches from a position on, epoch after epoch without end. Disposing the enumerator stops the workers; an exception of a preparation comes
    /// out of the enumeration at the batch it belongs to.
    /// </summary>
    public IEnumerable<LoadedBatch<T>> From(long epoch, int step)
    {
        if (workers < 1 || ahead < 1)
        {
            throw new ClefException("data", "workers", workers, "at least one, with at least one batch ahead");
        }

        using var stop = new CancellationTokenSource();
        using var free = new SemaphoreSlim(workers);
        var queue = new Queue<Task<LoadedBatch<T>>>();
        try
        {
            while (true)
            {
                while (queue.Count < ahead)
                {
                    (long e, int s) = (epoch, step);
                    queue.Enqueue(Task.Run(() => Prepare(e, s, free, stop.Token)));
                    (epoch, step) = step + 1 < order.StepsPerEpoch ? (epoch, step + 1) : (epoch + 1, 0);
                }

                yield return queue.Dequeue().GetAwaiter().GetResult();
            }
        }
        finally
        {
            stop.Cancel();
            // The tasks use the semaphore; they are waited for before it goes, whatever they end with.
            Task.WhenAll(queue).ContinueWith(_ => { }, TaskScheduler.Default).Wait();
        }
    }

    private async Task<LoadedBatch<T>> Prepare(long epoch, int step, SemaphoreSlim free, CancellationToken stop)
    {
        await free.WaitAsync(stop).ConfigureAwait(false);
        try
        {
            int[] samples = order.Batch(epoch, step);
            var prepared = new T[samples.Length];
            CounterRandom stream = new CounterRandom(seed).Fork((ulong)epoch);
            for (int i = 0; i < samples.Length; i++)
            {
                stop.ThrowIfCancellationRequested();
                prepared[i] = prepare(samples[i], stream.Fork((ulong)samples[i]));
            }

            return new LoadedBatch<T>(epoch, step, samples, prepared);
        }
        finally
        {
            free.Release();
        }
    }
}

/// <summary>One batch with its place in the run.</summary>
/// <param name="Epoch">Epoch, from 0.</param>
/// <param name="Step">Step within the epoch, from 0.</param>
/// <param name="Samples">Indices of its samples.</param>
/// <param name="Items">What preparation made of each.</param>
public sealed record LoadedBatch<T>(long Epoch, int Step, int[] Samples, T[] Items);

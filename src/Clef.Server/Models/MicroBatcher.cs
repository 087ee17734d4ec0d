using System.Diagnostics;
using System.Threading.Channels;
using Clef.Server.Health;
using Clef.Tensors;

namespace Clef.Server.Models;

/// <summary>
/// A model's thread. Items of all requests wait in one line; whatever waits when a pass ends goes into the next one together, up to a limit, so that a lone
/// request does not wait for company and a crowd is served in batches. Items whose request was cancelled are left out, and a pass under way of which all were
/// cancelled is broken off between two operations. Other work of the model is done between passes.
/// </summary>
internal sealed class MicroBatcher<TItem, TResult> : IDisposable
{
    private const int Waiting = 4096;

    private readonly Channel<Work> _line = Channel.CreateBounded<Work>(Waiting);
    private readonly Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> _pass;
    private readonly ServerMetrics _metrics;
    private readonly Thread _thread;
    private readonly string _name;
    private readonly int _most;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The model's name.</param>
    /// <param name="most">Items of a pass.</param>
    /// <param name="pass">Does a pass; one result an item.</param>
    /// <param name="metrics">Told of each pass.</param>
    public MicroBatcher(string name, int most, Func<IReadOnlyList<TItem>, IReadOnlyList<TResult>> pass, ServerMetrics metrics)
    {
        (_name, _most, _pass, _metrics) = (name, most, pass, metrics);
        _thread = new Thread(Loop) { IsBackground = true, Name = $"model {name}" };
        _thread.Start();
    }

    /// <summary>Puts an item in line.</summary>
    public async Task<TResult> Run(TItem item, CancellationToken stop)
    {
        var work = new Work(item, null, stop);
        await _line.Writer.WriteAsync(work, stop);
        return (TResult)(await work.Done.Task.WaitAsync(stop))!;
    }

    /// <summary>Puts work in line that is done alone.</summary>
    public async Task<T> Alone<T>(Func<T> alone, CancellationToken stop)
    {
        var work = new Work(default!, () => alone(), stop);
        await _line.Writer.WriteAsync(work, stop);
        return (T)(await work.Done.Task.WaitAsync(stop))!;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _line.Writer.TryComplete();
        _thread.Join();
    }

    private void Loop()
    {
        var batch = new List<Work>();
        Work? held = null;
        while (held is not null || _line.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
        {
            batch.Clear();
            while (batch.Count < _most && (held ?? (_line.Reader.TryRead(out Work? next) ? next : null)) is { } work)
            {
                held = null;
                if (work.Stop.IsCancellationRequested)
                {
                    work.Done.TrySetCanceled(work.Stop);
                }
                else if (work.Alone is not null)
                {
                    if (batch.Count > 0)
                    {
                        held = work; // after those that came before it
                        break;
                    }

                    Do(work, () => work.Alone());
                }
                else
                {
                    batch.Add(work);
                }
            }

            if (batch.Count > 0)
            {
                Pass(batch);
            }
        }
    }

    private void Pass(List<Work> batch)
    {
        long start = Stopwatch.GetTimestamp();
        try
        {
            using var all = new AllCancelled(batch.Select(w => w.Stop));
            using var pass = new BreakOff(all.Token);
            IReadOnlyList<TResult> results = _pass([.. batch.Select(w => w.Item)]);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Done.TrySetResult(results[i]);
            }
        }
        catch (OperationCanceledException) when (batch.TrueForAll(w => w.Stop.IsCancellationRequested))
        {
            batch.ForEach(w => w.Done.TrySetCanceled(w.Stop));
        }
        catch (Exception e) when (batch.Count > 1)
        {
            // One of them is wrong; the others must not suffer for it.
            _ = e;
            foreach (Work work in batch)
            {
                Do(work, () => _pass([work.Item])[0]);
            }
        }
        catch (Exception e)
        {
            batch[0].Done.TrySetException(e);
        }

        _metrics.Passed(_name, batch.Count, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private static void Do(Work work, Func<object?> what)
    {
        try
        {
            using var alone = new BreakOff(work.Stop);
            work.Done.TrySetResult(what());
        }
        catch (OperationCanceledException) when (work.Stop.IsCancellationRequested)
        {
            work.Done.TrySetCanceled(work.Stop);
        }
        catch (Exception e)
        {
            work.Done.TrySetException(e);
        }
    }

    private sealed record Work(TItem Item, Func<object?>? Alone, CancellationToken Stop)
    {
        public TaskCompletionSource<object?> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>A token that is cancelled once each of several is.</summary>
    private sealed class AllCancelled : IDisposable
    {
        private readonly CancellationTokenSource _source = new();
        private readonly CancellationTokenRegistration[] _registrations;
        private int _left;

        public AllCancelled(IEnumerable<CancellationToken> tokens)
        {
            CancellationToken[] all = [.. tokens];
            _left = all.Length;
            _registrations = [.. all.Select(t => t.Register(() =>
            {
                if (Interlocked.Decrement(ref _left) == 0)
                {
                    _source.Cancel();
                }
            }))];
        }

        public CancellationToken Token => _source.Token;

        public void Dispose()
        {
            foreach (CancellationTokenRegistration registration in _registrations)
            {
                registration.Dispose(); // waits for a callback that runs
            }

            _source.Dispose();
        }
    }
}

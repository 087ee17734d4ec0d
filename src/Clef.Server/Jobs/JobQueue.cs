using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Clef.Core;
using Clef.Server.Health;
using Clef.Server.Problems;

namespace Clef.Server.Jobs;

/// <summary>The line of jobs: bounded, cancellable, watched. What was accepted before a restart is in line again, also beyond the bound.</summary>
internal sealed class JobQueue
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Channel<string> _line = Channel.CreateUnbounded<string>();
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, ConcurrentDictionary<Channel<Job>, byte>> _watchers = new(StringComparer.Ordinal);
    private readonly JobStore _store;
    private readonly ServerMetrics _metrics;
    private readonly TimeProvider _time;
    private readonly int _most;
    private readonly Lock _change = new(); // a job goes from one state to the next under it, so that of two who would move it one does
    private int _waiting;

    public JobQueue(JobStore store, ServeLimits limits, ServerMetrics metrics, TimeProvider time)
    {
        (_store, _metrics, _time, _most) = (store, metrics, time, limits.WaitingJobs);
        foreach (Job job in store.All.Where(j => j.State == JobState.Waiting))
        {
            Interlocked.Increment(ref _waiting);
            Enqueue(job);
        }
    }

    /// <summary>How many wait.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Accepts a job, or says that the line is full.</summary>
    public Job Accept(JobRequest request)
    {
        if (Interlocked.Increment(ref _waiting) > _most)
        {
            Interlocked.Decrement(ref _waiting);
            throw new ApiException(StatusCodes.Status429TooManyRequests, $"{_most} jobs are waiting already.", RetryAfter);
        }

        try
        {
            Job job = _store.Accept(request);
            Enqueue(job);
            return job;
        }
        catch
        {
            Interlocked.Decrement(ref _waiting);
            throw;
        }
    }

    /// <summary>Takes jobs off the line, one after another, as running ones.</summary>
    public async IAsyncEnumerable<(Job Job, CancellationToken Cancelled)> Take([EnumeratorCancellation] CancellationToken stop)
    {
        await foreach (string id in _line.Reader.ReadAllAsync(stop))
        {
            using var source = new CancellationTokenSource();
            if (Begin(id, source) is { } job)
            {
                _metrics.RunningJobs.Add(1);
                yield return (job, source.Token);
                _metrics.RunningJobs.Add(-1);
                _running.TryRemove(id, out _);
            }
        }
    }

    /// <summary>
    /// Writes the state in which a running job ends, or waits again, and tells those who watch. Where it cannot be written (the disk is full), it holds until
    /// the service ends; on disk the job waits still, and is done once more by the next one.
    /// </summary>
    public void End(Job job)
    {
        lock (_change)
        {
            try
            {
                _store.Save(job);
            }
            catch (Exception e) when (e is IOException or ClefException)
            {
                _store.Note(job);
            }
        }

        Tell(job);
    }

    /// <summary>Notes progress and tells those who watch.</summary>
    public void Progress(Job job)
    {
        _store.Note(job);
        Tell(job);
    }

    /// <summary>Cancels a job that waits or runs. One that waits gives its place in the line up.</summary>
    public Job Cancel(Job job)
    {
        lock (_change)
        {
            if (_store.Find(job.Id) is { State: JobState.Waiting } waiting)
            {
                LeaveLine();
                _store.Save(job = waiting with { State = JobState.Cancelled, Ended = _time.GetUtcNow() });
            }
        }

        Tell(_store.Find(job.Id) ?? job);
        if (_running.TryGetValue(job.Id, out CancellationTokenSource? running))
        {
            try
            {
                running.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // It ended in this moment.
            }
        }

        return _store.Find(job.Id) ?? job;
    }

    /// <summary>Cancels what is not over of a recording's jobs, and forgets all of them.</summary>
    public void Forget(string recording)
    {
        foreach (Job job in _store.All.Where(j => j.Request.Recording == recording).ToArray())
        {
            Cancel(job);
            lock (_change)
            {
                if (_store.Find(job.Id) is { IsOver: true })
                {
                    _store.Delete(job.Id);
                }
            }
        }
    }

    /// <summary>The job's states from now on, the last one being its end.</summary>
    public async IAsyncEnumerable<Job> Watch(string id, [EnumeratorCancellation] CancellationToken stop)
    {
        Channel<Job> told = Channel.CreateBounded<Job>(new BoundedChannelOptions(16) { FullMode = BoundedChannelFullMode.DropOldest });
        ConcurrentDictionary<Channel<Job>, byte> watchers = _watchers.GetOrAdd(id, _ => new());
        watchers[told] = 0;
        try
        {
            // Asked after the watch began, so that no change falls between.
            Job? now = _store.Find(id);
            while (now is not null)
            {
                yield return now;
                if (now.IsOver)
                {
                    break;
                }

                now = await told.Reader.ReadAsync(stop);
            }
        }
        finally
        {
            watchers.TryRemove(told, out _);
            if (watchers.IsEmpty)
            {
                _watchers.TryRemove(new(id, watchers));
            }
        }
    }

    /// <summary>Makes a job that waits one that runs; null where it was cancelled meanwhile, or forgotten.</summary>
    private Job? Begin(string id, CancellationTokenSource source)
    {
        Job? job;
        lock (_change)
        {
            if (_store.Find(id) is not { State: JobState.Waiting } waiting)
            {
                return null;
            }

            LeaveLine();
            _running[id] = source;
            _store.Note(job = waiting with { State = JobState.Running }); // on disk it waits until it is over
        }

        Tell(job);
        return job;
    }

    private void LeaveLine()
    {
        Interlocked.Decrement(ref _waiting);
        _metrics.WaitingJobs.Add(-1);
    }

    private void Enqueue(Job job)
    {
        _metrics.WaitingJobs.Add(1);
        _line.Writer.TryWrite(job.Id);
    }

    private void Tell(Job job)
    {
        if (_watchers.TryGetValue(job.Id, out ConcurrentDictionary<Channel<Job>, byte>? watchers))
        {
            foreach (Channel<Job> watcher in watchers.Keys)
            {
                watcher.Writer.TryWrite(job);
            }
        }
    }
}

using System.Diagnostics;
using Clef.Core;
using Clef.Server.Health;
using Clef.Server.Problems;

namespace Clef.Server.Jobs;

/// <summary>Runs the jobs in line, some at a time. A job that the service's stop interrupts waits on disk for the next start.</summary>
internal sealed class JobRunner(JobQueue queue, JobStore store, JobWork work, ServeLimits limits, ServerMetrics metrics, TimeProvider time,
    ILoggerFactory logs) : BackgroundService
{
    private readonly ILogger _log = logs.CreateLogger(nameof(Clef));

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(Enumerable.Range(0, limits.RunningJobs).Select(_ => Task.Run(() => Loop(stoppingToken), CancellationToken.None)));

    private async Task Loop(CancellationToken stopping)
    {
        try
        {
            await foreach ((Job job, CancellationToken cancelled) in queue.Take(stopping))
            {
                await Run(job, cancelled, stopping);
                try
                {
                    store.Trim();
                }
                catch (IOException e)
                {
                    _log.LogError("finished jobs: {Type}", e.GetType().Name); // they are forgotten another time
                }
            }
        }
        catch (OperationCanceledException)
        {
        }
    }

    private async Task Run(Job job, CancellationToken cancelled, CancellationToken stopping)
    {
        long start = Stopwatch.GetTimestamp();
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancelled, stopping);
        JobState end;
        string? problem = null;
        try
        {
            object result = await work.Do(job, share => queue.Progress(job with { Progress = Math.Round(share, 3) }), both.Token);
            store.SaveResult(job.Id, result);
            end = JobState.Done;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancelled.IsCancellationRequested)
        {
            queue.End(job with { State = JobState.Waiting, Progress = 0 });
            return;
        }
        catch (OperationCanceledException) when (cancelled.IsCancellationRequested)
        {
            end = JobState.Cancelled;
        }
        catch (ApiException e)
        {
            (end, problem) = (JobState.Failed, e.Message);
        }
        catch (Exception e) when (DiskFull.Explains(e))
        {
            (end, problem) = (JobState.Failed, ProblemResponses.FullDisk);
        }
        catch (ClefException e)
        {
            (end, problem) = (JobState.Failed, SafeText.Of(e));
        }
        catch (Exception e)
        {
            (end, problem) = (JobState.Failed, "Something is wrong on the side of the service; its log has the job.");
            _log.LogError("job {Job}: {Type} at {Place}", job.Id, e.GetType().Name, new StackTrace(e).GetFrame(0)?.GetMethod()?.ToString());
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        metrics.JobEnded(job.Request.Kind.ToString(), end.ToString(), seconds);
        queue.End(job with { State = end, Ended = time.GetUtcNow(), Progress = end == JobState.Done ? 1 : job.Progress, Problem = problem });
        _log.LogInformation("job {Job} {Kind} {State} {Milliseconds:0} ms", job.Id, job.Request.Kind, end, seconds * 1000);
    }
}

using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Clef.Server.Models;
using Clef.Server.Predictions;
using Clef.Server.Problems;
using Clef.Server.Recordings;

namespace Clef.Server.Jobs;

/// <summary>Jobs: accepted, watched, cancelled, their results fetched.</summary>
internal static class JobEndpoints
{
    private const double LongestWait = 30;
    private const int MostListed = 1000;

    public static void MapJobs(this RouteGroupBuilder api)
    {
        RouteGroupBuilder jobs = api.MapGroup("/jobs").WithTags("jobs");
        jobs.MapPost("", Accept).WithName("AskJob").Produces<Job>(StatusCodes.Status202Accepted).Produces<Job>(StatusCodes.Status201Created)
            .WithSummary("Ask for embeddings, predictions, zero-shot scores or an explanation.")
            .WithDescription("The job is on disk when the answer comes. A full line is answered with 429 and Retry-After. With `wait`, the answer is "
                + "held back for so many seconds (at most 30) and is 201 where the job is over by then.");
        jobs.MapGet("", List).WithName("ListJobs").WithSummary("The newest jobs.");
        jobs.MapGet("/{id}", (JobStore store, string id) => Find(store, id)).WithName("ReadJob").WithSummary("A job's state.");
        jobs.MapGet("/{id}/result", Result).WithName("ReadResult").WithSummary("A job's result, of whatever kind.").Produces<object>()
            .WithDescription("409 before the job is done.");
        // The same under the name of its kind, so that clients of typed languages know what they get.
        jobs.MapGet("/{id}/embedding", (JobStore store, string id) => OfKind(store, id, JobKind.Embed)).WithName("ReadEmbedding").Produces<EmbedResult>()
            .WithSummary("The result of an embed job.");
        jobs.MapGet("/{id}/prediction", (JobStore store, string id) => OfKind(store, id, JobKind.Predict)).WithName("ReadPrediction")
            .Produces<PredictResult>().WithSummary("The result of a predict job.");
        jobs.MapGet("/{id}/scores", (JobStore store, string id) => OfKind(store, id, JobKind.ZeroShot)).WithName("ReadScores").Produces<ZeroShotResult>()
            .WithSummary("The result of a zeroShot job.");
        jobs.MapGet("/{id}/relevance", (JobStore store, string id) => OfKind(store, id, JobKind.Explain)).WithName("ReadRelevance")
            .Produces<ExplainResult>().WithSummary("The result of an explain job.");
        jobs.MapGet("/{id}/events", Events).WithName("WatchJob").Produces<string>(StatusCodes.Status200OK, "text/event-stream")
            .WithSummary("A job's states as server-sent events, from now to its end.").DisableRequestTimeout();
        jobs.MapDelete("/{id}", (JobStore store, JobQueue queue, string id) => queue.Cancel(Find(store, id))).WithName("CancelJob")
            .WithSummary("Cancel a job; one that runs stops at its next step.");
    }

    private static async Task<IResult> Accept(HttpContext context, JobRequest request, JobQueue queue, RecordingLibrary library, ModelShelf models,
        double wait = 0)
    {
        if (!(wait is >= 0 and <= LongestWait))
        {
            throw ApiException.Bad($"`wait` is 0 to {LongestWait} seconds.");
        }

        // What cannot be done is said now rather than by a job that fails.
        request.Checked();
        RecordingEntry entry = library.Find(request.Recording);
        ServedModel model = models.Find(request.Model);
        if (entry.Modality != model.Modality && entry.Modality != Modality.Other)
        {
            throw ApiException.Unprocessable(
                $"The model is for {model.Modality.ToString().ToUpperInvariant()}, the recording is {entry.Modality.ToString().ToUpperInvariant()}.");
        }

        if (request.Kind is JobKind.ZeroShot or JobKind.Explain && request.Task is null && !model.TakesText)
        {
            throw ApiException.Unprocessable("The model was not aligned with texts.");
        }

        Job job = queue.Accept(request);
        string place = $"/api/v1/jobs/{job.Id}";
        if (wait > 0)
        {
            using var patience = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            patience.CancelAfter(TimeSpan.FromSeconds(wait));
            try
            {
                await foreach (Job now in queue.Watch(job.Id, patience.Token))
                {
                    job = now;
                }

                return Results.Created(place, job);
            }
            catch (OperationCanceledException)
            {
            }
        }

        return Results.Accepted(place, job);
    }

    private static IReadOnlyList<Job> List(JobStore store, string? state, int limit = 100)
    {
        JobState wanted = JobState.Waiting;
        return limit is >= 1 and <= MostListed && (state is null || (Enum.TryParse(state, ignoreCase: true, out wanted) && Enum.IsDefined(wanted)))
            ? [.. store.All.Reverse().Where(j => state is null || j.State == wanted).Take(limit)]
            : throw ApiException.Bad($"`limit` is 1 to {MostListed}, `state` one of waiting, running, done, failed, cancelled.");
    }

    private static IResult Result(JobStore store, string id)
    {
        Job job = Find(store, id);
        return job.State == JobState.Done
            ? Results.File(store.ResultPath(id), "application/json")
            : job.IsOver ? throw new ApiException(StatusCodes.Status409Conflict, $"The job was {job.State.ToString().ToLowerInvariant()}: there is no result.")
            : throw new ApiException(StatusCodes.Status409Conflict, "The job is not done yet.", TimeSpan.FromSeconds(1));
    }

    private static IResult OfKind(JobStore store, string id, JobKind kind) =>
        Find(store, id).Request.Kind == kind ? Result(store, id) : throw ApiException.NotFound("result of this kind");

    private static IResult Events(JobStore store, JobQueue queue, ServeLimits limits, IHostApplicationLifetime lifetime, string id, CancellationToken aborted)
    {
        Find(store, id);
        return TypedResults.ServerSentEvents(States(queue, id, TimeSpan.FromSeconds(limits.SilenceSeconds), lifetime.ApplicationStopping, aborted));
    }

    private static async IAsyncEnumerable<SseItem<Job>> States(JobQueue queue, string id, TimeSpan silence, CancellationToken stopping,
        [EnumeratorCancellation] CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stopping, aborted);
        await using IAsyncEnumerator<Job> states = queue.Watch(id, either.Token).GetAsyncEnumerator(either.Token);
        Job? last = null;
        while (true)
        {
            Task<bool> next = states.MoveNextAsync().AsTask();
            while (last is not null && !either.IsCancellationRequested && await Task.WhenAny(next, Task.Delay(silence, either.Token)) != next
                && !either.IsCancellationRequested)
            {
                yield return Event(last);
            }

            bool more;
            try
            {
                more = await next;
            }
            catch (OperationCanceledException)
            {
                yield break; // the client left, or the service stops
            }

            if (!more)
            {
                yield break;
            }

            yield return Event(last = states.Current);
        }

        static SseItem<Job> Event(Job job) => new(job, job.State.ToString().ToLowerInvariant());
    }

    private static Job Find(JobStore store, string id) => store.Find(id) ?? throw ApiException.NotFound("job");
}

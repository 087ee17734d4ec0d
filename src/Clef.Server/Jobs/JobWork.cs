using Clef.Server.Models;
using Clef.Server.Predictions;
using Clef.Server.Problems;
using Clef.Server.Recordings;
using Clef.Server.Search;

namespace Clef.Server.Jobs;

/// <summary>Does what a job asks for. Each kind is a method, and what it answers is a record below it.</summary>
internal sealed class JobWork(RecordingLibrary library, ModelShelf models, Predictor predictor, ProbeDirections directions, ArchiveIndexes indexes)
{
    public async Task<object> Do(Job job, Action<double> progress, CancellationToken stop)
    {
        JobRequest request = job.Request;
        ServedModel model = models.Find(request.Model);
        RecordingEntry entry = library.TryFind(request.Recording) ?? throw ApiException.NotFound("recording");
        using RecordingLease lease = library.Open(entry.Id);
        var span = new EmbeddingSpan(request.From, request.Seconds, request.Lead ?? "I");
        if (request.Kind == JobKind.Explain)
        {
            return await Explain(request, model, lease, span, stop);
        }

        ModelEmbedding embedding = await model.Embed(lease.Recording, span, progress, stop);
        switch (request.Kind)
        {
            case JobKind.Predict:
                return await predictor.Predict(job, entry, lease.Recording, model, embedding, stop);
            case JobKind.ZeroShot:
                return await predictor.ZeroShot(job, entry, lease.Recording, model, embedding, stop);
            default:
                if (request.Index)
                {
                    indexes.Add(model, entry.Id, embedding.Vectors);
                    if (library.TryFind(entry.Id) is null)
                    {
                        indexes.Remove(entry.Id); // deleted meanwhile
                    }
                }

                return new EmbedResult(model.Name, model.Digest, embedding);
        }
    }

    private async Task<ExplainResult> Explain(JobRequest request, ServedModel model, RecordingLease lease, EmbeddingSpan span, CancellationToken stop)
    {
        if (model is not ServedEegModel eeg || (request.Task is null && !eeg.TakesText))
        {
            throw ApiException.Unprocessable("Only an EEG model explains; a text, only one that was aligned with texts.");
        }

        if (request.Task is { } task)
        {
            ProbeDirection probe = directions.Of(model, task, request.Class);
            return Answer(await eeg.Explain(lease.Recording, span, probe.Weights, probe.Space, stop), task);
        }

        return Answer(await eeg.Explain(lease.Recording, span, request.Text!, stop), request.Text!);

        ExplainResult Answer(Eeg.Search.TokenRelevance relevance, string of) =>
            new(model.Name, of, relevance.Score, relevance.Rows, relevance.Columns, eeg.Tokens.PatchBins, eeg.Tokens.PatchFrames, request.From,
                [.. relevance.Values.Select(v => (float)v)]);
    }
}

/// <summary>A recording's vectors.</summary>
/// <param name="Model">The model.</param>
/// <param name="Digest">The digest of its weights.</param>
/// <param name="Embedding">The vectors by space, and what was done.</param>
internal sealed record EmbedResult(string Model, string Digest, ModelEmbedding Embedding);

/// <summary>How much each token of a session adds to its score for a text, or to what a probe says.</summary>
/// <param name="Model">The model.</param>
/// <param name="Text">The text, or the task.</param>
/// <param name="Score">The session's cosine with the text; of a task, the probe's logit without its intercept and temperature.</param>
/// <param name="Rows">Rows of tokens (frequency, the lowest first).</param>
/// <param name="Columns">Columns of tokens (time).</param>
/// <param name="BinsPerRow">Frequencies of a row.</param>
/// <param name="FramesPerColumn">Frames (seconds) of a column.</param>
/// <param name="From">Start of the session, seconds.</param>
/// <param name="Values">(row, column): above 0 where the token raises the score.</param>
internal sealed record ExplainResult(string Model, string Text, double Score, int Rows, int Columns, int BinsPerRow, int FramesPerColumn, double From,
    IReadOnlyList<float> Values);

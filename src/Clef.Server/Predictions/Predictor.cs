using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Clef.Eeg.Embedding;
using Clef.Ecg.Models;
using Clef.Evaluation.TrainedProbes;
using Clef.Server.Audit;
using Clef.Server.Cohorts;
using Clef.Server.Health;
using Clef.Server.Jobs;
using Clef.Server.Models;
using Clef.Server.Problems;
using Clef.Server.Recordings;
using Clef.Signals.Recordings;

namespace Clef.Server.Predictions;

/// <summary>Predicts from vectors, and audits each prediction before anybody is told of it.</summary>
internal sealed class Predictor(ProbeShelf probes, ServedCohort cohort, AuditLog audit, RecordingDigest digests, ServerMetrics metrics)
{
    private const string OwnHead = "own head"; // the probe of a fine-tuned model is part of it

    /// <summary>What the model's probes, or its own head, say.</summary>
    public async Task<PredictResult> Predict(Job job, RecordingEntry entry, Recording recording, ServedModel model, ModelEmbedding embedding,
        CancellationToken stop)
    {
        (double? age, string? sex) = Person(job.Request, entry, recording);
        var answers = new List<TaskAnswer>();
        foreach (TrainedProbe probe in probes.Of(model).Where(p => job.Request.Tasks?.Contains(p.Task) ?? true))
        {
            float[] vector = embedding.Vectors[Enum.Parse<EmbeddingSpace>(probe.Model.Space, ignoreCase: true)];
            string lead = job.Request.Lead ?? "I";
            string[] doubts = probe.Model.Lead.Length > 0 && probe.Model.Lead != lead
                ? [$"The probe was fitted on lead {probe.Model.Lead}; this is lead {lead}."] : [];
            string[] simulated = probe.Training.Simulated ? ["The probe was fitted on simulated data."] : [];
            answers.Add(new TaskAnswer(probe.Task, probe.Digest, true, probe.Answer(vector),
                [.. doubts, .. simulated, .. probe.Cautions(age, sex), .. Valid(embedding)], probe.Outputs.ToDictionary(o => o.Class, o => o.Figures)));
        }

        if (model is ServedEcgModel { Head: { } head } ecg && (job.Request.Tasks?.Contains(head.Task) ?? true))
        {
            answers.Add(OfHead(head, await ecg.Predict(embedding, stop), [.. Valid(embedding)]));
        }

        if (answers.Count == 0)
        {
            throw ApiException.Unprocessable("The model has no probe for these tasks.");
        }

        AuditedAnswer[] audited = [.. answers.SelectMany(a => a.Answers.Select(c => new AuditedAnswer(a.Task, a.Probe, c.Class, c.Probability ?? c.Score)))];
        AuditHead place = Audit("prediction", job, entry, recording, model, embedding, audited, stop);
        return new PredictResult(model.Name, model.Digest, answers, embedding with { Vectors = new Dictionary<EmbeddingSpace, float[]>() }, place);
    }

    /// <summary>How near a recording is to the questions' positive wordings, less how near to the negative ones.</summary>
    public async Task<ZeroShotResult> ZeroShot(Job job, RecordingEntry entry, Recording recording, ServedModel model, ModelEmbedding embedding,
        CancellationToken stop)
    {
        float[] session = embedding.Vectors[EmbeddingSpace.Text];
        var scores = new List<ZeroShotScore>();
        var audited = new List<AuditedAnswer>();
        foreach (Prompt prompt in job.Request.Prompts!)
        {
            double score = await Near(model, session, prompt.Positive, stop) - (prompt.Negative is { Count: > 0 } negative
                ? await Near(model, session, negative, stop) : 0);
            scores.Add(new ZeroShotScore(prompt.Name, score));
            audited.Add(new AuditedAnswer(prompt.Name, Hash(JsonSerializer.Serialize(prompt, ServerJson.Options)), "", score));
        }

        AuditHead place = Audit("zero-shot", job, entry, recording, model, embedding, audited, stop);
        return new ZeroShotResult(model.Name, model.Digest, scores, embedding with { Vectors = new Dictionary<EmbeddingSpace, float[]>() }, place);
    }

    private static async Task<double> Near(ServedModel model, float[] session, IReadOnlyList<string> wordings, CancellationToken stop)
    {
        var mean = new double[session.Length];
        foreach (string wording in wordings)
        {
            float[] vector = await model.EmbedText(wording, stop);
            for (int i = 0; i < mean.Length; i++)
            {
                mean[i] += vector[i] / wordings.Count;
            }
        }

        double product = mean.Zip(session, (a, b) => a * b).Sum(), length = Math.Sqrt(mean.Sum(x => x * x)) * Math.Sqrt(session.Sum(x => (double)x * x));
        return length > 0 ? product / length : 0;
    }

    /// <summary>A fine-tuned head says probabilities as it was trained to; nothing calibrated them on other data.</summary>
    private static TaskAnswer OfHead(EcgHead head, double[] said, IReadOnlyList<string> cautions)
    {
        ProbeAnswer[] answers = head.Classes.Count == 0
            ? [new ProbeAnswer("", said[0], null, null, null, null, null, null)]
            : [.. head.Classes.Select((c, i) => new ProbeAnswer(c, Math.Log(said[i] / Math.Max(1e-300, 1 - said[i])), said[i], null, null, null, null, null))];
        return new TaskAnswer(head.Task, $"{OwnHead} {head.Digest}", false, answers, cautions, new Dictionary<string, IReadOnlyList<ProbeFigure>>());
    }

    private static IEnumerable<string> Valid(ModelEmbedding embedding)
    {
        if (embedding.Valid < 0.9)
        {
            yield return FormattableString.Invariant(
                $"Only {embedding.Valid:P0} of the signal was recorded; the rest was interpolated, is missing or is padding.");
        }
    }

    private (double? Age, string? Sex) Person(JobRequest request, RecordingEntry entry, Recording recording)
    {
        Clef.Cohorts.Store.Session? known = cohort.Session(entry.Id)?.Session;
        Subject subject = recording.Subject;
        double? born = subject.BirthDate is { } birth && recording.Start is { } start ? (start - birth.ToDateTime(TimeOnly.MinValue)).TotalDays / 365.25 : null;
        return (request.Age ?? known?.Age ?? subject.AgeYears ?? born, request.Sex ?? known?.Sex ?? subject.Sex);
    }

    private AuditHead Audit(string kind, Job job, RecordingEntry entry, Recording recording, ServedModel model, ModelEmbedding embedding,
        IReadOnlyList<AuditedAnswer> answers, CancellationToken stop)
    {
        var record = new PredictionRecord(
            kind, job.Id, entry.Id, digests.Of(entry, recording, stop),
            new AuditedSpan(embedding.From, embedding.Seconds, embedding.Windows, Math.Round(embedding.Valid, 4)),
            new AuditedModel(model.Name, model.Digest, model.PipelineName, Hash(model.Pipeline)), embedding.Channels, answers, AuditedVersions.Current);
        AuditHead place = audit.Append(record);
        metrics.Predicted();
        return place;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
}

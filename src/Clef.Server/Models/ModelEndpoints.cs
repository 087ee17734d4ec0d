using Clef.Datasets;
using Clef.Evaluation.TrainedProbes;
using Clef.Server.Predictions;

namespace Clef.Server.Models;

/// <summary>The models, with the tasks that their probes predict.</summary>
internal static class ModelEndpoints
{
    public static void MapModels(this RouteGroupBuilder api) =>
        api.MapGet("/models", (ModelShelf models, ProbeShelf probes) => models.All.Select(m => ModelFacts.Of(m, probes)).ToArray()).WithName("ListModels")
            .WithTags("models").WithSummary("The models that are served, and their tasks.");
}

/// <summary>A model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Modality">What it is for.</param>
/// <param name="Digest">The digest of its weights.</param>
/// <param name="Pipeline">The preparation of signals.</param>
/// <param name="Spaces">The spaces it embeds into, with the numbers of a vector.</param>
/// <param name="TakesText">Whether it searches and scores by text, and explains.</param>
/// <param name="Tasks">What it predicts.</param>
internal sealed record ModelFacts(
    string Name, Recordings.Modality Modality, string Digest, string Pipeline, IReadOnlyDictionary<string, int> Spaces, bool TakesText,
    IReadOnlyList<TaskFacts> Tasks)
{
    public static ModelFacts Of(ServedModel model, ProbeShelf probes)
    {
        IEnumerable<TaskFacts> tasks = probes.Of(model)
            .Select(p => new TaskFacts(p.Task, p.Source, p.Kind, p.Model.Lead, [.. p.Outputs.Select(o => o.Class)], p.Training, true,
                p.Outputs.ToDictionary(o => o.Class, o => o.Figures)));
        if (model is ServedEcgModel { Head: { } head })
        {
            tasks = tasks.Append(new TaskFacts(head.Task, "fine-tuned", head.Kind, head.Lead, head.Classes, null, false,
                new Dictionary<string, IReadOnlyList<ProbeFigure>>()));
        }

        return new ModelFacts(model.Name, model.Modality, model.Digest, model.PipelineName,
            model.Widths.ToDictionary(w => w.Key.ToString().ToLowerInvariant(), w => w.Value), model.TakesText, [.. tasks]);
    }
}

/// <summary>A task that a model predicts.</summary>
/// <param name="Task">The task.</param>
/// <param name="Source">What its probe was fitted on.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Lead">The lead it was fitted on; empty where there is no choice.</param>
/// <param name="Classes">Its classes; one without a name for a number.</param>
/// <param name="Training">Rows and patients behind it; null where it is not known.</param>
/// <param name="Calibrated">Whether its probabilities are calibrated.</param>
/// <param name="Figures">What it reached on its test part, by class.</param>
internal sealed record TaskFacts(
    string Task, string Source, TaskKind Kind, string Lead, IReadOnlyList<string> Classes, ProbeTraining? Training, bool Calibrated,
    IReadOnlyDictionary<string, IReadOnlyList<ProbeFigure>> Figures);

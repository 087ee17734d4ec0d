using Clef.Eeg.Embedding;
using Clef.Evaluation.TrainedProbes;
using Clef.Server.Models;
using Clef.Server.Problems;

namespace Clef.Server.Predictions;

/// <summary>A probe as a direction: its logit is the product of a vector with the weights, and an intercept that nothing in the recording moves.</summary>
/// <param name="Weights">As long as a vector of the space.</param>
/// <param name="Space">The space.</param>
internal sealed record ProbeDirection(float[] Weights, EmbeddingSpace Space);

/// <summary>The directions of the trained probes, along which a model's answers are explained.</summary>
internal sealed class ProbeDirections(ProbeShelf probes)
{
    /// <summary>The direction of a class of a task; of the last where none is named, which of two is the positive one.</summary>
    public ProbeDirection Of(ServedModel model, string task, string? name)
    {
        TrainedProbe probe = probes.Of(model).FirstOrDefault(p => p.Task == task) ?? throw ApiException.Unprocessable("The model has no probe for this task.");
        ProbeOutput output = name is null ? probe.Outputs[^1] : probe.Outputs.FirstOrDefault(o => o.Class == name)
            ?? throw ApiException.Unprocessable("The task has no such class.");
        return new ProbeDirection([.. output.Weights.Select(w => (float)w)], Enum.Parse<EmbeddingSpace>(probe.Model.Space, ignoreCase: true));
    }
}

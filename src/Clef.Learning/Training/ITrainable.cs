using Clef.Learning.Data;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Learning.Training;

/// <summary>What a model gives the training loop: its parts, and the loss of a batch. Everything else is the loop's.</summary>
/// <typeparam name="T">One prepared sample.</typeparam>
public interface ITrainable<T>
{
    /// <summary>Every part by name, trained or not (a momentum encoder, a queue): all of them are stored in checkpoints.</summary>
    IReadOnlyList<(string Name, Module Module)> Parts { get; }

    /// <summary>The loss of a batch, a scalar with gradient. Figures put into <paramref name="report"/> are logged beside it.</summary>
    Tensor Loss(LoadedBatch<T> batch, IDictionary<string, double> report);

    /// <summary>Called after every step of the optimiser: momentum encoders follow, queues take in their keys.</summary>
    void AfterStep();
}

using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Eeg.Runs;

/// <summary>Told how far a training is.</summary>
/// <param name="Step">Steps made.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Loss">The last step's loss.</param>
public readonly record struct TrainingProgress(long Step, long Steps, double Loss);

/// <summary>Runs one training of the EEG model in a run folder: optimiser, order, loop, and the weights to export at the end.</summary>
public static class TrainingSession
{
    /// <summary>Joins the other processes that the environment tells of; null for a process alone.</summary>
    public static ProcessGroup? Join() =>
        new[] { "WORLD_SIZE", "SLURM_NTASKS", "OMPI_COMM_WORLD_SIZE" }.Select(Environment.GetEnvironmentVariable).FirstOrDefault(v => !string.IsNullOrEmpty(v)) is { } size
            && size != "1" && Environment.GetEnvironmentVariable("MASTER_ADDR") is not null
            ? ProcessGroup.FromEnvironment()
            : null;

    /// <summary>Trains, from the newest checkpoint where there is one.</summary>
    /// <param name="folder">The run folder.</param>
    /// <param name="recipe">All settings, for its record.</param>
    /// <param name="settings">How to train.</param>
    /// <param name="model">What is trained.</param>
    /// <param name="samples">Number of samples.</param>
    /// <param name="prepare">Prepares one.</param>
    /// <param name="validate">The figure on held-out sessions, lower being better; null for none.</param>
    /// <param name="group">The other processes; null for none.</param>
    /// <param name="progress">Told of every step.</param>
    /// <param name="cancel">Stops after a step, with a checkpoint.</param>
    public static TrainingEnd Run<TRecipe, TSample>(
        string folder, TRecipe recipe, TrainingSettings settings, ITrainable<TSample> model, int samples, SamplePreparation<TSample> prepare,
        Func<double>? validate, ProcessGroup? group, Action<TrainingProgress>? progress, CancellationToken cancel) where TRecipe : class
    {
        settings.Checked(folder);
        var run = new RunFolder(folder);
        bool writes = group is null or { Rank: 0 };
        if (writes)
        {
            run.Begin(recipe);
            run.WriteJson("environment.json", RunEnvironment.Current(TimeProvider.System, group?.Size ?? 1));
        }

        foreach ((_, Module part) in model.Parts)
        {
            part.Train();
            group?.Synchronize(part);
        }

        (string, Tensor)[] trained = [.. model.Parts.SelectMany(p => p.Module.NamedParameters(p.Name + ".")).Where(p => p.Tensor.RequiresGrad)];
        using var optimiser = new AdamW(trained, settings.Rate, settings.Beta1, settings.Beta2, 1e-8, settings.WeightDecay);
        var plan = new TrainingPlan
        {
            Steps = settings.Steps,
            Rate = LearningRate.CosineWithWarmup(settings.Rate, Math.Min(settings.Warmup, settings.Steps), settings.Steps),
            Seed = settings.Seed,
            Accumulate = settings.Accumulate,
            ClipNorm = settings.Clip,
            MixedPrecision = settings.MixedPrecision,
            AverageDecay = settings.Average,
            CheckpointEvery = settings.CheckpointEvery,
            LogEvery = settings.LogEvery,
            ValidateEvery = validate is null ? 0 : settings.ValidateEvery,
        };
        // An epoch of fewer samples than a batch is still an epoch.
        int batch = group is null ? Math.Min(settings.Batch, samples) : settings.Batch;
        var order = new SampleOrder(samples, batch, settings.Seed, group?.Rank ?? 0, group?.Size ?? 1, keepLast: false);
        var loader = new BatchLoader<TSample>(order, prepare, settings.Seed, settings.Workers);
        var trainer = new Trainer<TSample>(run, plan, model, optimiser, loader)
        {
            Validate = validate,
            OnStep = (step, loss) => progress?.Invoke(new TrainingProgress(step, settings.Steps, loss)),
            SynchroniseGradients = group is null ? null : () => group.AverageGradients(trained.Select(t => t.Item2)),
            Writes = writes,
        };
        return trainer.Run(cancel);
    }

    /// <summary>The weights of some parts at the end of a run: the average where one was kept, else the weights themselves.</summary>
    public static IReadOnlyList<WeightEntry> Export(string folder, TrainingSettings settings, params IReadOnlyList<string> parts)
    {
        string checkpoint = new RunFolder(folder).Latest ?? throw new Core.ClefException(folder, null, null, "a run with a checkpoint");
        using WeightFile file = WeightFile.Open(Path.Combine(checkpoint, settings.Average is null ? "weights.safetensors" : "average.safetensors"));
        // Copied, since the file is closed before they are written.
        return [.. file.Entries.Where(e => parts.Any(p => e.Name.StartsWith(p + ".", StringComparison.Ordinal)))
            .Select(e => WeightEntry.FromMemory(e.Name, e.Type, e.Shape, e.ToArray()))];
    }
}

namespace Clef.Learning.Training;

/// <summary>How long and how a model trains.</summary>
public sealed record TrainingPlan
{
    /// <summary>Steps of the optimiser in all.</summary>
    public required long Steps { get; init; }

    /// <summary>The learning rate by step.</summary>
    public required Tensors.Optimisation.LearningRate Rate { get; init; }

    /// <summary>The seed of initialisation, order, augmentation and dropout.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Batches whose gradients are summed (and averaged) before a step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The bound on the gradient's norm; null for none.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Whether the forward pass runs in bf16.</summary>
    public bool MixedPrecision { get; init; }

    /// <summary>Decay of the moving average of weights, warmed up as (1 + n) / (10 + n); null for none.</summary>
    public double? AverageDecay { get; init; }

    /// <summary>Steps between checkpoints.</summary>
    public long CheckpointEvery { get; init; } = 500;

    /// <summary>Steps between lines of metrics.</summary>
    public long LogEvery { get; init; } = 10;

    /// <summary>Steps between looks at the held-out part; 0 for never.</summary>
    public long ValidateEvery { get; init; }

    /// <summary>Looks at the held-out part without a better figure after which training stops; 0 for never.</summary>
    public int Patience { get; init; }
}

using Clef.Core;

namespace Clef.Eeg.Runs;

/// <summary>What every training of the EEG model has in common.</summary>
public sealed record TrainingSettings
{
    /// <summary>Steps of the optimiser.</summary>
    public long Steps { get; init; } = 1000;

    /// <summary>Sessions in a step, over all processes.</summary>
    public int Batch { get; init; } = 8;

    /// <summary>Batches whose gradients are averaged before a step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>The highest learning rate.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>Steps over which the rate rises.</summary>
    public long Warmup { get; init; } = 50;

    /// <summary>AdamW's pull of weights towards zero.</summary>
    public double WeightDecay { get; init; } = 0.05;

    /// <summary>AdamW's share of the mean of gradients that stays.</summary>
    public double Beta1 { get; init; } = 0.9;

    /// <summary>AdamW's share of the mean of squares that stays.</summary>
    public double Beta2 { get; init; } = 0.95;

    /// <summary>The bound on the gradient's norm; null for none.</summary>
    public double? Clip { get; init; } = 3;

    /// <summary>Decay of the average of weights, which is what is exported; null to export the weights themselves.</summary>
    public double? Average { get; init; } = 0.999;

    /// <summary>The seed.</summary>
    public ulong Seed { get; init; } = 42;

    /// <summary>Threads that prepare batches.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Whether the forward pass runs in bf16.</summary>
    public bool MixedPrecision { get; init; }

    /// <summary>Steps between lines of metrics.</summary>
    public long LogEvery { get; init; } = 10;

    /// <summary>Steps between checkpoints, a multiple of the former.</summary>
    public long CheckpointEvery { get; init; } = 200;

    /// <summary>Steps between looks at the held-out sessions; 0 for none.</summary>
    public long ValidateEvery { get; init; }

    /// <summary>The most held-out sessions of a look.</summary>
    public int ValidationSessions { get; init; } = 64;

    internal TrainingSettings Checked(string source) =>
        Steps < 1 ? throw new ClefException(source, "training.steps", Steps, "at least 1")
        : Batch < 1 ? throw new ClefException(source, "training.batch", Batch, "at least 1")
        : !(Rate > 0) ? throw new ClefException(source, "training.rate", Rate, "above 0")
        : this;
}

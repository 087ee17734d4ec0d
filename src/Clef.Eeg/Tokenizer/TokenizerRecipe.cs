using Clef.Eeg.Runs;

namespace Clef.Eeg.Tokenizer;

/// <summary>The settings of a tokenizer's training, as <c>clef eeg tokenizer train</c> reads them.</summary>
public sealed record TokenizerRecipe
{
    /// <summary>The session store.</summary>
    public string Store { get; init; } = "";

    /// <summary>The run folder.</summary>
    public string Run { get; init; } = "runs/eeg-tokenizer";

    /// <summary>Which sessions train: a table with columns <c>session</c> or <c>patient</c>, and <c>split</c>; those of split <c>train</c> do. Null for all.</summary>
    public string? Splits { get; init; }

    /// <summary>Frames of a training crop: half a session (eeg-model 3).</summary>
    public int CropFrames { get; init; } = 640;

    /// <summary>The sizes.</summary>
    public TokenizerConfig Model { get; init; } = new();

    /// <summary>Width of the discriminator's first layer.</summary>
    public int DiscriminatorWidth { get; init; } = 32;

    /// <summary>The weights of the losses.</summary>
    public TokenizerLossWeights Loss { get; init; } = new();

    /// <summary>How to train.</summary>
    public TrainingSettings Training { get; init; } = new() { Rate = 5e-4, WeightDecay = 0, Beta1 = 0.9, Beta2 = 0.95 };
}

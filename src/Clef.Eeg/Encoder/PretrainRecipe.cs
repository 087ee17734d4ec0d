using Clef.Eeg.Runs;

namespace Clef.Eeg.Encoder;

/// <summary>The settings of masked reconstruction, as <c>clef eeg pretrain</c> reads them.</summary>
public sealed record PretrainRecipe
{
    /// <summary>The token table, as <c>clef eeg tokenizer encode</c> makes.</summary>
    public string Tokens { get; init; } = "";

    /// <summary>The tokenizer's model folder.</summary>
    public string Tokenizer { get; init; } = "";

    /// <summary>The run folder.</summary>
    public string Run { get; init; } = "runs/eeg-pretrain";

    /// <summary>Which sessions train; null for all. See <see cref="Sessions.SessionSplits"/>.</summary>
    public string? Splits { get; init; }

    /// <summary>The sizes.</summary>
    public EncoderConfig Model { get; init; } = new();

    /// <summary>
    /// Whether codes enter by their vectors in the tokenizer's book (<see cref="EncoderConfig.CodeWidth"/>); false learns a vector for each from nothing.
    /// </summary>
    public bool CodeVectors { get; init; } = true;

    /// <summary>How much is hidden.</summary>
    public MaskLaw Mask { get; init; } = new();

    /// <summary>Share of probability spread over all codes (MAGE: 0.1).</summary>
    public double Smoothing { get; init; } = 0.1;

    /// <summary>How to train.</summary>
    public TrainingSettings Training { get; init; } = new();
}

using Clef.Eeg.Encoder;
using Clef.Eeg.Runs;

namespace Clef.Eeg.Alignment;

/// <summary>Parts of a report.</summary>
public enum ReportPart
{
    /// <summary>What was recorded: descriptions, impressions and correlations, without history, drugs and technique (eeg-model 5).</summary>
    Electrographic,

    /// <summary>All of it. History and indication then teach the encoder what no EEG shows, and what labels may have been made from.</summary>
    Whole,
}

/// <summary>The settings of alignment, as <c>clef eeg align</c> reads them. The defaults of training are those of eeg-model 5.4.</summary>
public sealed record AlignmentRecipe
{
    /// <summary>The token table.</summary>
    public string Tokens { get; init; } = "";

    /// <summary>The model folder of a pretrained encoder to start from; null for random weights of <see cref="Model"/>.</summary>
    public string? Encoder { get; init; }

    /// <summary>The tokenizer's model folder, where no encoder is given.</summary>
    public string? Tokenizer { get; init; }

    /// <summary>The run folder.</summary>
    public string Run { get; init; } = "runs/eeg-align";

    /// <summary>A table with <c>session</c>, <c>patient</c>, <c>start</c>; null where the recordings name the patient.</summary>
    public string? Sessions { get; init; }

    /// <summary>A table with <c>session</c> and <c>text</c>; null for none.</summary>
    public string? Reports { get; init; }

    /// <summary>Records in the MEDS layout; null for none.</summary>
    public string? Events { get; init; }

    /// <summary>Tables that translate the records' codes from other systems into ICD-10 and ATC, beside the built-in one; columns as of <c>--map</c>.</summary>
    public string[] Maps { get; init; } = [];

    /// <summary>A file with a code a line that never enters a record: the held-out-concept test.</summary>
    public string? HeldOutCodes { get; init; }

    /// <summary>Which sessions train; null for all.</summary>
    public string? Splits { get; init; }

    /// <summary>Which part of a report is read.</summary>
    public ReportPart ReportPart { get; init; } = ReportPart.Electrographic;

    /// <summary>
    /// BERT's vocabulary, a piece a line: the word pieces whose embeddings the text branch trains. Where there is neither this nor a text encoder, the pieces
    /// are learnt from the reports of the sessions that train.
    /// </summary>
    public string? Vocabulary { get; init; }

    /// <summary>The most pieces that are learnt.</summary>
    public int LearntPieces { get; init; } = 4096;

    /// <summary>A folder with a frozen BERT- or T5-type encoder in the Hugging Face layout; null to train the embeddings of word pieces.</summary>
    public string? TextEncoder { get; init; }

    /// <summary>Whether the session encoder is trained on; false holds it still and trains the projections only.</summary>
    public bool TrainEncoder { get; init; } = true;

    /// <summary>Sizes of the encoder, where none is given.</summary>
    public EncoderConfig Model { get; init; } = new();

    /// <summary>Whether codes enter by their vectors in the tokenizer's book, where no encoder is given.</summary>
    public bool CodeVectors { get; init; } = true;

    /// <summary>Sizes of the alignment.</summary>
    public AlignmentConfig Alignment { get; init; } = new();

    /// <summary>Weights and switches of the losses.</summary>
    public AlignmentObjectives Objectives { get; init; } = new();

    /// <summary>How much is hidden; for alignment alone: least, most, mean, deviation and dropped all 0.</summary>
    public MaskLaw Mask { get; init; } = new();

    /// <summary>How to train.</summary>
    public TrainingSettings Training { get; init; } = new() { Rate = 1e-3, WeightDecay = 0.1, Beta1 = 0.9, Beta2 = 0.95, Clip = 5, Average = 0.9999, Batch = 32 };
}

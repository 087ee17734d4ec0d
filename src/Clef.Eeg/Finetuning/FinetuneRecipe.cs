using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Eeg.Runs;

namespace Clef.Eeg.Finetuning;

/// <summary>The settings of fine-tuning on labelled sessions, as <c>clef eeg finetune</c> reads them.</summary>
public sealed record FinetuneRecipe
{
    /// <summary>The model folder to start from, pretrained or aligned; it names tokenizer and sizes.</summary>
    public string Model { get; init; } = "";

    /// <summary>Whether the encoder starts from random weights of the model's sizes instead: the supervised row.</summary>
    public bool Random { get; init; }

    /// <summary>The session store, as <c>clef eeg prepare</c> makes; its tokens are kept in the run's folder. Or else <see cref="Tokens"/>.</summary>
    public string? Store { get; init; }

    /// <summary>The token table, as <c>clef eeg tokenizer encode</c> makes with the model's tokenizer.</summary>
    public string? Tokens { get; init; }

    /// <summary>A CSV table of labels (<see cref="LabelledSet.FromSessions"/>).</summary>
    public string Labels { get; init; } = "";

    /// <summary>The column of labels.</summary>
    public string Task { get; init; } = "";

    /// <summary>The kind of task; null to judge by its values.</summary>
    public TaskKind? Kind { get; init; }

    /// <summary>Whose split.</summary>
    public SplitRule Split { get; init; } = SplitRule.Own;

    /// <summary>The run folder.</summary>
    public string Run { get; init; } = "runs/eeg-finetune";

    /// <summary>Whether only the head is trained.</summary>
    public bool Frozen { get; init; }

    /// <summary>Whether classes weigh alike.</summary>
    public bool Balance { get; init; } = true;

    /// <summary>By what figure of the validation part the weights that are kept are chosen.</summary>
    public SelectBy Select { get; init; }

    /// <summary>Share of a session's tokens that a step does not see, drawn anew each time, so that no two looks at a session are the same.</summary>
    public double Dropped { get; init; } = 0.25;

    /// <summary>How to train. Weights are not averaged: those with the best look at the validation part are kept.</summary>
    public TrainingSettings Training { get; init; } = new()
    {
        Steps = 400, Batch = 16, Rate = 3e-4, Warmup = 20, WeightDecay = 0.05, Average = null, ValidateEvery = 20, CheckpointEvery = 20,
    };

    /// <summary>The same, if it makes sense.</summary>
    /// <exception cref="ClefException">A setting is missing or impossible.</exception>
    public FinetuneRecipe Checked()
    {
        Require(Model.Length > 0, "model", "", "a model folder");
        Require(Labels.Length > 0 && Task.Length > 0, "labels, task", $"{Labels}, {Task}", "a table of labels and one of its columns");
        Require((Store is null) != (Tokens is null), "store, tokens", $"{Store}, {Tokens}", "one of the two");
        Require(Dropped is >= 0 and < 1, "dropped", Dropped, "0 to below 1");
        Require(Training.Average is null, "training.average", Training.Average ?? 0, "null: the weights of the best look are kept");
        Require(Select == SelectBy.Last || Training.ValidateEvery > 0, "training.validate_every", Training.ValidateEvery, "above 0, or select=last");
        return this;

        void Require(bool holds, string field, object value, string expected)
        {
            if (!holds)
            {
                throw new ClefException("recipe", field, value, expected);
            }
        }
    }
}

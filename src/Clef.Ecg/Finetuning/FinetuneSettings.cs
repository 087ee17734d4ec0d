using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Labelled;
using Clef.Ecg.Network;

namespace Clef.Ecg.Finetuning;

/// <summary>Everything that a fine-tuning run depends on.</summary>
public sealed record FinetuneSettings
{
    /// <summary>The run's folder below <c>runs/</c>, or a path.</summary>
    public string Run { get; init; } = "ecg-finetune";

    /// <summary>The model folder to start from; null trains the same network from random weights (the supervised row).</summary>
    public string? Model { get; init; }

    /// <summary>The size where there is no model to start from.</summary>
    public string Size { get; init; } = "small";

    /// <summary>A public dataset by its adapter's name, with <see cref="Path"/>; or a table of labels, with <see cref="Labels"/> and <see cref="Inputs"/>.</summary>
    public string? Dataset { get; init; }

    /// <summary>The dataset's folder or zip archive.</summary>
    public string? Path { get; init; }

    /// <summary>A CSV table of labels (<see cref="LabelledSet.FromTable"/>).</summary>
    public string? Labels { get; init; }

    /// <summary>Folders and zip archives of the recordings that the table names.</summary>
    public string[] Inputs { get; init; } = [];

    /// <summary>The task.</summary>
    public string Task { get; init; } = "";

    /// <summary>The kind of a table's task; null to judge by its values.</summary>
    public TaskKind? Kind { get; init; }

    /// <summary>Whose split.</summary>
    public SplitRule Split { get; init; } = SplitRule.Own;

    /// <summary>At most so many records; 0 for all.</summary>
    public int Limit { get; init; }

    /// <summary>The share of the training patients whose labels are used; a smaller share is part of a larger one.</summary>
    public double LabelFraction { get; init; } = 1;

    /// <summary>The lead, for models of one lead.</summary>
    public string Lead { get; init; } = "I";

    /// <summary>Where prepared windows are kept; within the run's folder where not given.</summary>
    public string? Store { get; init; }

    /// <summary>Whether only the head is trained.</summary>
    public bool Frozen { get; init; }

    /// <summary>Whether classes weigh alike: errors on a class count in inverse proportion to its frequency.</summary>
    public bool Balance { get; init; } = true;

    /// <summary>
    /// How many windows of a record, drawn afresh in every epoch, are shown together in a step, their features joined by the mean as they are in
    /// prediction. A label is of the whole record: a single window of a strip with a rare event often shows none.
    /// </summary>
    public int Windows { get; init; } = 1;

    /// <summary>Whether training windows start at any sample of a record, so that no beat stands at the same place in every epoch; false for the windows as cut.</summary>
    public bool AnyStart { get; init; }

    /// <summary>
    /// The greatest stretch of time in training: 0.1 draws the speed of each record anew between a tenth slower and a tenth faster. 0 for none.
    /// </summary>
    public double Stretch { get; init; }

    /// <summary>What the head reads off the encoder.</summary>
    public EcgFeatures Features { get; init; } = EcgFeatures.Embedding;

    /// <summary>
    /// Whether the head also reads the intervals between the beats of the whole record (<see cref="Rhythm.BeatIntervalInputs"/>): a network that sees ten
    /// seconds at a time
    /// and takes means over time and windows hardly sees how irregular a rhythm is, and a premature beat in thirty seconds not at all.
    /// </summary>
    public bool BeatIntervals { get; init; }

    /// <summary>
    /// Passes of the head alone over the features of the training records, standardised over them, before anything else: encoder and head then start
    /// together from a probe, so that a head that knows nothing does not undo what pretraining made (Kumar et al. 2022). 0 for none.
    /// </summary>
    public int HeadEpochs { get; init; }

    /// <summary>Noise and masking of training windows, in standard deviations of the z-scored signal; null for none.</summary>
    public ViewAugmentation? Augmentation { get; init; }

    /// <summary>Probability of dropout before the head, in training.</summary>
    public double Dropout { get; init; }

    /// <summary>Records a step; each shows <see cref="Windows"/> of its windows.</summary>
    public int Batch { get; init; } = 32;

    /// <summary>Passes over the training records at most.</summary>
    public int Epochs { get; init; } = 30;

    /// <summary>Learning rate.</summary>
    public double Rate { get; init; } = 1e-3;

    /// <summary>AdamW's weight decay.</summary>
    public double WeightDecay { get; init; } = 1e-2;

    /// <summary>Bound on the gradient's norm.</summary>
    public double? ClipNorm { get; init; } = 1;

    /// <summary>Steps between looks at the validation part; 0 for one an epoch, which few labels make needlessly many.</summary>
    public int ValidateEvery { get; init; }

    /// <summary>By what figure of the validation part the weights that are kept are chosen.</summary>
    public SelectBy Select { get; init; }

    /// <summary>Looks without a better figure on the validation part after which training stops; 0 for never.</summary>
    public int Patience { get; init; } = 8;

    /// <summary>Whether the training records are answered too in the end, for <c>predictions.csv</c>; the figures do not need them.</summary>
    public bool AnswerTraining { get; init; } = true;

    /// <summary>Batches whose gradients are averaged before a step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Forward passes in bf16.</summary>
    public bool Bf16 { get; init; }

    /// <summary>Threads that prepare batches.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Steps between checkpoints, a multiple of <see cref="LogEvery"/>.</summary>
    public int CheckpointEvery { get; init; } = 100;

    /// <summary>Steps between lines of metrics.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>The seed of everything.</summary>
    public ulong Seed { get; init; } = 42;
}

using Clef.Ecg.Augmentation;

namespace Clef.Ecg.Pretraining;

/// <summary>The algorithms that pretrain the encoder.</summary>
public enum PretrainObjective
{
    /// <summary>The paper's guided loss as the released code has it.</summary>
    GuidedReference,

    /// <summary>The paper's guided loss as the paper has it.</summary>
    GuidedPaper,

    /// <summary>The guided loss on expected risk differences.</summary>
    GuidedExpected,

    /// <summary>NT-Xent.</summary>
    Simclr,

    /// <summary>BYOL.</summary>
    Byol,

    /// <summary>MoCo.</summary>
    Moco,
}

/// <summary>Everything that a pretraining run depends on. Defaults are the paper's recipe (spec sections 2.2 to 2.4) unless a remark says otherwise.</summary>
public sealed record PretrainSettings
{
    /// <summary>The run's folder below <c>runs/</c>, or a path.</summary>
    public string Run { get; init; } = "ecg-pretrain";

    /// <summary>
    /// Files, folders and zip archives of recordings; cohorts; public datasets as <c>DATASET=PATH</c>. A cohort and a dataset say whose each recording is,
    /// and their test
    /// part is left out.
    /// </summary>
    public string[] Inputs { get; init; } = [];

    /// <summary>
    /// Tables of recordings that must not be learned from, as <c>clef ecg split</c> writes them: those of their test part are left out of the inputs.
    /// </summary>
    public string[] Exclude { get; init; } = [];

    /// <summary>Where prepared windows are kept; within the run's folder where not given. A store may be shared by several runs.</summary>
    public string? Store { get; init; }

    /// <summary>The leads that views are drawn from, where a record has them.</summary>
    public string[] Leads { get; init; } = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    /// <summary><c>small</c>, <c>medium</c> or <c>large</c>.</summary>
    public string Size { get; init; } = "small";

    /// <summary>The objective.</summary>
    public PretrainObjective Objective { get; init; } = PretrainObjective.GuidedPaper;

    /// <summary>The guiding risk of each record; needed by the guided objectives.</summary>
    public RiskSettings? Risk { get; init; }

    /// <summary>Probability that the second view keeps the first one's lead, before it is drawn afresh.</summary>
    public double SameLead { get; init; } = 0.8;

    /// <summary>Whether both views come from the same window of a long record, as in the paper; else each draws its own.</summary>
    public bool SameWindow { get; init; } = true;

    /// <summary>Whether a view of a long record may begin at any of its samples, rather than where one of its windows does, as in the paper.</summary>
    public bool AnyStart { get; init; }

    /// <summary>Noise and masking.</summary>
    public ViewAugmentation Augmentation { get; init; } = new();

    /// <summary>The user's recorded noise; simulated noise where not given.</summary>
    public NoiseSettings? Noise { get; init; }

    /// <summary>Patients a step, over all processes.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>Epochs; the paper's 100 end inside its fourth cycle.</summary>
    public int Epochs { get; init; } = 100;

    /// <summary>A bound on the steps, for recipes that fit a time rather than a count of epochs.</summary>
    public long? Steps { get; init; }

    /// <summary>Learning rate.</summary>
    public double Rate { get; init; } = 1e-4;

    /// <summary>Least learning rate.</summary>
    public double MinimumRate { get; init; } = 1e-6;

    /// <summary><c>restarts</c>: cosine with warm restarts after 10, 30, 70 epochs, as in the paper; <c>cosine</c>: one cosine with 5 % warm-up.</summary>
    public string Schedule { get; init; } = "restarts";

    /// <summary>AdamW's weight decay.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>Temperature of all contrastive objectives.</summary>
    public double Temperature { get; init; } = 0.07;

    /// <summary>The least dissimilarity of two patients in the guided objectives (alpha).</summary>
    public double MinimumDissimilarity { get; init; } = 0.2;

    /// <summary>MoCo's queue; a small cohort wants a shorter one than the released 65,536.</summary>
    public int Queue { get; init; } = 65_536;

    /// <summary>How much of itself the slowly moving encoder of BYOL and MoCo keeps at a step; the released code's 0.996 and 0.999 where not given. A run of
    /// hundreds of steps wants less, or the copy hardly leaves its random start.</summary>
    public double? Momentum { get; init; }

    /// <summary>Share of patients held out, on whose loss training stops early (the released code watches the training loss).</summary>
    public double HeldOut { get; init; } = 0.05;

    /// <summary>Epochs without a better held-out loss after which training stops; 0 for never.</summary>
    public int Patience { get; init; } = 20;

    /// <summary>Bound on the gradient's norm; the released code has none.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Batches whose gradients are averaged before a step.</summary>
    public int Accumulate { get; init; } = 1;

    /// <summary>Forward passes in bf16.</summary>
    public bool Bf16 { get; init; }

    /// <summary>Threads that prepare views.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Steps between checkpoints, a multiple of <see cref="LogEvery"/>.</summary>
    public int CheckpointEvery { get; init; } = 200;

    /// <summary>Steps between lines of metrics.</summary>
    public int LogEvery { get; init; } = 10;

    /// <summary>The seed of everything.</summary>
    public ulong Seed { get; init; } = 42;
}

/// <summary>Where recorded noise comes from.</summary>
public sealed record NoiseSettings
{
    /// <summary>A MATLAB file with a matrix of each kind, or a folder or zip archive with a recording or NumPy file of each kind (docs/ecg-pretraining.md).</summary>
    public string File { get; init; } = "";

    /// <summary>The rate of matrices, which say none, in hertz.</summary>
    public double Rate { get; init; } = 500;

    /// <summary>Opens it for windows of a rate; simulated noise for null.</summary>
    public static NoiseBank Open(NoiseSettings? settings, double sampleRate) =>
        settings is null ? NoiseBank.Generated(sampleRate) : NoiseBank.Recorded(settings.File, sampleRate, settings.Rate);
}

/// <summary>Where the guiding risk of each record comes from: a table that <c>clef risk</c> wrote, or any CSV.</summary>
public sealed record RiskSettings
{
    /// <summary>The CSV file.</summary>
    public string File { get; init; } = "";

    /// <summary>The column that names the record or the patient.</summary>
    public string Key { get; init; } = "record";

    /// <summary>The column of the score; empty cells are missing scores.</summary>
    public string Risk { get; init; } = "risk_percent";

    /// <summary>The column of the share of inputs that are missing; without it a score counts as complete and no score as nothing known.</summary>
    public string? MissingRate { get; init; } = "risk_missing_rate";

    /// <summary>The column of the expected score given what is known, for the expected mode: <c>risk_expected_percent</c> of <c>clef risk --reference</c>.</summary>
    public string? Expected { get; init; }

    /// <summary>The column of its standard deviation.</summary>
    public string? Deviation { get; init; }
}

using Clef.Ecg.Pretraining;
using Clef.Signals.Filtering;
using Clef.Signals.Preparation;
using Clef.Signals.Resampling;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>The guided objectives, the three algorithms that they are measured against, and what was chosen for each on the tuning cohort.</summary>
/// <param name="Rate">Learning rate.</param>
/// <param name="Momentum">Of BYOL's and MoCo's slowly moving encoder.</param>
internal sealed record ObjectiveDesign(double Rate, double? Momentum = null);

/// <summary>
/// The experiment on simulated patients, fixed before its test patients were looked at. Every number that a result depends on stands here; the folder
/// of results keeps a copy and refuses another design.
/// </summary>
internal sealed record SimulatedDesign
{
    /// <summary>Windows of 5 s at 125 Hz, an eighth of the paper's samples: above twice the band's 40 Hz, and long enough for five beats.</summary>
    public static EcgPipeline Pipeline { get; } = new("ecg-simulated-125hz-5s", 125, "mV", ResamplingEdge.Line, 5, 0.67, 40, 625, WindowTail.Drop, ZScore.DefaultEpsilon);

    /// <summary>Ages to which SCORE2 (40 to 69 years) or SCORE2-OP (70 to 89) applies.</summary>
    public static (double From, double Below) Ages => (40, 90);

    /// <summary>The experiment.</summary>
    public static SimulatedDesign Full { get; } = new();

    /// <summary>The cohort on which rates were chosen: other patients, fewer of them, half the steps, one seed.</summary>
    public static SimulatedDesign Tuning { get; } = new()
    {
        CohortSeed = 77_001, Pretraining = 1000, ProbeTraining = 1000, ProbeValidation = 250, Test = 1000, Steps = 200, SupervisedSteps = 500, Seeds = [1], Fractions = [],
    };

    /// <summary>
    /// The main comparison once more with 2,000 steps, on the same simulated patients. It was added when the tables of <see cref="Full"/> had shown that
    /// 300 steps hardly leave the random network; nothing else is changed, the rates least of all.
    /// </summary>
    public static SimulatedDesign Long { get; } = new() { Steps = 2000, SupervisedSteps = 2000, Fractions = [] };

    /// <summary>A minute's trial of the whole path; its figures mean nothing.</summary>
    public static SimulatedDesign Smoke { get; } = new()
    {
        CohortSeed = 5, Pretraining = 128, ProbeTraining = 150, ProbeValidation = 80, Test = 200, Steps = 4, SupervisedSteps = 4, Seeds = [1, 2], Fractions = [0, 1], Replicates = 50,
    };

    /// <summary>The version of the simulator.</summary>
    public string Simulator { get; init; } = Simulation.Simulator.Version;

    /// <summary>The seed of the simulated cohort.</summary>
    public ulong CohortSeed { get; init; } = 20_261;

    /// <summary>The seed of the simulated survey of complete metadata that the expected mode takes its expectations from.</summary>
    public ulong SurveySeed { get; init; } = 40_405;

    /// <summary>Simulated people of the survey.</summary>
    public int Survey { get; init; } = 2000;

    /// <summary>Simulated patients that encoders are pretrained on, all twelve leads, labels unread.</summary>
    public int Pretraining { get; init; } = 4000;

    /// <summary>Other simulated patients that probes, and the supervised network, are trained on; lead I.</summary>
    public int ProbeTraining { get; init; } = 2000;

    /// <summary>Simulated patients that choose penalties, and when the supervised network is best.</summary>
    public int ProbeValidation { get; init; } = 500;

    /// <summary>Simulated patients that are measured.</summary>
    public int Test { get; init; } = 5000;

    /// <summary>Seconds of a simulated ECG.</summary>
    public double Seconds { get; init; } = 5;

    /// <summary>Steps of pretraining.</summary>
    public long Steps { get; init; } = 300;

    /// <summary>Patients a step, as in the paper.</summary>
    public int Batch { get; init; } = 64;

    /// <summary>AdamW's weight decay in pretraining, as in the paper.</summary>
    public double WeightDecay { get; init; } = 5e-4;

    /// <summary>MoCo's queue: 16 batches, a quarter of the patients.</summary>
    public int Queue { get; init; } = 1024;

    /// <summary>Rates and momenta.</summary>
    public Dictionary<PretrainObjective, ObjectiveDesign> Objectives { get; init; } = new()
    {
        [PretrainObjective.Simclr] = new(5e-4),
        [PretrainObjective.Byol] = new(5e-4, 0.99),
        [PretrainObjective.Moco] = new(2e-3, 0.99),
        [PretrainObjective.GuidedReference] = new(5e-4),
        [PretrainObjective.GuidedPaper] = new(5e-4),
        [PretrainObjective.GuidedExpected] = new(5e-4),
    };

    /// <summary>Steps of the supervised network at most; the best by validation loss is kept.</summary>
    public long SupervisedSteps { get; init; } = 800;

    /// <summary>Its learning rate.</summary>
    public double SupervisedRate { get; init; } = 2e-3;

    /// <summary>Its weight decay.</summary>
    public double SupervisedWeightDecay { get; init; } = 1e-2;

    /// <summary>Whether its windows are augmented as views are.</summary>
    public bool SupervisedAugmented { get; init; } = true;

    /// <summary>Seeds of weights, order and augmentation.</summary>
    public int[] Seeds { get; init; } = [1, 2, 3];

    /// <summary>Shares of the pretraining patients whose metadata are made incomplete, beside the simulator's own missing values.</summary>
    public double[] Fractions { get; init; } = [0, 0.25, 0.5, 0.75, 1];

    /// <summary>Draws of test patients.</summary>
    public int Replicates { get; init; } = 1000;
}

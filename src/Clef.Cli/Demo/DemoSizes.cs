using System.Globalization;

namespace Clef.Cli.Demo;

/// <summary>How large a demo is. The recipes of <c>configs/demo</c> are those of the full one; the others differ by what is overridden here.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Minutes">About how long it takes on two cores, in words.</param>
internal sealed record DemoSizes(string Name, string Minutes)
{
    /// <summary>Simulated patients with an EEG.</summary>
    public required int EegPatients { get; init; }

    /// <summary>Length of a simulated EEG, seconds.</summary>
    public required int EegSeconds { get; init; }

    /// <summary>Simulated patients with an ECG.</summary>
    public required int EcgPatients { get; init; }

    /// <summary>The fewest positive patients of a task.</summary>
    public required int LeastPositives { get; init; }

    /// <summary>The fewest test sessions of each class.</summary>
    public required int LeastTest { get; init; }

    /// <summary>The fewest training patients of a finding that the ECG encoder is fine-tuned on.</summary>
    public int LeastFinding { get; init; } = 10;

    /// <summary>Draws of patients behind an interval.</summary>
    public int Replicates { get; init; } = 1000;

    /// <summary>What the tokenizer's recipe is given beside its files.</summary>
    public string[] Tokenizer { get; init; } = [];

    /// <summary>What the session encoder's recipe is given, for the trained one and for the one that keeps its random weights.</summary>
    public string[] Encoder { get; init; } = [];

    /// <summary>What the encoder's training is given.</summary>
    public string[] Pretrain { get; init; } = [];

    /// <summary>What the alignment's recipe is given.</summary>
    public string[] Align { get; init; } = [];

    /// <summary>What the ECG recipe is given.</summary>
    public string[] Ecg { get; init; } = [];

    /// <summary>What the ECG fine-tuning is given.</summary>
    public string[] EcgFinetune { get; init; } = [];

    /// <summary>Ten minutes.</summary>
    public static DemoSizes Full { get; } = new("full", "under ten minutes") { EegPatients = 800, EegSeconds = 160, EcgPatients = 3000,
        LeastPositives = 24, LeastTest = 8 };

    /// <summary>Two minutes: enough to see every step, too little to learn much.</summary>
    public static DemoSizes Quick { get; } = new("quick", "two minutes")
    {
        EegPatients = 160,
        EegSeconds = 120,
        EcgPatients = 600,
        LeastPositives = 16,
        LeastTest = 5,
        Replicates = 400,
        Tokenizer = ["crop_frames=120", "training.steps=200", "training.warmup=20"],
        Encoder = ["model.columns=24"],
        Pretrain = ["training.steps=40", "training.warmup=5"],
        Align = ["training.steps=50", "training.warmup=5"],
        Ecg = ["steps=25"],
        EcgFinetune = ["epochs=14"],
    };

    /// <summary>The least with which every step has something to do; nothing is learnt. For the test of the demo itself.</summary>
    public static DemoSizes Smallest { get; } = new("smallest", "half a minute")
    {
        EegPatients = 40,
        EegSeconds = 30,
        EcgPatients = 40,
        LeastPositives = 6,
        LeastTest = 2,
        Replicates = 50,
        Tokenizer = ["crop_frames=30", "model.width=8", "model.codes=32", "model.code_width=8", "discriminator_width=4", .. Steps(3)],
        Encoder = ["model.codes=32", "model.columns=6", "model.width=16", "model.depth=1", "model.heads=2", "model.decoder_width=8",
            "model.decoder_depth=1", "model.decoder_heads=2"],
        Pretrain = Steps(3),
        Align =
        [
            "alignment.width=12", "alignment.text.width=8", "alignment.text.depth=1", "alignment.text.heads=2", "alignment.text.length=32",
            "alignment.profile.width=8", "alignment.profile.depth=1", "alignment.profile.heads=2", "learnt_pieces=200", .. Steps(3),
        ],
        LeastFinding = 2,
        EcgFinetune = ["epochs=1", "batch=8", "log_every=1", "checkpoint_every=1"],
        Ecg = ["steps=2", "batch=4", "queue=8", "log_every=1", "checkpoint_every=1"],
    };

    private static string[] Steps(int steps) =>
    [
        string.Create(CultureInfo.InvariantCulture, $"training.steps={steps}"), "training.batch=4", "training.warmup=1", "training.log_every=1",
            "training.checkpoint_every=1",
    ];
}

using Clef.Core;
using Clef.Datasets;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Rhythm;
using Clef.Signals.Heart;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Runs;
using Clef.Eeg.Sessions;
using Clef.Eeg.Text;
using Clef.Eeg.Tokenizer;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Tasks;
using Clef.Evaluation.TrainedProbes;
using Clef.Signals.Preparation;
using Clef.Simulation;
using Clef.Simulation.Writing;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;

namespace Clef.Server.Tests;

/// <summary>
/// The smallest models that run: an ECG encoder of random weights with a probe, and an EEG model aligned over a few steps on simulated sessions.
/// </summary>
public sealed class TinyModels : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-tiny-").FullName;

    /// <summary>Makes them once for all tests of a collection.</summary>
    public TinyModels()
    {
        WriteEcg(At("models/ecg-tiny"));
        CohortFolder.Write(new SimulatedCohort(4, 11) { EegSeconds = 40 }, Modality.Eeg, At("cohort"), threads: 2);
        using (var writer = new SessionStoreWriter(At("store"), EegPipeline.ClefV1, StorePart.Whole))
        {
            new PreparationRun(new EegPreparation(EegPipeline.ClefV1), new SessionWindows(), 2)
                .Run([At("cohort/recordings")], writer, StorePart.Whole, (_, _) => { }, null, CancellationToken.None);
        }

        string tokenizer = TokenizerRun.Train(
            new TokenizerRecipe
            {
                Store = At("store"), Run = At("tokenizer"), CropFrames = 40, DiscriminatorWidth = 4, Training = Brief(2),
                Model = new TokenizerConfig { Width = 8, Multipliers = [1, 2], Codes = 32, CodeWidth = 8 },
            }, null, CancellationToken.None).Model!;
        using (SessionStore store = SessionStore.Open(At("store")))
        {
            (SessionTokenizer loaded, Eeg.Models.EegModelFacts<TokenizerConfig> facts) = TokenizerRun.Load(tokenizer);
            using SessionTokenizer owned = loaded;
            TokenTable.Write(At("tokens.safetensors"), store, loaded, facts.Digest, null, CancellationToken.None);
        }

        string encoder = EncoderRun.Train(
            new PretrainRecipe
            {
                Tokens = At("tokens.safetensors"), Tokenizer = tokenizer, Run = At("encoder"), Training = Brief(2),
                Model = new EncoderConfig { Codes = 32, Width = 16, Depth = 1, Heads = 2, DecoderWidth = 8, DecoderDepth = 1, DecoderHeads = 2 },
            }, null, CancellationToken.None).Model!;
        File.WriteAllLines(At("vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", .. "abcdefghijklmnopqrstuvwxyz".SelectMany(c => new[] { $"{c}", $"##{c}" })]);
        BranchSizes branch = new() { Width = 8, Depth = 1, Heads = 2, Length = 64 };
        string aligned = AlignmentRun.Train(
            new AlignmentRecipe
            {
                Tokens = At("tokens.safetensors"), Encoder = encoder, Run = At("eeg-tiny"), Sessions = At("cohort/metadata.csv"),
                Reports = At("cohort/reports.csv"), Events = At("cohort/records/events.parquet"),
                Vocabulary = At("vocab.txt"), Alignment = new AlignmentConfig { Width = 12, Text = branch, Profile = branch }, Training = Brief(2),
            }, null, CancellationToken.None).Model!;
        EegModel = aligned;
    }

    /// <summary>The ECG model.</summary>
    public string EcgModel => At("models/ecg-tiny");

    /// <summary>The aligned EEG model, named <c>eeg-tiny</c> after its run.</summary>
    public string EegModel { get; }

    /// <summary>A copy of the ECG model with a head of random weights that reads some features, and perhaps beat intervals.</summary>
    public string WithHead(string folder, EcgFeatures features, bool intervals)
    {
        Directory.CreateDirectory(folder);
        foreach (string file in Directory.GetFiles(EcgModel))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        BeatIntervalInputs? beats = intervals ? BeatIntervalInputs.Fit([.. Enumerable.Range(0, 20)
            .Select(i => Enumerable.Range(0, RhythmFeatures.Names.Count).Select(k => (i - 3) * 0.1 * (k % 7)).ToArray())]) : null;
        RandomState.Seed(8);
        using var head = new Linear(EcgModelFolder.Open(folder).Network.WidthOf(features) + (beats?.Width ?? 0), 2);
        EcgHead.Write(folder, new EcgHead("rhythm", TaskKind.MultiClass, ["sinus", "other"], 0, 1, "I", "", features, beats), head);
        return folder;
    }

    /// <summary>The simulated cohort's recordings, metadata and reports.</summary>
    public string Cohort => At("cohort");

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The options that serve both.</summary>
    public ServeOptions Serve(ServeOptions options) => options with { Models = [EcgModel, EegModel] };

    private static TrainingSettings Brief(int steps) =>
        new() { Steps = steps, Batch = 2, Rate = 1e-3, Warmup = 1, LogEvery = 1, CheckpointEvery = 100, Average = 0.9 };

    private static void WriteEcg(string folder)
    {
        var config = Net1DConfig.FromJson(
            """
            {"name":"tiny","leads":1,"baseFilters":8,"ratio":0.5,"filters":[8,8],"blocks":[1,1],"kernel":16,"stride":2,"groupsWidth":4,
            "batchNorm":false,"dropout":0}
            """, "tiny");
        RandomState.Seed(3);
        using var network = new Net1D(config);
        EcgModelFolder written = EcgModelFolder.Write(folder, config, EcgPipeline.ClefV1, ModuleWeights.Of(network),
            new ModelSource("random weights, seed 3", new string('0', 64), []));

        // A probe on simulated vectors: the class is the sign of the first number, with noise.
        const int rows = 600, width = 8;
        var random = new CounterRandom(5);
        var features = new DenseMatrix(rows, width);
        var items = new DatasetItem[rows];
        var people = new ProbePerson[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < width; j++)
            {
                features[i, j] = random.Normal(0, 1);
            }

            bool yes = features[i, 0] + random.Normal(0, 0.5) > 0;
            people[i] = new ProbePerson(20 + (i % 70), i % 10 == 0 ? "F" : "M");
            items[i] = new DatasetItem($"r{i}", $"p{i}", "", i % 10 < 6 ? "train" : i % 10 < 8 ? "validation" : "test") { Classes = [yes ? "yes" : "no"],
                Age = people[i].Age, Sex = people[i].Sex };
        }

        var model = new ProbeModel("ecg-tiny", written.Weights.Digest, EcgPipeline.ClefV1.Name, "session", "I", width);
        TrainedProbeFit.Fit(features, TaskTruth.Of(TaskKind.Binary, ["no", "yes"], items), people, "sign", "simulated vectors", model, simulated: true, 50,
            CancellationToken.None)
            .Write(Path.Combine(folder, "probes", "sign.json"));
    }

    private string At(string name) => Path.Combine(_folder, name);
}

/// <summary>Tests that share the tiny models; libtorch's random state is one for all, so they run one after another.</summary>
[CollectionDefinition(Name)]
public sealed class ModelTests : ICollectionFixture<TinyModels>
{
    public const string Name = "models";
}

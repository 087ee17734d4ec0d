using System.Diagnostics;
using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Embedding;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Pretraining;
using Clef.Ecg.Windows;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tasks;
using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Signals.Filtering;
using Clef.Tensors;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>Makes one run after another: pretraining, one embedding pass over lead I of the labelled simulated patients, all probes; and writes the scores.</summary>
internal sealed class Runner(SimulatedDesign design, ExperimentCohort cohort, string folder, Action<string> tell)
{
    private static readonly Net1DConfig Network = Net1DConfig.OfSize("small") with { Leads = 1 };

    private readonly GuidingRisks _risks = new(design, folder);

    /// <summary>The file of a run's scores.</summary>
    public static string Scores(string folder, ExperimentRun run) => Path.Combine(folder, "runs", run.Name, "scores.csv");

    /// <summary>
    /// Makes a run, or leaves it where it is done or another process makes it: several processes may work on one folder. Returns false where it was stopped.
    /// </summary>
    public bool Make(ExperimentRun run, CancellationToken stop)
    {
        if (File.Exists(Scores(folder, run)))
        {
            return true;
        }

        var clock = Stopwatch.StartNew();
        string path = Path.Combine(folder, "runs", run.Name);
        using FileStream? own = FolderLock.Try(path);
        if (own is null || File.Exists(Scores(folder, run)))
        {
            tell($"{run.Name}: made by another process");
            return true;
        }

        double[][]? scores = run switch
        {
            { Objective: not null } => Pretrained(run, new RunFolder(path), stop),
            { Model: "supervised" } => new SupervisedRun(design, cohort, run.Seed, new RunFolder(path)).Run(Network, stop),
            { Model: "random" } => Random(run.Seed),
            { Model: "demographics" } => Demographics(),
            _ => Probe(_ => cohort.Heart),
        };
        if (scores is null)
        {
            return false;
        }

        Write(run, scores);
        tell(FormattableString.Invariant($"{run.Name}: {clock.Elapsed.TotalSeconds:F0} s"));
        return true;
    }

    private double[][]? Pretrained(ExperimentRun run, RunFolder place, CancellationToken stop)
    {
        ObjectiveDesign objective = design.Objectives[run.Objective!.Value];
        var settings = new PretrainSettings
        {
            Run = run.Name, Objective = run.Objective.Value, Batch = design.Batch, Steps = design.Steps, Rate = objective.Rate, MinimumRate = objective.Rate / 100, Schedule = "cosine",
            WeightDecay = design.WeightDecay, Momentum = objective.Momentum, Queue = design.Queue, HeldOut = 0, Seed = (ulong)run.Seed,
        };
        place.Begin(settings);
        place.WriteJson("environment.json", RunEnvironment.Current(TimeProvider.System));
        var sampler = new ViewSampler(
            cohort.Pretraining, cohort.Pretraining.Records, settings, run.Condition is { } condition ? _risks.Of(condition) : null, NoiseBank.Generated(SimulatedDesign.Pipeline.SampleRate));
        var order = new SampleOrder(cohort.Pretraining.Records.Count, design.Batch, settings.Seed, keepLast: false);
        RandomState.Seed(settings.Seed);
        using var model = new EcgPretraining(settings, Network);
        using var optimiser = new AdamW(model.Trained(), settings.Rate, weightDecay: settings.WeightDecay);
        var plan = new TrainingPlan
        {
            Steps = design.Steps, Rate = LearningRate.CosineWithWarmup(settings.Rate, design.Steps / 20, design.Steps, settings.MinimumRate), Seed = settings.Seed, CheckpointEvery = 100,
        };
        var trainer = new Trainer<ViewPair>(place, plan, model, optimiser, new BatchLoader<ViewPair>(order, sampler.Draw, settings.Seed));
        if (trainer.Run(stop) == TrainingEnd.Interrupted)
        {
            return null;
        }

        IReadOnlyList<WeightEntry> weights = ModuleWeights.Of(model.Encoder);
        EcgModelFolder.Write(place.File("model"), Network, SimulatedDesign.Pipeline, weights, new ModelSource(run.Name, WeightDigest.Of(weights), []));
        using EcgEncoder encoder = EcgEncoder.Load(EcgModelFolder.Open(place.File("model")));
        return Embedded(encoder);
    }

    private double[][] Random(int seed)
    {
        using EcgEncoder encoder = EcgEncoder.Untrained(Network, (ulong)seed);
        return Embedded(encoder);
    }

    private double[][] Embedded(EcgEncoder encoder)
    {
        const int batch = 64;
        int size = SimulatedDesign.Pipeline.WindowSamples, count = cohort.Labelled.Records.Count;
        var rows = new List<float[]>(count);
        var buffer = new float[batch * size];
        for (int from = 0; from < count; from += batch)
        {
            int now = Math.Min(batch, count - from);
            for (int i = 0; i < now; i++)
            {
                Span<float> window = buffer.AsSpan(i * size, size);
                cohort.Labelled.Window(cohort.Labelled.Records[from + i], 0, 0).CopyTo(window);
                ZScore.Apply(window);
            }

            rows.AddRange(encoder.Embed(buffer.AsSpan(0, now * size), now).Chunk(Network.EmbeddingWidth));
        }

        double[][] features = [.. rows.Select(r => r.Select(v => (double)v).ToArray())];
        return Probe(_ => features);
    }

    /// <summary>Age, its square and sex; the target itself is no feature.</summary>
    private double[][] Demographics() => Probe(task => [.. cohort.Facts.Select(f => task switch
    {
        "age" => [f[1]],
        "sex" => [f[0], (f[0] - 60) * (f[0] - 60)],
        _ => new[] { f[0], (f[0] - 60) * (f[0] - 60), f[1] },
    })]);

    /// <summary>Linear probes of all tasks: (task, record). Tasks that share their features are solved together.</summary>
    private double[][] Probe(Func<string, double[][]> features)
    {
        int[] train = [.. Enumerable.Range(0, cohort.Part.Length).Where(i => cohort.Part[i] == Part.Train)];
        var scores = new double[SimulatedTasks.All.Count][];
        foreach (var group in SimulatedTasks.All.Select((task, index) => (task, index, rows: features(task.Name))).GroupBy(t => t.task.Name is "age" or "sex" ? t.task.Name : ""))
        {
            DenseMatrix matrix = FrozenProbe.Complete(DenseMatrix.FromRows(group.First().rows), train);
            var binary = group.Where(t => !t.task.Regression).ToList();
            IReadOnlyList<ProbeResult> fitted = binary.Count == 0 ? [] : LogisticProbe.Fit(
                matrix, [.. binary.Select(t => new ProbeTask(t.task.Name, [.. cohort.Values[t.index].Select(v => double.IsNaN(v) ? (sbyte)-1 : (sbyte)v)]))], cohort.Part);
            for (int k = 0; k < binary.Count; k++)
            {
                scores[binary[k].index] = fitted[k].Scores;
            }

            foreach ((SimulatedTask task, int index, _) in group.Where(t => t.task.Regression))
            {
                scores[index] = RidgeProbe.Fit(matrix, new RegressionTask(task.Name, cohort.Values[index]), cohort.Part).Scores;
            }
        }

        return scores;
    }

    private void Write(ExperimentRun run, double[][] scores)
    {
        var text = new StringBuilder("patient,").AppendJoin(',', SimulatedTasks.All.Select(t => t.Name)).Append('\n');
        for (int i = 0; i < cohort.Part.Length; i++)
        {
            if (cohort.Part[i] != Part.Train)
            {
                text.Append(cohort.Labelled.Records[i].Record).Append(',').AppendJoin(',', scores.Select(s => ((float)s[i]).ToString("R", CultureInfo.InvariantCulture))).Append('\n');
            }
        }

        AtomicFile.WriteText(Scores(folder, run), text.ToString());
    }
}

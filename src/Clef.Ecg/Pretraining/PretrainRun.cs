using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Windows;
using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Signals.Preparation;
using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Pretraining;

/// <summary>How a pretraining run ended.</summary>
/// <param name="End">Why.</param>
/// <param name="Model">The model folder; null where the run was interrupted.</param>
/// <param name="Records">Records trained on.</param>
/// <param name="HeldOut">Records held out.</param>
public sealed record PretrainOutcome(TrainingEnd End, string? Model, int Records, int HeldOut);

/// <summary>A whole pretraining run: recordings to windows, windows to views, views to a model folder.</summary>
public sealed class PretrainRun(PretrainSettings settings, RunFolder folder, ProcessGroup? group = null, TimeProvider? time = null)
{
    /// <summary>Told the share of recordings prepared.</summary>
    public Action<double>? OnPrepare { get; init; }

    /// <summary>Told of every step: step, steps in all, loss.</summary>
    public Action<long, long, double>? OnStep { get; init; }

    /// <summary>Told what cannot be read.</summary>
    public Action<string>? OnSkipped { get; init; }

    /// <summary>Runs, or resumes.</summary>
    public PretrainOutcome Run(CancellationToken stop)
    {
        Net1DConfig network = Net1DConfig.OfSize(settings.Size) with { Leads = 1 };
        RiskTable? risks = Risks();
        if (group is null || group.Rank == 0)
        {
            folder.Begin(settings);
            folder.WriteJson("environment.json", RunEnvironment.Current(time ?? TimeProvider.System, group?.Size ?? 1));
        }

        using WindowStore store = OpenStore(stop);
        foreach (string skipped in store.Skipped)
        {
            OnSkipped?.Invoke(skipped);
        }

        (StoredRecord[] training, StoredRecord[] heldOut) = Split(store.Records);
        NoiseBank noise = NoiseSettings.Open(settings.Noise, store.Pipeline.SampleRate);
        var sampler = new ViewSampler(store, training, settings, risks, noise);
        var order = new SampleOrder(training.Length, settings.Batch, settings.Seed, group?.Rank ?? 0, group?.Size ?? 1);
        var loader = new BatchLoader<ViewPair>(order, sampler.Draw, settings.Seed, settings.Workers);

        RandomState.Seed(settings.Seed);
        using var model = new EcgPretraining(settings, network, group);
        TrainingPlan plan = Plan(order.StepsPerEpoch);
        using var optimiser = new AdamW(model.Trained(), settings.Rate, weightDecay: settings.WeightDecay);
        var trainer = new Trainer<ViewPair>(folder, plan, model, optimiser, loader, time)
        {
            OnStep = OnStep is { } tell ? (step, loss) => tell(step, plan.Steps, loss) : null,
            Validate = HeldOutLoss(model, store, heldOut, risks, noise),
            SynchroniseGradients = group is { } g ? () => g.AverageGradients(optimiser.Parameters.Select(p => p.Tensor)) : null,
            Writes = group is null || group.Rank == 0,
        };
        TrainingEnd end = trainer.Run(stop);
        return new PretrainOutcome(end, end == TrainingEnd.Interrupted || !trainer.Writes ? null : WriteModel(model, network, store), training.Length, heldOut.Length);
    }

    /// <summary>The first process prepares the recordings; the others wait and open what it made.</summary>
    private WindowStore OpenStore(CancellationToken stop)
    {
        if (group is { Rank: > 0 })
        {
            group.Barrier();
        }

        WindowStore store = WindowStore.OpenOrBuild(
            settings.Store ?? folder.File("windows"), settings.Inputs, EcgPipeline.ClefV1, settings.Leads, ExcludedRecordings.Read(settings.Exclude), OnPrepare, stop);
        if (group is { Rank: 0 })
        {
            group.Barrier();
        }

        return store;
    }

    private RiskTable? Risks()
    {
        bool guided = settings.Objective is PretrainObjective.GuidedReference or PretrainObjective.GuidedPaper or PretrainObjective.GuidedExpected;
        return !guided ? null
            : settings.Risk is { } risk ? RiskTable.Read(risk)
            : throw new ClefException(settings.Run, "risk", null, "a table of risks (risk.file), which the guided objectives need");
    }

    /// <summary>Holds out a share of patients, chosen by a hash of their names so that more data do not move the others.</summary>
    private (StoredRecord[] Training, StoredRecord[] HeldOut) Split(IReadOnlyList<StoredRecord> records)
    {
        if (settings.HeldOut is not (>= 0 and < 1))
        {
            throw new ClefException(settings.Run, "held_out", settings.HeldOut, "a share from 0 to below 1");
        }

        ILookup<bool, StoredRecord> parts = records.ToLookup(r => StableHash.Fraction($"held out {settings.Seed}", r.Patient) < settings.HeldOut);
        return (parts[false].ToArray(), parts[true].ToArray());
    }

    private TrainingPlan Plan(int stepsPerEpoch)
    {
        long perEpoch = Math.Max(1, stepsPerEpoch / settings.Accumulate);
        long steps = Math.Min(settings.Steps ?? long.MaxValue, perEpoch * settings.Epochs);
        LearningRate rate = settings.Schedule switch
        {
            "restarts" => LearningRate.CosineWithRestarts(settings.Rate, 10 * perEpoch, 2, settings.MinimumRate),
            "cosine" => LearningRate.CosineWithWarmup(settings.Rate, steps / 20, steps, settings.MinimumRate),
            _ => throw new ClefException(settings.Run, "schedule", settings.Schedule, "restarts or cosine"),
        };
        return new TrainingPlan
        {
            Steps = steps,
            Rate = rate,
            Seed = settings.Seed,
            Accumulate = settings.Accumulate,
            ClipNorm = settings.ClipNorm,
            MixedPrecision = settings.Bf16,
            CheckpointEvery = settings.CheckpointEvery,
            LogEvery = settings.LogEvery,
            ValidateEvery = settings.HeldOut > 0 ? perEpoch : 0,
            Patience = settings.Patience,
        };
    }

    /// <summary>The mean loss over the held-out patients' views, drawn alike every time; null where they do not fill a batch of two.</summary>
    private Func<double>? HeldOutLoss(EcgPretraining model, WindowStore store, StoredRecord[] heldOut, RiskTable? risks, NoiseBank noise)
    {
        if (heldOut.Length < 2 * (group?.Size ?? 1) || settings.HeldOut == 0)
        {
            return null;
        }

        int share = group?.Size ?? 1, batch = Math.Min(settings.Batch, heldOut.Length / share * share);
        var sampler = new ViewSampler(store, heldOut, settings, risks, noise);
        var order = new SampleOrder(heldOut.Length, batch, settings.Seed, group?.Rank ?? 0, share, keepLast: false);
        return () => new BatchLoader<ViewPair>(order, sampler.Draw, settings.Seed, settings.Workers).From(0, 0).Take(order.StepsPerEpoch).Average(model.HeldOutLoss);
    }

    private string WriteModel(EcgPretraining model, Net1DConfig network, WindowStore store)
    {
        string path = folder.File("model");
        IReadOnlyList<WeightEntry> weights = ModuleWeights.Of(model.Encoder);
        EcgModelFolder.Write(path, network, store.Pipeline, weights, new ModelSource(settings.Run, WeightDigest.Of(weights), []));
        return path;
    }
}

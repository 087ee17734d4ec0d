using Clef.Core;
using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;

namespace Clef.Learning.Training;

/// <summary>How a call of <see cref="Trainer{T}.Run"/> ended.</summary>
public enum TrainingEnd
{
    /// <summary>All steps were made.</summary>
    Finished,

    /// <summary>The held-out figure stopped improving.</summary>
    StoppedEarly,

    /// <summary>Cancelled; a checkpoint was written and the run can be resumed.</summary>
    Interrupted,
}

/// <summary>
/// The training loop of both models. It can be killed at any moment: what it does next depends on the newest checkpoint alone, so a resumed run makes
/// the same weights, byte for byte, as one that was never stopped (with the same number of threads).
/// </summary>
public sealed class Trainer<T>(RunFolder run, TrainingPlan plan, ITrainable<T> model, Optimizer optimiser, BatchLoader<T> loader, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>The figure on the held-out part (lower is better), asked for every <see cref="TrainingPlan.ValidateEvery"/> steps.</summary>
    public Func<double>? Validate { get; init; }

    /// <summary>Told of every step: step, loss. For progress displays.</summary>
    public Action<long, double>? OnStep { get; init; }

    /// <summary>Averages the gradients of all processes; null with one process.</summary>
    public Action? SynchroniseGradients { get; init; }

    /// <summary>Whether this process writes logs and checkpoints: rank 0 only.</summary>
    public bool Writes { get; init; } = true;

    /// <summary>Trains from the newest checkpoint, or from the start.</summary>
    public TrainingEnd Run(CancellationToken cancel)
    {
        if (plan.LogEvery < 1 || plan.CheckpointEvery < 1 || plan.CheckpointEvery % plan.LogEvery != 0 || plan.Accumulate < 1)
        {
            // Means between two lines of the log are not stored, so a checkpoint has to fall on a line.
            throw new ClefException(run.Path, "checkpoint every", plan.CheckpointEvery, $"a positive multiple of the steps between log lines, {plan.LogEvery}");
        }

        Module[] trained = model.Parts.Select(p => p.Module).ToArray();
        WeightAverage[]? averages = plan.AverageDecay is { } decay ? trained.Select(m => new WeightAverage(m, decay)).ToArray() : null;
        var state = new TrainingState(model.Parts, optimiser, averages);
        TrainingPosition at = new(0, 0, 0, null, 0, "", new Dictionary<string, long>());
        bool resumed = run.Latest is not null;
        if (resumed)
        {
            at = state.Read(run.Latest!);
            RandomState.Set(Convert.FromBase64String(at.Random));
        }
        else
        {
            RandomState.Seed(plan.Seed);
        }

        if (Early(at))
        {
            return TrainingEnd.StoppedEarly; // a run that had stopped does not go on because it is started again
        }

        using TrainingLog? log = Writes ? new TrainingLog(run, resumed ? at.LogLengths : null, _time) : null;
        Tensor[] parameters = optimiser.Parameters.Select(p => p.Tensor).ToArray();
        var sums = new Sums();
        using IEnumerator<LoadedBatch<T>> batches = loader.From(at.Epoch, at.EpochStep).GetEnumerator();
        while (at.Step < plan.Steps)
        {
            using var scope = new TensorScope();
            optimiser.ZeroGrad();
            double loss = 0;
            for (int part = 0; part < plan.Accumulate; part++)
            {
                batches.MoveNext();
                loss += Backward(batches.Current, sums) / plan.Accumulate;
            }

            SynchroniseGradients?.Invoke();
            double norm = GradientClipping.ByNorm(parameters, plan.ClipNorm ?? double.PositiveInfinity);
            if (!double.IsFinite(loss) || !double.IsFinite(norm))
            {
                throw new ClefException(run.Path, $"loss at step {at.Step + 1}", loss, $"a finite number (gradient norm {norm}); the newest checkpoint is whole");
            }

            optimiser.LearningRate = plan.Rate.At(at.Step);
            optimiser.Step();
            model.AfterStep();
            at = Next(at, batches.Current);
            Average(averages, at.Step);
            sums.Add("loss", loss);
            sums.Add("gradient_norm", norm);
            OnStep?.Invoke(at.Step, loss);
            if (at.Step % plan.LogEvery == 0 || at.Step == plan.Steps)
            {
                log?.Write(at.Step, "train", [.. sums.Take(), new("learning_rate", optimiser.LearningRate)]);
            }

            bool validated = Validate is not null && plan.ValidateEvery > 0 && (at.Step % plan.ValidateEvery == 0 || at.Step == plan.Steps);
            if (validated)
            {
                at = Look(at, log);
            }

            bool early = validated && Early(at);
            bool stop = early || cancel.IsCancellationRequested;
            if (stop || at.Step == plan.Steps || at.Step % plan.CheckpointEvery == 0)
            {
                Save(state, log, at);
            }

            if (stop)
            {
                return early ? TrainingEnd.StoppedEarly : TrainingEnd.Interrupted;
            }
        }

        return TrainingEnd.Finished;
    }

    private bool Early(TrainingPosition at) => plan.Patience > 0 && at.SinceBest >= plan.Patience;

    private double Backward(LoadedBatch<T> batch, Sums sums)
    {
        using var scope = new TensorScope();
        var report = new Dictionary<string, double>();
        Tensor loss;
        if (plan.MixedPrecision)
        {
            using (MixedPrecision.Enable())
            {
                loss = model.Loss(batch, report);
            }
        }
        else
        {
            loss = model.Loss(batch, report);
        }

        (plan.Accumulate == 1 ? loss : loss / plan.Accumulate).Backward();
        foreach ((string name, double value) in report)
        {
            sums.Add(name, value);
        }

        return loss.ToDouble();
    }

    private TrainingPosition Next(TrainingPosition at, LoadedBatch<T> batch) => at with
    {
        Step = at.Step + 1,
        Epoch = batch.Step + 1 < loader.StepsPerEpoch ? batch.Epoch : batch.Epoch + 1,
        EpochStep = batch.Step + 1 < loader.StepsPerEpoch ? batch.Step + 1 : 0,
    };

    private void Average(WeightAverage[]? averages, long step)
    {
        foreach (WeightAverage average in averages ?? [])
        {
            average.Decay = Math.Min(plan.AverageDecay!.Value, (1.0 + step) / (10.0 + step));
            average.Update();
        }
    }

    private TrainingPosition Look(TrainingPosition at, TrainingLog? log)
    {
        double figure = Validate!();
        bool better = at.Best is not { } best || figure < best;
        log?.Write(at.Step, "validation", [new("figure", figure)]);
        return at with { Best = better ? figure : at.Best, SinceBest = better ? 0 : at.SinceBest + 1 };
    }

    private void Save(TrainingState state, TrainingLog? log, TrainingPosition at)
    {
        if (log is not null)
        {
            TrainingPosition saved = at with { Random = Convert.ToBase64String(RandomState.Get()), LogLengths = log.Checkpoint() };
            run.WriteCheckpoint(at.Step, folder => state.Write(folder, saved));
        }
    }

    /// <summary>Means of figures between two lines of the log.</summary>
    private sealed class Sums
    {
        private readonly SortedDictionary<string, (double Sum, int Count)> _sums = new(StringComparer.Ordinal);

        public void Add(string name, double value)
        {
            (double sum, int count) = _sums.GetValueOrDefault(name);
            _sums[name] = (sum + value, count + 1);
        }

        public KeyValuePair<string, double>[] Take()
        {
            KeyValuePair<string, double>[] means = _sums.Select(s => KeyValuePair.Create(s.Key, s.Value.Sum / s.Value.Count)).ToArray();
            _sums.Clear();
            return means;
        }
    }
}

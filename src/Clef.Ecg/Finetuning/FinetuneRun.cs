using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Embedding;
using Clef.Ecg.Labelled;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Ecg.Rhythm;
using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Signals.Preparation;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Finetuning;

/// <summary>How a fine-tuning run ended, with its answers for every record.</summary>
/// <param name="End">Why it ended.</param>
/// <param name="Model">The model folder, with its head; null where the run was interrupted.</param>
/// <param name="Set">The labelled set.</param>
/// <param name="Items">The records that could be read.</param>
/// <param name="Training">How many of them were trained on.</param>
/// <param name="Answers">(output, item): probabilities of the classes, or numbers on their own scale; NaN for records that were not asked for; empty where the
/// run was interrupted.</param>
public sealed record FinetuneOutcome(TrainingEnd End, string? Model, LabelledSet Set, IReadOnlyList<DatasetItem> Items, int Training, IReadOnlyList<double[]> Answers);

/// <summary>A whole fine-tuning run: labelled recordings to windows, windows to the weights that are best on the validation part, those to answers for every record.</summary>
public sealed class FinetuneRun(FinetuneSettings settings, RunFolder folder, TimeProvider? time = null)
{
    private const string Finished = "finished"; // a file: the training has ended, whatever the position of its newest checkpoint

    private float[][]? _frozen;
    private BeatIntervalInputs? _beats;
    private float[][]? _intervals; // (item, input), where the head reads them

    /// <summary>Told the share of recordings prepared.</summary>
    public Action<double>? OnPrepare { get; init; }

    /// <summary>Told of every step: step, steps in all, loss.</summary>
    public Action<long, long, double>? OnStep { get; init; }

    /// <summary>Told what cannot be read.</summary>
    public Action<string>? OnSkipped { get; init; }

    /// <summary>Runs, or resumes.</summary>
    public FinetuneOutcome Run(CancellationToken stop)
    {
        Check();
        EcgModelFolder? start = settings.Model is { } model ? EcgModelFolder.Open(model) : null;
        Net1DConfig network = start?.Network ?? Net1DConfig.OfSize(settings.Size) with { Leads = 1 };
        LabelledSet set = Set();
        folder.Begin(settings);
        folder.WriteJson("environment.json", RunEnvironment.Current(time ?? TimeProvider.System, 1));
        using LabelledWindows windows = LabelledWindows.Open(
            set, start?.Preparation ?? EcgPipeline.ClefV1, LeadSelection.For(network.Leads, settings.Lead), settings.Store ?? folder.File("windows"), OnPrepare, stop);
        foreach (string skipped in windows.Store.Skipped)
        {
            OnSkipped?.Invoke(skipped);
        }

        int[] training = Training(windows.Items, set.Kind), validation = [.. Enumerable.Range(0, windows.Items.Count).Where(i => windows.Items[i].Split == "validation")];
        var targets = new LabelledTargets(set.Kind, set.Classes, windows.Items, training);
        if (settings.BeatIntervals)
        {
            double[][] known = windows.BeatIntervalFeatures(stop);
            _beats = BeatIntervalInputs.Fit([.. training.Select(i => known[i])]);
            _intervals = [.. known.Select(_beats.Of)];
        }

        RandomState.Seed(settings.Seed);
        var encoder = new Net1D(network);
        using var trained = new FinetuneModel(
            new EcgPredictor(encoder, targets.Outputs, settings.Dropout, settings.Features, _beats?.Width ?? 0) { Frozen = settings.Frozen }, targets,
                training, settings.Balance);
        if (start is not null)
        {
            using WeightFile weights = start.OpenWeights();
            ModuleWeights.Load(encoder, [.. weights.Entries], weights.Name);
        }

        TrainingEnd end = Train(trained, windows, targets, training, validation, stop);
        if (end == TrainingEnd.Interrupted)
        {
            return new FinetuneOutcome(end, null, set, windows.Items, training.Length, []);
        }

        new BestWeights(folder, trained.Predictor).Restore();
        int[] asked = [.. Enumerable.Range(0, windows.Items.Count).Where(i => settings.AnswerTraining || windows.Items[i].Split != "train")];
        var answers = new double[windows.Items.Count][];
        Array.Fill(answers, [.. Enumerable.Repeat(double.NaN, targets.Outputs)]);
        using Linear head = trained.Predictor.WholeHead();
        foreach ((int item, double[] output) in asked.Zip(HeadOutputs.Of(head, Embed(trained.Predictor, windows, asked, stop))))
        {
            answers[item] = TaskAnswer.Of(set.Kind, output, targets.Mean, targets.Scale);
        }

        PredictionTable.Write(folder.File("predictions.csv"), targets.Classes, logits: false, Enumerable.Range(0, windows.Items.Count)
            .Where(i => !double.IsNaN(answers[i][0]))
            .Select(i => (windows.Items[i].Id, Prediction.Of(windows.Items[i], set.Kind, answers[i]))));
        string written = WriteModel(trained.Predictor, head, windows.Store.Pipeline, set, targets);
        return new FinetuneOutcome(end, written, set, windows.Items, training.Length, [.. Enumerable.Range(0, targets.Outputs).Select(c => answers.Select(a => a[c]).ToArray())]);
    }

    private void Check()
    {
        Require(settings.LabelFraction is > 0 and <= 1, "label_fraction", settings.LabelFraction, "above 0 and at most 1");
        Require(settings.Windows >= 1, "windows", settings.Windows, "1 or more");
        Require(settings.HeadEpochs >= 0, "head_epochs", settings.HeadEpochs, "0 or more");
        Require(settings.Stretch is >= 0 and < 1, "stretch", settings.Stretch, "0 or more and below 1");
        if ((settings.Dataset is null) == (settings.Labels is null) || (settings.Dataset is not null && settings.Path is null) || settings.Task.Length == 0)
        {
            throw new ClefException(settings.Run, "dataset, path, labels, inputs, task", null, "a task, and either a dataset with its path or a table of labels with inputs");
        }
    }

    private void Require(bool holds, string setting, object value, string expected)
    {
        if (!holds)
        {
            throw new ClefException(settings.Run, setting, value, expected);
        }
    }

    private LabelledSet Set() => settings.Dataset is { } dataset
        ? LabelledSet.FromDataset(dataset, settings.Path!, settings.Task, settings.Split, settings.Limit)
        : LabelledSet.FromTable(settings.Labels!, settings.Inputs, settings.Task, settings.Kind, settings.Split, settings.Limit);

    /// <summary>The training records whose labels may be used.</summary>
    private int[] Training(IReadOnlyList<DatasetItem> items, TaskKind kind)
    {
        DatasetItem[] all = [.. items.Where(i => i.Split == "train")];
        if (all.Length == 0)
        {
            throw new ClefException(settings.Run, "training records", 0, "at least one that can be read");
        }

        var kept = (settings.LabelFraction < 1 ? PatientSplit.Share(all, kind, "labels", settings.LabelFraction) : all).Select(i => i.Id).ToHashSet(StringComparer.Ordinal);
        return [.. Enumerable.Range(0, items.Count).Where(i => items[i].Split == "train" && kept.Contains(items[i].Id))];
    }

    private TrainingEnd Train(FinetuneModel model, LabelledWindows windows, LabelledTargets targets, int[] training, int[] validation, CancellationToken stop)
    {
        var best = new BestWeights(folder, model.Predictor);
        if (File.Exists(folder.File(Finished)))
        {
            return Enum.Parse<TrainingEnd>(File.ReadAllText(folder.File(Finished)));
        }

        if (folder.Latest is null)
        {
            best.Forget();
            if (settings.HeadEpochs > 0)
            {
                new HeadStart(model, targets, settings).Run(training, validation, items => Embed(model.Predictor, windows, items, stop));
            }
        }

        var order = new SampleOrder(training.Length, settings.Batch, settings.Seed);
        var draw = new WindowDraw(windows.Store, settings);
        var loader = new BatchLoader<LabelledWindow>(
            order, (sample, random) => draw.Of(windows.Store.Records[training[sample]], targets.Of(training[sample]), random)
                with { Intervals = _intervals?[training[sample]] }, settings.Seed, settings.Workers);
        long perEpoch = Math.Max(1, order.StepsPerEpoch / Math.Max(1, settings.Accumulate)), steps = perEpoch * settings.Epochs;
        var plan = new TrainingPlan
        {
            Steps = steps,
            Rate = LearningRate.CosineWithWarmup(settings.Rate, steps / 20, steps, settings.Rate / 100),
            Seed = settings.Seed,
            ClipNorm = settings.ClipNorm,
            Accumulate = settings.Accumulate,
            MixedPrecision = settings.Bf16,
            CheckpointEvery = settings.CheckpointEvery,
            LogEvery = settings.LogEvery,
            ValidateEvery = settings.ValidateEvery > 0 ? settings.ValidateEvery : perEpoch,
            Patience = settings.Patience,
        };
        using var optimiser = new AdamW(
            settings.Frozen ? model.Predictor.Head.NamedParameters("dense.") : model.Predictor.NamedParameters(), settings.Rate, weightDecay: settings.WeightDecay);
        var trainer = new Trainer<LabelledWindow>(folder, plan, model, optimiser, loader, time)
        {
            OnStep = OnStep is { } tell ? (step, loss) => tell(step, steps, loss) : null,
            Validate = validation.Length == 0 ? null : () =>
            {
                double figure = Look(model, windows, targets, validation, stop);
                if (settings.Select != SelectBy.Last)
                {
                    best.Offer(figure);
                }

                return figure;
            },
        };
        TrainingEnd end = trainer.Run(stop);
        if (end != TrainingEnd.Interrupted)
        {
            AtomicFile.WriteText(folder.File(Finished), end.ToString());
        }

        return end;
    }

    /// <summary>The figure of the validation records by which weights are chosen; their loss is weighed as in training.</summary>
    private double Look(FinetuneModel model, LabelledWindows windows, LabelledTargets targets, int[] validation, CancellationToken stop)
    {
        float[][] features = Embed(model.Predictor, windows, validation, stop), wanted = [.. validation.Select(targets.Of)];
        model.Predictor.Evaluate();
        double figure = ValidationFigure.Of(settings.Select, targets.Kind, HeadStart.Loss(model, features, wanted), () => HeadStart.Outputs(model, features), wanted);
        model.Predictor.Train();
        return figure;
    }

    /// <summary>What the head reads of records, not standardised; the encoder's part is kept from look to look where the encoder never changes.</summary>
    private float[][] Embed(EcgPredictor predictor, LabelledWindows windows, int[] items, CancellationToken stop)
    {
        predictor.Evaluate();
        EcgEncoder encoder = EcgEncoder.Around(predictor.Encoder);
        float[][] embeddings = settings.Frozen
            ? [.. items.Select(i => (_frozen ??= windows.Embed(encoder, settings.Features, stop: stop))[i])]
            : windows.Embed(encoder, settings.Features, stop: stop, items: items);
        predictor.Train();
        return _intervals is null ? embeddings : [.. embeddings.Zip(items, (e, i) => (float[])[.. e, .. _intervals[i]])];
    }

    private string WriteModel(EcgPredictor predictor, Linear head, EcgPipeline pipeline, LabelledSet set, LabelledTargets targets)
    {
        string path = folder.File("model");
        IReadOnlyList<WeightEntry> weights = ModuleWeights.Of(predictor.Encoder);
        EcgModelFolder.Write(path, predictor.Encoder.Config, pipeline, weights, new ModelSource(Path.GetFileName(settings.Run), WeightDigest.Of(weights), []));
        EcgHead.Write(path, new EcgHead(set.Task, set.Kind, targets.Classes, targets.Mean, targets.Scale, settings.Lead, "", settings.Features, _beats), head);
        return path;
    }
}

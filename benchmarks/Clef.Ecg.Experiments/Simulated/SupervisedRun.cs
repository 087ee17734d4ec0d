using Clef.Core;
using Clef.Ecg.Augmentation;
using Clef.Ecg.Finetuning;
using Clef.Ecg.Network;
using Clef.Ecg.Windows;
using Clef.Evaluation.Probes;
using Clef.Learning.Data;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Signals.Filtering;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>
/// One network from scratch for all tasks, on lead I of the simulated patients that probes are trained on: binary cross-entropy of the classifications and
/// the mean absolute error of the standardised numbers, each task counting alike; the weights with the least validation loss are kept.
/// </summary>
internal sealed class SupervisedRun(SimulatedDesign design, ExperimentCohort cohort, int seed, RunFolder folder)
{
    private const int Batch = 64;

    private readonly int[] _binary = [.. SimulatedTasks.All.Index().Where(t => !t.Item.Regression).Select(t => t.Index)];
    private readonly int[] _numbers = [.. SimulatedTasks.All.Index().Where(t => t.Item.Regression).Select(t => t.Index)];
    private readonly (double Mean, double Scale)[] _scales = [.. SimulatedTasks.All.Select((t, k) => t.Regression ? Scale(cohort, k) : (0, 1))];
    private readonly NoiseBank _noise = NoiseBank.Generated(SimulatedDesign.Pipeline.SampleRate);

    /// <summary>Mean and standard deviation of a task's numbers over the training part.</summary>
    public static (double Mean, double Scale) Scale(ExperimentCohort cohort, int task)
    {
        double[] known = [.. cohort.Values[task].Where((v, i) => cohort.Part[i] == Part.Train && double.IsFinite(v))];
        double mean = known.Average();
        return (mean, Math.Sqrt(known.Average(v => (v - mean) * (v - mean))));
    }

    /// <summary>Trains, or goes on; (task, record) scores, or null where it was stopped.</summary>
    public double[][]? Run(Net1DConfig network, CancellationToken stop)
    {
        int[] train = RowsOf(Part.Train), validation = RowsOf(Part.Validation);
        folder.Begin(design);
        string best = folder.File("best.safetensors"), looks = folder.File("best.txt");
        RandomState.Seed((ulong)seed);
        using var predictor = new EcgPredictor(new Net1D(network), SimulatedTasks.All.Count);
        using var model = new Model(this, predictor);
        using var optimiser = new AdamW(predictor.NamedParameters(), design.SupervisedRate, weightDecay: design.SupervisedWeightDecay);
        var order = new SampleOrder(train.Length, Batch, (ulong)seed, keepLast: false);
        var loader = new BatchLoader<LabelledWindow>(order, (sample, random) => Draw(train[sample], design.SupervisedAugmented ? random : null), (ulong)seed);
        var plan = new TrainingPlan
        {
            Steps = design.SupervisedSteps, Rate = LearningRate.CosineWithWarmup(design.SupervisedRate, design.SupervisedSteps / 20, design.SupervisedSteps, design.SupervisedRate / 100),
            Seed = (ulong)seed, ClipNorm = 1, CheckpointEvery = 50, ValidateEvery = Math.Min(50, design.SupervisedSteps),
        };
        var trainer = new Trainer<LabelledWindow>(folder, plan, model, optimiser, loader)
        {
            Validate = () =>
            {
                double loss = ValidationLoss(model, validation);
                double least = File.Exists(looks) && File.Exists(best) ? double.Parse(File.ReadAllText(looks), System.Globalization.CultureInfo.InvariantCulture) : double.PositiveInfinity;
                if (loss <= least)
                {
                    SafetensorsWriter.Write(best, ModuleWeights.Of(predictor));
                    AtomicFile.WriteText(looks, loss.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
                }

                return loss;
            },
        };
        if (trainer.Run(stop) == TrainingEnd.Interrupted)
        {
            return null;
        }

        using (WeightFile file = WeightFile.Open(best))
        {
            ModuleWeights.Load(predictor, [.. file.Entries], file.Name);
        }

        float[][] outputs = Outputs(predictor, [.. Enumerable.Range(0, cohort.Part.Length)]);
        return [.. SimulatedTasks.All.Select((_, k) => outputs.Select(o => (o[k] * _scales[k].Scale) + _scales[k].Mean).ToArray())];
    }

    private int[] RowsOf(Part part) => [.. Enumerable.Range(0, cohort.Part.Length).Where(i => cohort.Part[i] == part)];

    private LabelledWindow Draw(int row, CounterRandom? random)
    {
        StoredRecord record = cohort.Labelled.Records[row];
        float[] window = cohort.Labelled.Window(record, 0, 0).ToArray();
        if (random is null)
        {
            ZScore.Apply(window);
        }
        else
        {
            new ViewAugmentation().Apply(window, record.Leads[0], random, _noise);
        }

        return new LabelledWindow(window, [.. SimulatedTasks.All.Select((_, k) => (float)((cohort.Values[k][row] - _scales[k].Mean) / _scales[k].Scale))]);
    }

    private double ValidationLoss(Model model, int[] rows)
    {
        float[][] outputs = Outputs(model.Predictor, rows);
        using var scope = new TensorScope();
        return model.Loss(Tensor.From(outputs.SelectMany(o => o).ToArray(), outputs.Length, SimulatedTasks.All.Count), [.. rows.Select(r => Draw(r, null).Target)]).ToDouble();
    }

    private float[][] Outputs(EcgPredictor predictor, int[] rows)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        return [.. rows.Chunk(Batch).SelectMany(chunk =>
        {
            using var scope = new TensorScope();
            float[] samples = [.. chunk.SelectMany(r => Draw(r, null).Samples)];
            return predictor.Forward(Tensor.From(samples, chunk.Length, 1, samples.Length / chunk.Length)).ToArray<float>().Chunk(SimulatedTasks.All.Count);
        })];
    }

    private sealed class Model(SupervisedRun run, EcgPredictor predictor) : ITrainable<LabelledWindow>, IDisposable
    {
        public EcgPredictor Predictor => predictor;

        public IReadOnlyList<(string Name, Module Module)> Parts { get; } = [("model", predictor)];

        public Tensor Loss(LoadedBatch<LabelledWindow> batch, IDictionary<string, double> report)
        {
            float[] samples = [.. batch.Items.SelectMany(i => i.Samples)];
            return Loss(predictor.Forward(Tensor.From(samples, batch.Items.Length, 1, samples.Length / batch.Items.Length)), [.. batch.Items.Select(i => i.Target)]);
        }

        /// <summary>The loss of outputs, (record, task). An unknown number is replaced by the output itself, in effect: its error is masked.</summary>
        public Tensor Loss(Tensor outputs, float[][] targets)
        {
            Tensor classes = outputs.IndexSelect(1, Tensor.From(run._binary.Select(i => (long)i).ToArray(), run._binary.Length));
            Tensor numbers = outputs.IndexSelect(1, Tensor.From(run._numbers.Select(i => (long)i).ToArray(), run._numbers.Length));
            float[] mask = [.. targets.SelectMany(t => run._numbers.Select(i => float.IsNaN(t[i]) ? 0f : 1f))];
            Tensor known = Tensor.From(mask, targets.Length, run._numbers.Length);
            Tensor wanted = Tensor.From(targets.SelectMany(t => run._numbers.Select(i => float.IsNaN(t[i]) ? 0f : t[i])).ToArray(), targets.Length, run._numbers.Length);
            Tensor binary = classes.BinaryCrossEntropy(Tensor.From(targets.SelectMany(t => run._binary.Select(i => t[i])).ToArray(), targets.Length, run._binary.Length));
            Tensor error = (numbers * known).AbsoluteError(wanted) * (mask.Length / Math.Max(1, mask.Sum()));
            return (binary * run._binary.Length) + (error * run._numbers.Length);
        }

        public void AfterStep()
        {
        }

        public void Dispose()
        {
        }
    }
}

using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Learning.Data;
using Clef.Learning.Supervised;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Finetuning;

/// <summary>What one step shows of a record, with its answer.</summary>
/// <param name="Samples">(window, lead, sample), z-scored.</param>
/// <param name="Target">One number for each output: 1 or 0 of each class, or the standardised number.</param>
/// <param name="Windows">How many windows.</param>
/// <param name="Intervals">What the head reads of the record's beat intervals; null where it reads nothing of them.</param>
public sealed record LabelledWindow(float[] Samples, float[] Target, int Windows = 1, float[]? Intervals = null);

/// <summary>
/// Supervised training of encoder and head, by <see cref="SupervisedLoss"/>.
/// </summary>
public sealed class FinetuneModel : ITrainable<LabelledWindow>, IDisposable
{
    private readonly SupervisedLoss _loss;
    private readonly int _leads;

    /// <summary>Makes the losses' weights from the training items.</summary>
    public FinetuneModel(EcgPredictor predictor, LabelledTargets targets, IReadOnlyList<int> training, bool balance)
    {
        Predictor = predictor;
        Parts = [("model", predictor)];
        _leads = predictor.Encoder.Config.Leads;
        _loss = SupervisedLoss.For(
            targets.Kind switch { TaskKind.Regression => SupervisedAnswer.Number, TaskKind.MultiLabel => SupervisedAnswer.EachClass, _ => SupervisedAnswer.OneClass },
            [.. training.Select(targets.Of)], balance);
    }

    /// <summary>Encoder and head.</summary>
    public EcgPredictor Predictor { get; }

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, Module Module)> Parts { get; }

    /// <inheritdoc/>
    public Tensor Loss(LoadedBatch<LabelledWindow> batch, IDictionary<string, double> report)
    {
        int[] counts = [.. batch.Items.Select(i => i.Windows)];
        int length = batch.Items[0].Samples.Length / counts[0] / _leads;
        Tensor input = Tensor.From(batch.Items.SelectMany(i => i.Samples).ToArray(), counts.Sum(), _leads, length); // (window, lead, time)
        // (record, input)
        Tensor? intervals = batch.Items[0].Intervals is { } first ? Tensor.From(batch.Items.SelectMany(i => i.Intervals!).ToArray(),
            batch.Items.Length, first.Length) : null;
        return Loss(Predictor.Forward(input, counts, intervals), batch.Items.Select(i => i.Target).ToArray());
    }

    /// <summary>The loss of outputs, (batch, output).</summary>
    public Tensor Loss(Tensor outputs, float[][] targets) => _loss.Of(outputs, targets);

    /// <inheritdoc/>
    public void AfterStep()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => Predictor.Dispose();
}

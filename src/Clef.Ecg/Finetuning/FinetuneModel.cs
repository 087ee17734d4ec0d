using Clef.Core;
using Clef.Datasets;
using Clef.Ecg.Labelled;
using Clef.Learning.Data;
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
/// Supervised training of encoder and head: cross-entropy over the classes of binary and multi-class tasks, binary cross-entropy of each class of multi-label
/// ones, mean absolute error of numbers standardised over the training part. Classes may be weighed to count alike.
/// </summary>
public sealed class FinetuneModel : ITrainable<LabelledWindow>, IDisposable
{
    private readonly TaskKind _kind;
    private readonly float[]? _weights;
    private readonly int _leads;

    /// <summary>Makes the losses' weights from the training items.</summary>
    public FinetuneModel(EcgPredictor predictor, LabelledTargets targets, IReadOnlyList<int> training, bool balance)
    {
        Predictor = predictor;
        Parts = [("model", predictor)];
        (_kind, _leads) = (targets.Kind, predictor.Encoder.Config.Leads);
        if (balance && _kind != TaskKind.Regression)
        {
            // Absent classes are given the weight of one example, so that no weight is infinite.
            double[] counts = [.. Enumerable.Range(0, targets.Outputs).Select(c => Math.Max(1.0, training.Count(i => targets.Of(i)[c] > 0)))];
            _weights = _kind == TaskKind.MultiLabel
                ? [.. counts.Select(n => (float)Math.Max(1, (training.Count - n) / n))]
                : [.. counts.Select(n => (float)(training.Count / (n * counts.Length)))];
        }
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
    public Tensor Loss(Tensor outputs, float[][] targets)
    {
        int columns = targets[0].Length;
        Tensor? weights = _weights is null ? null : Tensor.From(_weights, _weights.Length);
        switch (_kind)
        {
            case TaskKind.Regression:
                return outputs.AbsoluteError(Tensor.From(targets.SelectMany(t => t).ToArray(), targets.Length, columns));
            case TaskKind.MultiLabel:
                return outputs.BinaryCrossEntropy(Tensor.From(targets.SelectMany(t => t).ToArray(), targets.Length, columns), positiveWeight: weights);
            default:
                return outputs.CrossEntropy(Tensor.From(targets.Select(t => (long)Array.IndexOf(t, 1f)).ToArray(), targets.Length), weights);
        }
    }

    /// <inheritdoc/>
    public void AfterStep()
    {
    }

    /// <inheritdoc/>
    public void Dispose() => Predictor.Dispose();
}

/// <summary>The answers of a labelled set as the outputs of a network.</summary>
public sealed class LabelledTargets
{
    private readonly float[][] _targets;

    /// <summary>Works out the outputs; numbers are standardised by the training part.</summary>
    public LabelledTargets(TaskKind kind, IReadOnlyList<string> classes, IReadOnlyList<DatasetItem> items, IReadOnlyList<int> training)
    {
        (Kind, Classes) = (kind, classes);
        if (kind == TaskKind.Regression)
        {
            double[] values = [.. training.Select(i => items[i].Value!.Value)];
            Mean = values.Average();
            double deviation = Math.Sqrt(values.Average(v => (v - Mean) * (v - Mean)));
            Scale = deviation > 0 ? deviation : 1;
        }

        _targets = [.. items.Select(item => kind == TaskKind.Regression
            ? [(float)((item.Value!.Value - Mean) / Scale)]
            : classes.Select(c => item.Classes.Contains(c) ? 1f : 0f).ToArray())];
        int wrong = kind is TaskKind.Binary or TaskKind.MultiClass ? Array.FindIndex(_targets, t => t.Count(v => v == 1) != 1) : -1;
        if (wrong >= 0)
        {
            throw new ClefException(items[wrong].Id, "classes", string.Join(", ", items[wrong].Classes), $"exactly one of {string.Join(", ", classes)}");
        }
    }

    /// <summary>The kind of task.</summary>
    public TaskKind Kind { get; }

    /// <summary>The classes, one an output; none for regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Outputs of the head.</summary>
    public int Outputs => Kind == TaskKind.Regression ? 1 : Classes.Count;

    /// <summary>What is added to a scaled number.</summary>
    public double Mean { get; }

    /// <summary>What a number is scaled by.</summary>
    public double Scale { get; } = 1;

    /// <summary>The outputs wanted of one item.</summary>
    public float[] Of(int item) => _targets[item];
}

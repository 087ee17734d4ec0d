using Clef.Datasets.Labelled;
using Clef.Learning.Data;
using Clef.Learning.Supervised;
using Clef.Tensors;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Finetuning;

/// <summary>
/// Trains the head alone on features that the encoder gives as it starts, and keeps the head with the least loss on the validation part: a frozen probe, from
/// which fine-tuning starts (linear probing, then fine-tuning: Kumar et al. 2022).
/// </summary>
internal sealed class HeadStart(FinetuneModel model, LabelledTargets targets, FinetuneSettings settings)
{
    /// <summary>Records a step: features are small, and larger batches make fewer, better directed steps.</summary>
    private const int Batch = 128;

    /// <summary>
    /// The rate for features of unit deviation shared out over a thousand columns; standardised features are divided by the root of their number, so that one step of the
    /// optimiser, which moves every weight alike, moves the answer by about as much whatever their number.
    /// </summary>
    private const double Rate = 3e-2;

    /// <summary>Sets the standardisation, then trains the head.</summary>
    /// <param name="training">Items to train on.</param>
    /// <param name="validation">Items to choose by; none keeps the last head.</param>
    /// <param name="embed">The features of items.</param>
    public void Run(int[] training, int[] validation, Func<int[], float[][]> embed)
    {
        float[][] shown = embed(training), held = validation.Length > 0 ? embed(validation) : [];
        Standardise(shown);
        float[][] heldTargets = [.. validation.Select(targets.Of)];
        var order = new SampleOrder(training.Length, Batch, settings.Seed);
        int steps = order.StepsPerEpoch * settings.HeadEpochs;
        LearningRate rate = LearningRate.CosineWithWarmup(Rate, steps / 20, steps, Rate / 100);
        using var optimiser = new AdamW(model.Predictor.Head.NamedParameters("dense."), Rate, weightDecay: settings.WeightDecay);
        IReadOnlyList<WeightEntry>? best = null;
        double least = double.PositiveInfinity;
        for (int epoch = 0; epoch < settings.HeadEpochs; epoch++)
        {
            for (int step = 0; step < order.StepsPerEpoch; step++)
            {
                using var scope = new TensorScope();
                int[] batch = order.Batch(epoch, step);
                optimiser.ZeroGrad();
                Tensor loss = model.Loss(model.Predictor.Answer(Rows([.. batch.Select(i => shown[i])])), [.. batch.Select(i => targets.Of(training[i]))]);
                loss.Backward();
                optimiser.LearningRate = rate.At((epoch * order.StepsPerEpoch) + step);
                optimiser.Step();
            }

            double figure = held.Length > 0 ? Loss(model, held, heldTargets) : -epoch;
            if (figure < least)
            {
                (least, best) = (figure, ModuleWeights.Of(model.Predictor.Head));
            }
        }

        ModuleWeights.Load(model.Predictor.Head, best!, "the head's start");
    }

    /// <summary>The loss of records by their features, without gradient.</summary>
    public static double Loss(FinetuneModel model, float[][] features, float[][] targets)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        return model.Loss(model.Predictor.Answer(Rows(features)), targets).ToDouble();
    }

    /// <summary>(record, output), without gradient.</summary>
    public static float[][] Outputs(FinetuneModel model, float[][] features)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        Tensor outputs = model.Predictor.Answer(Rows(features));
        return [.. outputs.ToArray<float>().Chunk((int)outputs.Size(1))];
    }

    /// <summary>
    /// Of the encoder's features. The inputs of beat intervals stay as they are: those of each of some thirty numbers sum to 1, so that one step of the
    /// optimiser moves the answer by as much through all of them as through all features.
    /// </summary>
    private void Standardise(float[][] rows)
    {
        int all = rows[0].Length, width = model.Predictor.Encoder.Config.WidthOf(model.Predictor.Features);
        VectorSpread spread = VectorSpread.Of(rows, width);
        model.Predictor.Standardise([.. spread.Mean, .. new float[all - width]], [.. spread.Scales(1 / Math.Sqrt(width)), .. Enumerable.Repeat(1f, all - width)]);
    }

    private static Tensor Rows(float[][] rows) => Tensor.From(rows.SelectMany(r => r).ToArray(), rows.Length, rows[0].Length); // (record, width)
}

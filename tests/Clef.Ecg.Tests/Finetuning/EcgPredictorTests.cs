using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Embedding;
using Clef.Ecg.Finetuning;
using Clef.Ecg.Network;
using Clef.Learning.Data;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Ecg.Tests.Finetuning;

/// <summary>What training shows the head is what prediction shows it, and its gradient is right, whatever the features and however many windows.</summary>
public class EcgPredictorTests
{
    private const int Samples = 120;
    private static readonly Net1DConfig Tiny = new("tiny", 1, 4, 1.0, [4, 6], [1, 2], 4, 2, 2, false, 0);
    private static readonly int[] Windows = [3, 1, 2];

    public static TheoryData<EcgFeatures> Features => [.. Enum.GetValues<EcgFeatures>()];

    [Theory]
    [MemberData(nameof(Features))]
    public void A_record_answers_in_training_as_in_prediction(EcgFeatures features)
    {
        using var scope = new TensorScope();
        using EcgPredictor predictor = Standardised(features);
        float[] input = Waves(Windows.Sum());
        predictor.Evaluate();
        float[] trained = predictor.Forward(Tensor.From(input, Windows.Sum(), 1, Samples), Windows).ToArray<float>();

        // As predict, the service and the figures do it: window by window, the mean of each record, the one linear layer of the model folder.
        float[][] windows = [.. EcgEncoder.Around(predictor.Encoder).Embed(input, Windows.Sum(), features).Chunk(Tiny.WidthOf(features))];
        using Linear whole = predictor.WholeHead();
        int first = 0;
        for (int record = 0; record < Windows.Length; record++)
        {
            float[][] own = windows[first..(first += Windows[record])];
            float[] mean = [.. Enumerable.Range(0, own[0].Length).Select(i => own.Average(w => w[i]))];
            double[] predicted = HeadOutputs.Of(whole, [mean])[0];
            predicted.Zip(trained[(record * 2)..((record + 1) * 2)], (a, b) => Math.Abs(a - b)).Max().ShouldBeLessThan(1e-4);
        }
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void The_gradient_is_that_of_finite_differences(EcgFeatures features)
    {
        using var scope = new TensorScope();
        using EcgPredictor predictor = Standardised(features);
        Tensor input = Tensor.From(Waves(Windows.Sum()), Windows.Sum(), 1, Samples);
        Tensor wanted = Tensor.From([0L, 1L, 1L], 3);
        predictor.Forward(input, Windows).CrossEntropy(wanted).Backward();
        foreach ((string name, Tensor parameter) in predictor.NamedParameters().Where(p => !p.Name.Contains(".bn", StringComparison.Ordinal) && !p.Name.Contains("first_bn", StringComparison.Ordinal)))
        {
            // Along the gradient itself the loss must rise by its length for each unit of way.
            float[] gradient = parameter.Grad!.ToArray<float>(), start = parameter.ToArray<float>();
            double length = Math.Sqrt(gradient.Sum(g => (double)g * g));
            if (length < 2e-3)
            {
                continue; // single precision tells no such slope from rounding
            }

            const double way = 1e-2;
            double rise = (LossAt(way / 2) - LossAt(-way / 2)) / way;
            rise.ShouldBe(length, (0.03 * length) + 1e-4, name);
            start.CopyTo(parameter.AsSpan<float>());

            double LossAt(double along)
            {
                using var inner = new TensorScope();
                using GradientMode.Restore mode = GradientMode.Disable();
                start.Select((v, i) => (float)(v + (along * gradient[i] / length))).ToArray().CopyTo(parameter.AsSpan<float>());
                return predictor.Forward(input, Windows).CrossEntropy(wanted).ToDouble();
            }
        }
    }

    [Theory]
    [MemberData(nameof(Features))]
    public void A_flat_signal_has_a_finite_gradient(EcgFeatures features)
    {
        using var scope = new TensorScope();
        RandomState.Seed(9);
        using var predictor = new EcgPredictor(new Net1D(Tiny with { Kernel = 1 }), 2, features: features); // taps of one sample: nothing varies over time, edges included
        predictor.Forward(Tensor.Zeros(2, 1, 64)).CrossEntropy(Tensor.From([0L, 1L], 2)).Backward();
        predictor.Parameters().Where(p => p.Grad is not null).ShouldAllBe(p => p.Grad!.IsFinite().All().ToInt64() == 1);
        predictor.Head.Weight.Grad.ShouldNotBeNull();
    }

    [Fact]
    public void The_loss_of_several_windows_is_that_of_their_mean_features()
    {
        using var scope = new TensorScope();
        DatasetItem[] items = [.. "aba".Select((c, i) => new DatasetItem($"{i}", $"{i}", "", "train") { Classes = [$"{c}"] })];
        var targets = new LabelledTargets(TaskKind.MultiClass, ["a", "b"], items, [0, 1, 2]);
        using EcgPredictor predictor = Standardised(EcgFeatures.Deviations);
        using var model = new FinetuneModel(predictor, targets, [0, 1, 2], balance: false);
        float[] input = Waves(Windows.Sum());
        int from = 0;
        LabelledWindow[] shown = [.. Windows.Select((count, i) => new LabelledWindow(input[(from * Samples)..((from += count) * Samples)], targets.Of(i), count))];
        double found = model.Loss(new LoadedBatch<LabelledWindow>(0, 0, [0, 1, 2], shown), new Dictionary<string, double>()).ToDouble();
        float[] outputs = predictor.Forward(Tensor.From(input, Windows.Sum(), 1, Samples), Windows).ToArray<float>();
        int[] classes = [0, 1, 0];
        double expected = Enumerable.Range(0, 3).Average(i => Math.Log(1 + Math.Exp(outputs[(2 * i) + 1 - classes[i]] - outputs[(2 * i) + classes[i]])));
        found.ShouldBe(expected, 1e-5);
    }

    private static EcgPredictor Standardised(EcgFeatures features)
    {
        RandomState.Seed(11);
        var predictor = new EcgPredictor(new Net1D(Tiny), 2, features: features);
        int width = Tiny.WidthOf(features);
        predictor.Standardise([.. Enumerable.Range(0, width).Select(i => 0.05f * i)], [.. Enumerable.Range(0, width).Select(i => 2f - (0.03f * i))]);
        return predictor;
    }

    private static float[] Waves(int windows)
    {
        var random = new CounterRandom(5);
        return [.. Enumerable.Range(0, windows).SelectMany(_ =>
        {
            double step = random.Uniform(0.05, 0.6), height = random.Uniform(0.5, 2);
            return Enumerable.Range(0, Samples).Select(i => (float)(height * Math.Sin(step * i))).ToArray();
        })];
    }
}

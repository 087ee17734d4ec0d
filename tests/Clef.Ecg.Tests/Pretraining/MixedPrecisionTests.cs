using Clef.Core;
using Clef.Datasets;
using Clef.Datasets.Labelled;
using Clef.Ecg.Finetuning;
using Clef.Ecg.Network;
using Clef.Ecg.Pretraining;
using Clef.Learning.Contrastive;
using Clef.Learning.Data;
using Clef.Tensors;

namespace Clef.Ecg.Tests.Pretraining;

/// <summary>The whole network, every objective, and fine-tuning in bf16: close to single precision, with gradients for every parameter.</summary>
public class MixedPrecisionTests
{
    private static readonly Net1DConfig Tiny = new("tiny", 1, 8, 1.0, [8, 16], [1, 2], 8, 2, 4, false, 0);

    public static TheoryData<PretrainObjective> Objectives => [.. Enum.GetValues<PretrainObjective>()];

    [Theory]
    [MemberData(nameof(Objectives))]
    public void Every_objective_trains_in_bf16(PretrainObjective objective)
    {
        using var scope = new TensorScope();
        RandomState.Seed(3);
        using var model = new EcgPretraining(new PretrainSettings { Objective = objective, Queue = 32 }, Tiny);
        var random = new CounterRandom(5);
        ViewPair[] pairs = [.. Enumerable.Range(0, 8).Select(i => new ViewPair(Wave(random), Wave(random), RiskEvidence.Known(i)))];
        var batch = new LoadedBatch<ViewPair>(0, 0, [.. Enumerable.Range(0, 8)], pairs);
        double exact = model.Loss(batch, new Dictionary<string, double>()).ToDouble();
        Tensor mixed;
        using (MixedPrecision.Enable())
        {
            mixed = model.Loss(batch, new Dictionary<string, double>());
        }

        mixed.ToDouble().ShouldBe(exact, 0.05 * Math.Max(1, Math.Abs(exact)));
        mixed.Backward();
        model.Trained().ShouldAllBe(p => p.Tensor.Grad == null || p.Tensor.Grad!.IsFinite().All().ToInt64() == 1);
        model.Trained().Count(p => p.Tensor.Grad is not null).ShouldBeGreaterThan(20);
    }

    [Fact]
    public void Fine_tuning_trains_in_bf16()
    {
        using var scope = new TensorScope();
        RandomState.Seed(3);
        var random = new CounterRandom(5);
        DatasetItem[] items = [.. Enumerable.Range(0, 8).Select(i => new DatasetItem($"{i}", $"{i}", "", "train") { Classes = [i % 2 == 0 ? "a" : "b"] })];
        var targets = new LabelledTargets(TaskKind.MultiClass, ["a", "b"], items, [.. Enumerable.Range(0, 8)]);
        using var model = new FinetuneModel(new EcgPredictor(new Net1D(Tiny), 2), targets, [.. Enumerable.Range(0, 8)], balance: true);
        var batch = new LoadedBatch<LabelledWindow>(0, 0, [.. Enumerable.Range(0, 8)], [.. Enumerable.Range(0, 8).Select(i => new LabelledWindow(Wave(random), targets.Of(i)))]);
        double exact = model.Loss(batch, new Dictionary<string, double>()).ToDouble();
        using (MixedPrecision.Enable())
        {
            Tensor mixed = model.Loss(batch, new Dictionary<string, double>());
            mixed.ToDouble().ShouldBe(exact, 0.05 * exact);
            mixed.Backward();
        }

        model.Predictor.Head.Parameters().ShouldAllBe(p => p.Grad != null);
    }

    private static float[] Wave(CounterRandom random)
    {
        double step = random.Uniform(0.05, 0.3);
        return [.. Enumerable.Range(0, 200).Select(i => (float)(Math.Sin(step * i) + random.Normal(0, 0.1)))];
    }
}

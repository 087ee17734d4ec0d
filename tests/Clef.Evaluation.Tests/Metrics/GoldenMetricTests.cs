using System.Text.Json;
using Clef.Evaluation.Comparisons;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Tests.Golden;

namespace Clef.Evaluation.Tests.Metrics;

/// <summary>Every metric against scikit-learn or SciPy, to 1e-9.</summary>
public class GoldenMetricTests
{
    private const double Tolerance = 1e-9;

    private static readonly JsonElement Golden = GoldenFile.Read("metrics.json");

    public static TheoryData<int> Binary() => new(Enumerable.Range(0, Golden.GetProperty("binary").GetArrayLength()));

    [Theory]
    [MemberData(nameof(Binary))]
    public void Binary_metrics_match(int index)
    {
        JsonElement c = Golden.GetProperty("binary")[index];
        double[] scores = c.Numbers("scores"), weights = c.Numbers("weights");
        bool[] labels = c.Integers("labels").Select(l => l == 1).ToArray();
        int[] truth = c.Integers("labels"), decided = scores.Select(s => s > 0 ? 1 : 0).ToArray();
        double[] probabilities = scores.Select(Logistic.Sigmoid).ToArray();
        Auroc.Of(scores, labels).ShouldBe(c.Number("auroc"), Tolerance);
        AveragePrecision.Of(scores, labels).ShouldBe(c.Number("ap"), Tolerance);
        new SensitivityAtSpecificity(scores, labels, 0.9).Value().ShouldBe(c.Number("sens90"), Tolerance);
        Calibration.Brier(probabilities, labels).Value().ShouldBe(c.Number("brier"), Tolerance);
        ConfusionMetric.F1(truth, decided).Value().ShouldBe(c.Number("f1"), Tolerance);
        ConfusionMetric.BalancedAccuracy(truth, decided, 2).Value().ShouldBe(c.Number("balanced"), Tolerance);
        new DeLong(scores, labels).Value.ShouldBe(c.Number("auroc"), Tolerance);
        if (c.TryGetProperty("auroc_w", out _))
        {
            new Auroc(scores, labels).Value(weights).ShouldBe(c.Number("auroc_w"), Tolerance);
            new AveragePrecision(scores, labels).Value(weights).ShouldBe(c.Number("ap_w"), Tolerance);
        }
    }

    [Fact]
    public void Multi_class_metrics_match()
    {
        foreach (JsonElement c in Golden.GetProperty("multi").EnumerateArray())
        {
            int[] truth = c.Integers("truth"), predicted = c.Integers("predicted");
            int classes = c.GetProperty("classes").GetInt32();
            ConfusionMetric.MacroF1(truth, predicted, classes).Value().ShouldBe(c.Number("macro_f1"), Tolerance);
            ConfusionMetric.BalancedAccuracy(truth, predicted, classes).Value().ShouldBe(c.Number("balanced"), Tolerance);
            ConfusionMetric.Accuracy(truth, predicted, classes).Value().ShouldBe(c.Number("accuracy"), Tolerance);
        }
    }

    [Fact]
    public void Regression_metrics_match()
    {
        foreach (JsonElement c in Golden.GetProperty("regression").EnumerateArray())
        {
            double[] truth = c.Numbers("truth"), predicted = c.Numbers("predicted"), weights = c.Numbers("weights");
            RegressionMetric.MeanAbsoluteError(truth, predicted).Value().ShouldBe(c.Number("mae"), Tolerance);
            RegressionMetric.R2(truth, predicted).Value().ShouldBe(c.Number("r2"), Tolerance);
            RegressionMetric.MeanAbsoluteError(truth, predicted).Value(weights).ShouldBe(c.Number("mae_w"), Tolerance);
            RegressionMetric.R2(truth, predicted).Value(weights).ShouldBe(c.Number("r2_w"), Tolerance);
        }
    }

    [Fact]
    public void Calibration_matches()
    {
        foreach (JsonElement c in Golden.GetProperty("calibration").EnumerateArray())
        {
            double[] logits = c.Numbers("scores"), probabilities = logits.Select(Logistic.Sigmoid).ToArray();
            bool[] labels = c.Integers("labels").Select(l => l == 1).ToArray();
            Calibration.ExpectedError(probabilities, labels, 10).Value().ShouldBe(c.Number("ece"), Tolerance);
            ReliabilityBin[] curve = Calibration.Reliability(probabilities, labels, Enumerable.Repeat(1.0, labels.Length).ToArray(), 10)
                .Where(b => b.Weight > 0).ToArray();
            curve.Select(b => b.Frequency).ShouldBe(c.Numbers("frequency"), Tolerance);
            curve.Select(b => b.MeanProbability).ShouldBe(c.Numbers("mean"), Tolerance);

            // A minimiser cannot place its minimum better than the root of the loss's rounding; the loss there can be compared closely.
            var scaled = TemperatureScaling.Fit(logits, labels);
            Math.Log(scaled.Temperature).ShouldBe(c.Number("log_temperature"), 1e-6);
            logits.Zip(labels, (l, y) => Logistic.Softplus((y ? -l : l) / scaled.Temperature)).Average().ShouldBe(c.Number("loss"), Tolerance);
        }
    }

    [Fact]
    public void DeLong_matches_the_comparisons_themselves()
    {
        foreach (JsonElement c in Golden.GetProperty("delong").EnumerateArray())
        {
            bool[] labels = c.Integers("labels").Select(l => l == 1).ToArray();
            DeLong first = new(c.Numbers("a"), labels), second = new(c.Numbers("b"), labels);
            first.Variance.ShouldBe(c.Number("variance"), Tolerance);
            first.Covariance(second).ShouldBe(c.Number("covariance"), Tolerance);
            DeLong.PValue(first, second).ShouldBe(c.Number("p"), Tolerance);
        }
    }

    [Fact]
    public void Concordance_matches()
    {
        foreach (JsonElement c in Golden.GetProperty("concordance").EnumerateArray())
        {
            new Concordance(c.Numbers("time"), c.Integers("event").Select(e => e == 1).ToArray(), c.Numbers("risk")).Value().ShouldBe(c.Number("c"), Tolerance);
        }
    }

    [Fact]
    public void Holm_s_correction_matches()
    {
        foreach (JsonElement c in Golden.GetProperty("holm").EnumerateArray())
        {
            Holm.Adjust(c.Numbers("p")).ShouldBe(c.Numbers("adjusted"), Tolerance);
        }
    }

    [Fact]
    public void Signed_rank_test_matches()
    {
        foreach (JsonElement c in Golden.GetProperty("wilcoxon").EnumerateArray())
        {
            SignedRank.PValue(c.Numbers("differences")).ShouldBe(c.Number("p"), Tolerance);
        }
    }

    [Fact]
    public void Normal_tails_and_quantiles_match()
    {
        foreach (JsonElement c in Golden.GetProperty("normal").EnumerateArray())
        {
            (Normal.Tail(c.Number("z")) / c.Number("tail")).ShouldBe(1, Tolerance);
        }

        foreach (JsonElement c in Golden.GetProperty("quantile").EnumerateArray())
        {
            Normal.Quantile(c.Number("p")).ShouldBe(c.Number("z"), Tolerance);
        }

        foreach (JsonElement c in Golden.GetProperty("percentiles").EnumerateArray())
        {
            double[] sorted = c.Numbers("values").Order().ToArray();
            c.Numbers("q").Zip(c.Numbers("expected")).ShouldAllBe(p => Math.Abs(PatientBootstrap.Quantile(sorted, p.First) - p.Second) < Tolerance);
        }
    }
}

using System.Text.Json;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tests.Golden;
using Clef.Evaluation.Tests.Metrics;

namespace Clef.Evaluation.Tests.Probes;

public class OtherProbeTests
{
    [Fact]
    public void Ridge_predictions_match_scikit_learn()
    {
        JsonElement golden = GoldenFile.Read("probes.json");
        DenseMatrix x = DenseMatrix.FromRows(
            golden.GetProperty("x").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetSingle()).ToArray()).ToArray());
        foreach (JsonElement c in golden.GetProperty("cases").EnumerateArray())
        {
            ProbeResult fit = RidgeProbe.Fit(x, new RegressionTask("t", c.Numbers("target")), new Part[x.Rows], [c.Number("penalty")]);
            fit.Scores.Zip(c.Numbers("ridge")).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-5); // features above are single precision
        }
    }

    [Fact]
    public void Ridge_without_turning_equals_ridge_with()
    {
        DenseMatrix few = Random(40, 30, 1), many = new(40, PrincipalAxes.MaximumRotated + 1);
        double[] target = Enumerable.Range(0, 40).Select(i => few[i, 0] - (2 * few[i, 3])).ToArray();
        for (int i = 0; i < 40; i++)
        {
            few.Row(i).CopyTo(many.Row(i)); // the rest are constant and drop out
        }

        double[] turned = RidgeProbe.Fit(few, new RegressionTask("t", target), new Part[40], [0.1]).Scores;
        double[] plain = RidgeProbe.Fit(many, new RegressionTask("t", target), new Part[40], [0.1]).Scores;
        turned.Zip(plain).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-7);
    }

    [Fact]
    public void The_network_s_gradient_is_that_of_its_loss()
    {
        var network = new TwoLayerNetwork(5, 7, seed: 1);
        DenseMatrix rows = Random(9, 5, 2);
        int[] counts = [2, 3, 4];
        double[] labels = [1, 0, 1];
        double[][] gradients = network.LossAndGradients(rows, counts, labels).Gradients;
        for (int p = 0; p < gradients.Length; p++)
        {
            for (int i = 0; i < gradients[p].Length; i++)
            {
                ref double value = ref network.Parameters[p][i];
                double kept = value;
                value = kept + 1e-6;
                double above = network.LossAndGradients(rows, counts, labels).Loss;
                value = kept - 1e-6;
                double below = network.LossAndGradients(rows, counts, labels).Loss;
                value = kept;
                gradients[p][i].ShouldBe((above - below) / 2e-6, 1e-8);
            }
        }
    }

    [Fact]
    public void The_network_learns_what_a_line_cannot()
    {
        DenseMatrix rows = Random(400, 2, 3);
        var task = new ProbeTask("xor", Enumerable.Range(0, 400).Select(i => (sbyte)(rows[i, 0] * rows[i, 1] > 0 ? 1 : 0)).ToArray());
        Part[] parts = Enumerable.Range(0, 400).Select(i => i < 300 ? Part.Train : Part.Test).ToArray();
        Test(MlpProbe.Fit(rows, null, task, parts, new MlpProbeOptions(Hidden: 32, Epochs: 200, LearningRate: 1e-2)), task, parts).ShouldBeGreaterThan(0.95);
        Test(LogisticProbe.Fit(rows, [task], parts)[0], task, parts).ShouldBeLessThan(0.7);
    }

    [Fact]
    public void Pooling_after_the_network_finds_one_marked_token_among_many()
    {
        DenseMatrix rows = Random(200 * 5, 3, 4);
        int[] starts = Enumerable.Range(0, 201).Select(s => s * 5).ToArray();
        var task = new ProbeTask("rare", Enumerable.Range(0, 200).Select(s => (sbyte)(s % 2)).ToArray());
        for (int s = 1; s < 200; s += 2)
        {
            rows[(s * 5) + (s % 5), 1] = 6;
        }

        Part[] parts = Enumerable.Range(0, 200).Select(i => i < 140 ? Part.Train : Part.Test).ToArray();
        Test(MlpProbe.Fit(rows, starts, task, parts, new MlpProbeOptions(Hidden: 32, Epochs: 60, LearningRate: 1e-2)), task, parts).ShouldBeGreaterThan(0.95);
    }

    [Fact]
    public void Neighbours_separate_two_clusters_and_never_count_the_row_itself()
    {
        DenseMatrix rows = Random(120, 4, 5);
        var task = new ProbeTask("side", Enumerable.Range(0, 120).Select(i => (sbyte)(i % 2)).ToArray());
        for (int i = 1; i < 120; i += 2)
        {
            rows[i, 0] += 6;
        }

        Part[] parts = Enumerable.Range(0, 120).Select(i => i < 80 ? Part.Train : i < 100 ? Part.Validation : Part.Test).ToArray();
        Test(NeighbourProbe.Fit(rows, [task], parts)[0], task, parts).ShouldBeGreaterThan(0.97);
        // With labels that are noise, a training row that counted itself would look right at k = 1.
        var noise = new ProbeTask("noise", Enumerable.Range(0, 120).Select(i => (sbyte)(i * 7919 % 13 % 2)).ToArray());
        double[] scores = NeighbourProbe.Fit(rows, [noise], new Part[120], [1])[0].Scores;
        Auroc.Of(scores, noise.Labels.Select(l => l == 1).ToArray()).ShouldBeLessThan(0.75);
    }

    private static double Test(ProbeResult fit, ProbeTask task, Part[] parts)
    {
        int[] test = task.Rows(parts, Part.Test);
        return Auroc.Of(test.Select(i => fit.Scores[i]).ToArray(), test.Select(i => task.Labels[i] == 1).ToArray());
    }

    private static DenseMatrix Random(int rows, int columns, int seed)
    {
        var random = new Random(seed);
        var matrix = new DenseMatrix(rows, columns);
        for (int i = 0; i < matrix.Values.Length; i++)
        {
            matrix.Values[i] = IntervalTests.Gaussian(random);
        }

        return matrix;
    }
}

using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Tests.Probes;

/// <summary>Boosted trees on problems whose answer is known.</summary>
public sealed class GradientBoostingTests
{
    private const int Rows = 900;

    [Fact]
    public void A_product_of_signs_is_learned_which_no_linear_model_can()
    {
        (DenseMatrix x, sbyte[] y, Part[] parts) = Problem((a, b) => a * b > 0);
        Test(GradientBoosting.Fit(x, [new ProbeTask("xor", y)], parts)[0], y, parts).ShouldBeGreaterThan(0.97);
        Test(LogisticProbe.Fit(x, [new ProbeTask("xor", y)], parts)[0].Scores, y, parts).ShouldBeLessThan(0.65);
    }

    [Fact]
    public void Labels_without_a_cause_are_not_learned_and_the_prior_is_kept()
    {
        var random = new Random(3);
        (DenseMatrix x, _, Part[] parts) = Problem((_, _) => true);
        sbyte[] y = [.. Enumerable.Range(0, Rows).Select(_ => (sbyte)(random.NextDouble() < 0.2 ? 1 : 0))];
        double[] logits = GradientBoosting.Fit(x, [new ProbeTask("noise", y)], parts)[0];
        Test(logits, y, parts).ShouldBeInRange(0.35, 0.65);
        logits.Average(z => 1 / (1 + Math.Exp(-z))).ShouldBe(0.2, 0.05);
    }

    [Fact]
    public void Unknown_values_are_a_value_of_their_own()
    {
        (DenseMatrix x, _, Part[] parts) = Problem((_, _) => true);
        sbyte[] y = [.. Enumerable.Range(0, Rows).Select(i => (sbyte)(i % 3 == 0 ? 1 : 0))];
        for (int i = 0; i < Rows; i += 3)
        {
            x[i, 1] = double.NaN;
        }

        Test(GradientBoosting.Fit(x, [new ProbeTask("gap", y)], parts)[0], y, parts).ShouldBe(1, 1e-9);
    }

    [Fact]
    public void Degenerate_tasks_and_features_have_defined_results()
    {
        (DenseMatrix x, sbyte[] y, Part[] parts) = Problem((a, b) => a > 0);
        GradientBoosting.Fit(x, [new ProbeTask("one class", new sbyte[Rows])], parts)[0].ShouldAllBe(z => double.IsNaN(z));
        double[] flat = GradientBoosting.Fit(new DenseMatrix(Rows, 2), [new ProbeTask("flat", y)], parts)[0];
        flat.Distinct().Count().ShouldBe(1);
        double[] blind = GradientBoosting.Fit(x, [new ProbeTask("no validation", y)], [.. parts.Select(p => p == Part.Validation ? Part.Train : p)])[0];
        Test(blind, y, parts).ShouldBeGreaterThan(0.99);
        GradientBoosting.Fit(x, [new ProbeTask("again", y)], parts)[0].ShouldBe(GradientBoosting.Fit(x, [new ProbeTask("again", y)], parts)[0]);
    }

    private static double Test(double[] logits, sbyte[] labels, Part[] parts)
    {
        int[] test = [.. Enumerable.Range(0, Rows).Where(i => parts[i] == Part.Test)];
        return new Auroc([.. test.Select(i => logits[i])], [.. test.Select(i => labels[i] == 1)]).Value();
    }

    private static (DenseMatrix X, sbyte[] Y, Part[] Parts) Problem(Func<double, double, bool> label)
    {
        var random = new Random(1);
        var x = new DenseMatrix(Rows, 3);
        var y = new sbyte[Rows];
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < 3; j++)
            {
                x[i, j] = (2 * random.NextDouble()) - 1;
            }

            y[i] = (sbyte)(label(x[i, 0], x[i, 1]) ? 1 : 0);
        }

        return (x, y, [.. Enumerable.Range(0, Rows).Select(i => i % 5 == 3 ? Part.Validation : i % 5 == 4 ? Part.Test : Part.Train)]);
    }
}

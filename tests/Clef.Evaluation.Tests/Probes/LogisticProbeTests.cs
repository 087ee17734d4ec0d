using System.Text.Json;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Tests.Golden;

namespace Clef.Evaluation.Tests.Probes;

public class LogisticProbeTests
{
    private static readonly JsonElement Golden = GoldenFile.Read("probes.json");

    private static DenseMatrix Features()
    {
        double[][] rows = Golden.GetProperty("x").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();
        var matrix = new DenseMatrix(rows.Length, rows[0].Length);
        for (int i = 0; i < rows.Length; i++)
        {
            rows[i].CopyTo(matrix.Row(i));
        }

        return matrix;
    }

    [Fact]
    public void Logits_match_scikit_learn_for_every_task_and_penalty()
    {
        DenseMatrix x = Features();
        var train = new Part[x.Rows];
        foreach (JsonElement c in Golden.GetProperty("cases").EnumerateArray())
        {
            var task = new ProbeTask("t", c.Integers("labels").Select(l => (sbyte)l).ToArray());
            ProbeResult fit = LogisticProbe.Fit(x, [task], train, [c.Number("penalty")])[0];
            double[] expected = c.Numbers("logits");
            fit.Scores.Zip(expected).Max(p => Math.Abs(p.First - p.Second)).ShouldBeLessThan(1e-5);
            for (int i = 0; i < x.Rows; i++)
            {
                double byWeights = fit.Intercept + fit.Weights.Select((w, j) => w * x[i, j]).Sum();
                byWeights.ShouldBe(fit.Scores[i], 1e-9);
            }
        }
    }

    [Fact]
    public void Tasks_solved_together_equal_tasks_solved_alone()
    {
        DenseMatrix x = Features();
        Part[] parts = Enumerable.Range(0, x.Rows).Select(i => i % 4 == 3 ? Part.Validation : Part.Train).ToArray();
        ProbeTask[] tasks = Golden.GetProperty("cases").EnumerateArray()
            .Select((c, k) => new ProbeTask($"t{k}", c.Integers("labels").Select(l => (sbyte)l).ToArray())).ToArray();
        IReadOnlyList<ProbeResult> together = LogisticProbe.Fit(x, tasks, parts);
        for (int k = 0; k < tasks.Length; k++)
        {
            ProbeResult alone = LogisticProbe.Fit(x, [tasks[k]], parts)[0];
            alone.Penalty.ShouldBe(together[k].Penalty);
            alone.Scores.ShouldBe(together[k].Scores);
        }
    }

    [Fact]
    public void A_task_with_one_class_has_no_fit_and_harms_no_other()
    {
        DenseMatrix x = Features();
        var labels = new sbyte[x.Rows];
        var good = new ProbeTask("good", Enumerable.Range(0, x.Rows).Select(i => (sbyte)(i % 2)).ToArray());
        IReadOnlyList<ProbeResult> fits = LogisticProbe.Fit(x, [new ProbeTask("none", labels), good], new Part[x.Rows]);
        fits[0].Scores.ShouldAllBe(s => double.IsNaN(s));
        fits[1].Scores.ShouldAllBe(s => double.IsFinite(s));
    }

    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(5, 3, 17)]
    [InlineData(33, 64, 16)]
    [InlineData(70, 31, 50)]
    [InlineData(3, 0, 4)]
    public void The_matrix_product_equals_the_plain_sums(int rows, int inner, int columns)
    {
        var random = new Random(1);
        DenseMatrix a = new(rows, inner), b = new(inner, columns);
        a.Values.AsSpan().Fill(0);
        for (int i = 0; i < a.Values.Length; i++)
        {
            a.Values[i] = random.NextDouble() - 0.5;
        }

        for (int i = 0; i < b.Values.Length; i++)
        {
            b.Values[i] = random.NextDouble() - 0.5;
        }

        DenseMatrix product = MatrixProduct.Of(a, b);
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < columns; j++)
            {
                product[i, j].ShouldBe(Enumerable.Range(0, inner).Sum(k => a[i, k] * b[k, j]), 1e-12);
            }
        }
    }
}

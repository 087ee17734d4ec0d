using Clef.Core;
using Clef.Evaluation.Comparisons;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Tests.Metrics;

/// <summary>What is undefined is NaN and named; what is wrong is refused.</summary>
public class DegenerateMetricTests
{
    [Fact]
    public void One_class_or_no_rows_give_no_number()
    {
        foreach (bool label in new[] { true, false })
        {
            Auroc.Of([1, 2], [label, label]).ShouldBe(double.NaN);
            new SensitivityAtSpecificity([1, 2], [label, label], 0.9).Value().ShouldBe(double.NaN);
            new DeLong([1, 2], [label, label]).Value.ShouldBe(double.NaN);
        }

        Auroc.Of([], []).ShouldBe(double.NaN);
        AveragePrecision.Of([1, 2], [false, false]).ShouldBe(double.NaN);
        RegressionMetric.R2([3, 3, 3], [1, 2, 3]).Value().ShouldBe(double.NaN);
        new Concordance([1, 2], [false, false], [1, 2]).Value().ShouldBe(double.NaN);
        ConfusionMetric.BalancedAccuracy([], [], 3).Value().ShouldBe(double.NaN);
    }

    [Fact]
    public void A_score_that_is_no_number_is_refused_by_row() =>
        Should.Throw<ClefException>(() => new Auroc([1, double.NaN], [true, false])).Message.ShouldBe("score of row 1 is NaN; expected a finite number");

    [Fact]
    public void Columns_of_unequal_length_are_refused() => Should.Throw<ClefException>(() => new Auroc([1, 2, 3], [true]));

    [Fact]
    public void A_probability_beyond_one_is_refused() => Should.Throw<ClefException>(() => Calibration.Brier([1.2], [true]));

    [Fact]
    public void A_macro_average_names_what_it_left_out()
    {
        MacroAverage macro = MacroAverage.Of([("a", 0.5), ("b", double.NaN), ("c", 0.7)]);
        macro.Value.ShouldBe(0.6, 1e-12);
        macro.Skipped.ShouldBe(["b"]);
        MacroAverage.Of([("b", double.NaN)]).Value.ShouldBe(double.NaN);
    }

    [Fact]
    public void Concordance_counts_pairs_by_the_definition()
    {
        // Events at 2 and 4, censored at 3 and 5. Pairs: (2 before 3, 4, 5), (4 before 5).
        new Concordance([2, 3, 4, 5], [true, false, true, false], [4, 3, 2, 1]).Value().ShouldBe(1);
        new Concordance([2, 3, 4, 5], [true, false, true, false], [1, 2, 3, 3]).Value().ShouldBe(0.125);
        // Equal times: the event came before the censoring; two events at once do not count.
        new Concordance([2, 2], [true, false], [1, 0]).Value().ShouldBe(1);
        new Concordance([2, 2], [true, true], [1, 0]).Value().ShouldBe(double.NaN);
    }

    [Fact]
    public void Calibration_error_is_the_gap_of_each_bin()
    {
        // Ten rows at 0.8 of which six are positive, ten at 0.1 of which one is: (0.2 * 10 + 0 * 10) / 20.
        double[] p = [.. Enumerable.Repeat(0.8, 10), .. Enumerable.Repeat(0.1, 10)];
        bool[] y = [.. Enumerable.Range(0, 10).Select(i => i < 6), .. Enumerable.Range(0, 10).Select(i => i < 1)];
        Calibration.ExpectedError(p, y, 10).Value().ShouldBe(0.1, 1e-12);
    }

    [Fact]
    public void Temperature_scaling_undoes_a_known_factor()
    {
        // Logit l occurs with the frequency its sigmoid at T = 2 states, so that T = 2 must come back exactly.
        var logits = new List<double>();
        var labels = new List<bool>();
        foreach (int positives in new[] { 10, 30, 50, 80, 95 })
        {
            logits.AddRange(Enumerable.Repeat(2 * Math.Log(positives / (100.0 - positives)), 100));
            labels.AddRange(Enumerable.Range(0, 100).Select(i => i < positives));
        }

        TemperatureScaling.Fit(logits.ToArray(), labels.ToArray()).Temperature.ShouldBe(2, 1e-9);
        TemperatureScaling.Fit([5, 6], [true, true]).Temperature.ShouldBe(1);
    }

    [Fact]
    public void Holm_steps_down()
    {
        double[] adjusted = Holm.Adjust([0.01, 0.04, double.NaN, 0.03]);
        adjusted[0].ShouldBe(0.03, 1e-12);
        adjusted[1].ShouldBe(0.06, 1e-12);
        adjusted[2].ShouldBe(double.NaN);
        adjusted[3].ShouldBe(0.06, 1e-12);
    }
}

using Clef.Evaluation.Comparisons;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Results;

namespace Clef.Evaluation.Tests.Metrics;

/// <summary>Paired tests hold their level, reach significance after Holm over a whole suite, and wins are counted with an interval that errs to
/// caution.</summary>
public class ComparisonTests
{
    [Fact]
    public void Two_models_that_differ_by_chance_differ_significantly_at_the_nominal_rate()
    {
        int rejected = 0, mostly = 0;
        const int Runs = 400;
        for (int run = 0; run < Runs; run++)
        {
            // Both scores hold the label equally well with errors of their own; two rows a patient.
            var random = new Random(run);
            bool[] labels = Enumerable.Range(0, 160).Select(i => i / 2 % 2 == 0).ToArray();
            double[] Scores() => Enumerable.Range(0, 80)
                .SelectMany(p => { double own = IntervalTests.Gaussian(random); return new[] { own, own + (0.3 * IntervalTests.Gaussian(random)) }; })
                .Select((s, i) => s + (labels[i] ? 1 : 0)).ToArray();
            var bootstrap = new PatientBootstrap(Enumerable.Range(0, 160).Select(i => $"p{i / 2}").ToArray(), 200, run);
            double p = PairedDifference.Of(new Auroc(Scores(), labels), new Auroc(Scores(), labels), bootstrap).PValue;
            rejected += p < 0.05 ? 1 : 0;
            mostly += p < 0.5 ? 1 : 0;
        }

        (rejected / (double)Runs).ShouldBeInRange(0.015, 0.085); // 5 % with three standard errors (1.1 points each)
        (mostly / (double)Runs).ShouldBeInRange(0.42, 0.58);
    }

    [Fact]
    public void A_large_difference_stays_significant_among_234_tasks()
    {
        double[] replicates = Enumerable.Range(0, 1000).Select(i => 0.2 + (0.03 * Normal.Quantile((i + 0.5) / 1000))).ToArray();
        double p = PairedDifference.Of(0.2, replicates).PValue;
        p.ShouldBe(2 * Normal.Tail(0.2 / 0.03), 1e-11);
        Holm.Adjust([p, .. Enumerable.Repeat(0.5, 233)])[0].ShouldBeLessThan(1e-6);
    }

    [Fact]
    public void Degenerate_differences_have_defined_p_values()
    {
        PairedDifference.Of(0, [0, 0, 0]).PValue.ShouldBe(1);
        PairedDifference.Of(0.5, [0.5, 0.5, 0.5]).PValue.ShouldBe(0.5); // 2 / (3 + 1)
        PairedDifference.Of(0.5, [double.NaN, double.NaN, 0.5]).PValue.ShouldBe(double.NaN);
        PairedDifference.Of(0.5, []).PValue.ShouldBe(double.NaN);
    }

    [Fact]
    public void A_draw_without_a_class_leaves_the_task_at_its_value_in_the_mean()
    {
        MacroResult.MeanReplicates([(0.9, [0.8, double.NaN]), (0.5, [0.4, 0.6])]).ShouldBe([0.6, 0.75], 1e-12);
        MacroResult.MeanReplicates([]).ShouldBeEmpty();
    }

    /// <summary>
    /// The remark in <see cref="ModelComparison"/> on the interval of wins: with true differences d, estimates d + e and draws d + e + e', the share
    /// of wins among draws lies between one half and the share among estimates, and that among estimates between one half and the true one. The
    /// interval is thus drawn to one half: it never overstates, and covers the true count too rarely where noise is large.
    /// </summary>
    [Theory]
    [InlineData(1.0, 0.5)]
    [InlineData(1.0, 1.0)]
    [InlineData(0.5, 2.0)]
    public void Resampled_wins_are_drawn_towards_one_half(double meanDifference, double noise)
    {
        var random = new Random(5);
        const int Tasks = 20000;
        double truth = 0, estimated = 0, drawn = 0;
        for (int t = 0; t < Tasks; t++)
        {
            double d = meanDifference + IntervalTests.Gaussian(random), estimate = d + (noise * IntervalTests.Gaussian(random));
            truth += d > 0 ? 1.0 / Tasks : 0;
            estimated += estimate > 0 ? 1.0 / Tasks : 0;
            drawn += estimate + (noise * IntervalTests.Gaussian(random)) > 0 ? 1.0 / Tasks : 0;
        }

        drawn.ShouldBeInRange(0.5, estimated);
        estimated.ShouldBeLessThan(truth);
        drawn.ShouldBe(1 - Normal.Tail(meanDifference / Math.Sqrt(1 + (2 * noise * noise))), 0.012);
        estimated.ShouldBe(1 - Normal.Tail(meanDifference / Math.Sqrt(1 + (noise * noise))), 0.012);
    }
}

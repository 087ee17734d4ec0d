using Clef.Core;
using Clef.Evaluation.Comparisons;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Results;

namespace Clef.Evaluation.Tests.Metrics;

public class IntervalTests
{
    [Fact]
    public void DeLong_variance_is_that_of_the_structural_components()
    {
        // By hand: positives 3, 1; negatives 2, 0. Components of positives 1, 0.5; of negatives 0.5, 1. Both sample variances are 0.125.
        var test = new DeLong([3, 1, 2, 0], [true, true, false, false]);
        test.Value.ShouldBe(0.75);
        test.Variance.ShouldBe((0.125 / 2) + (0.125 / 2), 1e-15);
    }

    [Fact]
    public void DeLong_of_a_score_with_itself_finds_no_difference()
    {
        var test = new DeLong([3, 1, 2, 0], [true, true, false, false]);
        DeLong.PValue(test, test).ShouldBe(1);
    }

    [Fact]
    public void DeLong_and_the_bootstrap_agree_on_independent_rows()
    {
        (double[] scores, bool[] labels) = Sample(400, 0.8, seed: 3);
        var bootstrap = new PatientBootstrap(Enumerable.Range(0, 400).Select(i => $"p{i}").ToArray(), 1000, seed: 1);
        Interval drawn = bootstrap.Interval(new Auroc(scores, labels)), derived = new DeLong(scores, labels).Interval();
        (drawn.High - drawn.Low).ShouldBe(derived.High - derived.Low, 0.15 * (derived.High - derived.Low));
    }

    [Fact]
    public void Repeating_every_row_of_a_patient_does_not_narrow_the_interval()
    {
        (double[] scores, bool[] labels) = Sample(200, 0.8, seed: 4);
        string[] patients = Enumerable.Range(0, 200).Select(i => $"p{i}").ToArray();
        Interval once = new PatientBootstrap(patients, 500, 1).Interval(new Auroc(scores, labels));
        Interval thrice = new PatientBootstrap([.. patients, .. patients, .. patients], 500, 1)
            .Interval(new Auroc([.. scores, .. scores, .. scores], [.. labels, .. labels, .. labels]));
        thrice.ShouldBe(once);
    }

    [Fact]
    public void Intervals_of_pure_noise_cover_one_half_at_their_nominal_rate()
    {
        int covered = 0;
        const int Runs = 500;
        for (int run = 0; run < Runs; run++)
        {
            (double[] scores, bool[] labels) = Sample(150, 0, seed: 1000 + run);
            Interval interval = new PatientBootstrap(Enumerable.Range(0, 150).Select(i => $"p{i}").ToArray(), 200, run).Interval(new Auroc(scores, labels));
            covered += interval.Low <= 0.5 && interval.High >= 0.5 ? 1 : 0;
        }

        // 95 % of 500 with three binomial standard errors (0.97 points each), and a point for the percentile method's known optimism.
        (covered / (double)Runs).ShouldBeInRange(0.91, 0.98);
    }

    [Fact]
    public void The_interval_of_a_mean_over_tasks_covers_one_half_at_its_nominal_rate()
    {
        // 20 tasks share 75 patients with two sessions each; scores are noise of the patient and of the session. Plain percentiles cover 94.2 % (3,000 runs in
        // NumPy), expanded ones 94.8 %.
        int covered = 0, plain = 0;
        const int Runs = 600, Tasks = 20;
        string[] patients = [.. Enumerable.Range(0, 150).Select(i => $"p{i / 2}")];
        for (int run = 0; run < Runs; run++)
        {
            var random = new Random(StableHash.Seed("coverage of a mean", $"{run}"));
            var figures = new DrawnFigures(patients, 200, run);
            for (int t = 0; t < Tasks; t++)
            {
                bool[] labels = [.. Enumerable.Range(0, 75).Select(_ => random.NextDouble() < 0.3)];
                double[] own = [.. labels.Select(_ => Gaussian(random))];
                figures.Add([new Auroc([.. Enumerable.Range(0, 150).Select(i => own[i / 2] + (0.5 * Gaussian(random)))],
                    [.. Enumerable.Range(0, 150).Select(i => labels[i / 2])])], [.. Enumerable.Range(0, 150)]);
            }

            figures.Draw();
            double[] replicates = MacroResult.MeanReplicates([.. Enumerable.Range(0, Tasks).Select(t => (figures.Value(t), figures.Replicates(t)))]);
            double mean = Enumerable.Range(0, Tasks).Average(figures.Value);
            Interval expanded = PatientBootstrap.Expanded(mean, replicates, figures.Patients(0)), percentile = PatientBootstrap.Percentile(mean, replicates);
            covered += expanded.Low <= 0.5 && expanded.High >= 0.5 ? 1 : 0;
            plain += percentile.Low <= 0.5 && percentile.High >= 0.5 ? 1 : 0;
        }

        (covered / (double)Runs).ShouldBeInRange(0.92, 0.975); // three binomial standard errors (0.89 points each) about 95 %
        covered.ShouldBeGreaterThanOrEqualTo(plain);
    }

    [Theory]
    [InlineData(2, 1.695e-72)]
    [InlineData(12, 0.010756614916810273)]
    [InlineData(75, 0.022430180685219726)]
    [InlineData(5000, 0.02496082458178561)]
    public void The_expanded_interval_goes_as_far_out_as_Students_t_asks(int patients, double tail)
    {
        // norm.cdf(-sqrt(n / (n - 1)) * t.ppf(0.975, n - 1)) of SciPy, on replicates that are evenly spaced, so that quantiles are the tail itself.
        double[] replicates = [.. Enumerable.Range(0, 100_001).Select(i => i / 100_000.0)];
        Interval interval = PatientBootstrap.Expanded(0.5, replicates, patients);
        interval.Low.ShouldBe(tail, 1e-9);
        interval.High.ShouldBe(1 - tail, 1e-9);
        PatientBootstrap.Expanded(0.5, replicates, 1).Low.ShouldBe(double.NaN);
    }

    [Fact]
    public void Draws_of_patients_are_independent_of_each_other()
    {
        // How often a patient is drawn has mean 1 and variance 1 - 1/n, and two patients have the covariance -1/n: over 4,000 draws within four
        // standard errors.
        const int Patients = 20, Draws = 4000;
        var bootstrap = new PatientBootstrap([.. Enumerable.Range(0, Patients).Select(i => $"{i}")], Draws, seed: 0);
        var sum = new double[Patients];
        var products = new double[Patients, Patients];
        var weights = new double[Patients];
        for (int r = 0; r < Draws; r++)
        {
            bootstrap.Weights(r, weights);
            weights.Sum().ShouldBe(Patients);
            for (int i = 0; i < Patients; i++)
            {
                sum[i] += weights[i] / Draws;
                for (int j = 0; j < Patients; j++)
                {
                    products[i, j] += (weights[i] - 1) * (weights[j] - 1) / Draws;
                }
            }
        }

        double error = 4 / Math.Sqrt(Draws);
        for (int i = 0; i < Patients; i++)
        {
            sum[i].ShouldBe(1, error);
            for (int j = 0; j < Patients; j++)
            {
                products[i, j].ShouldBe(i == j ? 1 - (1.0 / Patients) : -1.0 / Patients, i == j ? 2 * error : error);
            }
        }
    }

    [Fact]
    public void A_paired_difference_is_narrower_than_the_unpaired_ones()
    {
        (double[] scores, bool[] labels) = Sample(300, 1, seed: 5);
        var random = new Random(9);
        double[] worse = scores.Select(s => s + (0.3 * Gaussian(random))).ToArray();
        var bootstrap = new PatientBootstrap(Enumerable.Range(0, 300).Select(i => $"p{i}").ToArray(), 500, 2);
        PairedDifference paired = PairedDifference.Of(new Auroc(scores, labels), new Auroc(worse, labels), bootstrap);
        Interval alone = bootstrap.Interval(new Auroc(scores, labels));
        (paired.Difference.High - paired.Difference.Low).ShouldBeLessThan(alone.High - alone.Low);
        paired.PValue.ShouldBeInRange(0, 1);
    }

    [Fact]
    public void The_same_seed_draws_the_same_patients()
    {
        string[] patients = ["a", "a", "b", "c", "d"];
        double[] first = new double[5], second = new double[5];
        new PatientBootstrap(patients, 10, 3).Weights(7, first);
        new PatientBootstrap(patients, 10, 3).Weights(7, second);
        first.ShouldBe(second);
        first[0].ShouldBe(first[1]);
    }

    internal static (double[] Scores, bool[] Labels) Sample(int n, double effect, int seed)
    {
        var random = new Random(seed);
        bool[] labels = Enumerable.Range(0, n).Select(_ => random.NextDouble() < 0.4).ToArray();
        return (labels.Select(l => Gaussian(random) + (l ? effect : 0)).ToArray(), labels);
    }

    internal static double Gaussian(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

using Clef.Ecg.Experiments.Simulated;
using Clef.Evaluation.Probes;

namespace Clef.Ecg.Experiments.Tests;

public sealed class SimulatedReportTests(SmallCohort small) : IClassFixture<SmallCohort>
{
    private static readonly ExperimentRun Paper = ExperimentRun.All(SmallCohort.Design).First(r => r.Model == "paper-natural");
    private static readonly ExperimentRun Demographics = ExperimentRun.All(SmallCohort.Design).First(r => r.Model == "demographics");

    [Fact]
    public void The_cohort_is_parted_as_designed_and_opened_again_as_it_was_made()
    {
        ExperimentCohort cohort = small.Cohort;
        cohort.Pretraining.Records.Count.ShouldBe(12);
        cohort.Part.Count(p => p == Part.Train).ShouldBe(24);
        cohort.Part.Count(p => p == Part.Validation).ShouldBe(10);
        cohort.Part.Count(p => p == Part.Test).ShouldBe(300);
        cohort.Pretraining.Records.Select(r => r.Patient).Intersect(cohort.Labelled.Records.Select(r => r.Patient)).ShouldBeEmpty();
        cohort.Facts.ShouldAllBe(f => f[0] >= 40 && f[0] < 90 && (f[1] == 0 || f[1] == 1));
        var told = new List<string>();
        using ExperimentCohort again = ExperimentCohort.Open(SmallCohort.Design, small.Folder, told.Add);
        told.ShouldBe(["simulated cohort opened"]);
        again.Values.SelectMany(v => v).ShouldBe(cohort.Values.SelectMany(v => v));
    }

    [Fact]
    public void The_truth_as_score_ranks_perfectly_and_has_no_error()
    {
        small.Write(Paper, (truth, _) => truth);
        var figures = new RunFigures(small.Cohort, Runner.Scores(small.Folder, Paper), 20);
        foreach (int task in RunFigures.Tasks(regression: true))
        {
            figures.Values[task].ShouldBe(0, 1e-6);
            figures.Replicates[task].ShouldAllBe(v => v < 1e-6);
        }

        RunFigures.Tasks(regression: false).ShouldAllBe(k => figures.Values[k] == 1);
    }

    [Fact]
    public void The_error_is_in_deviations_of_the_training_part()
    {
        int age = SimulatedTasks.All.Index().First(t => t.Item.Name == "age").Index;
        small.Write(Paper, (truth, _) => truth + 3);
        var figures = new RunFigures(small.Cohort, Runner.Scores(small.Folder, Paper), 5);
        figures.Values[age].ShouldBe(3 / SupervisedRun.Scale(small.Cohort, age).Scale, 1e-5);
    }

    [Fact]
    public void Seeds_are_averaged_and_models_compared_over_the_same_draws_of_patients()
    {
        RunFigures Made(ExperimentRun run, double off)
        {
            small.Write(run, (truth, i) => truth + (i % 2 == 0 ? off : -off));
            return new RunFigures(small.Cohort, Runner.Scores(small.Folder, run), 50);
        }

        int[] age = [SimulatedTasks.All.Index().First(t => t.Item.Name == "age").Index];
        double scale = SupervisedRun.Scale(small.Cohort, age[0]).Scale;
        var first = new SeedMean([Made(Paper, 1), Made(Paper with { Seed = 2 }, 3)]);
        var second = new SeedMean([Made(Demographics, 4)]);
        first.Task(age[0]).ShouldBe(2 / scale, 1e-5);
        // Every patient's error is the same, so that no draw of patients changes anything.
        (first.Mean(age).Low, first.Mean(age).High).ShouldBe((first.Mean(age).Value, first.Mean(age).Value), new Near());
        first.Difference(second, age).Value.ShouldBe(-2 / scale, 1e-5);
        first.Relative(second, age).Value.ShouldBe(-0.5, 1e-5);
    }

    [Fact]
    public void The_report_says_what_is_not_done_and_whether_the_claim_holds()
    {
        foreach (ExperimentRun run in ExperimentRun.All(SmallCohort.Design).Where(r => r.Model is "paper-natural" or "demographics"))
        {
            small.Write(run, (truth, i) => run.Model == "demographics" ? i % 7 : truth + (0.01 * (i % 3)));
        }

        string report = new SimulatedReport(SmallCohort.Design, small.Cohort, small.Folder).Write();
        report.ShouldContain("Not done: simclr-seed1, byol-seed1");
        report.ShouldNotContain("paper-natural-seed1,");
        report.Split('\n').First(l => l.StartsWith("| paper-natural | demographics |", StringComparison.Ordinal)).ShouldEndWith("| yes, yes |");
        report.ShouldNotContain("mean of the three |"); // which are not there
        Directory.Delete(Path.Combine(small.Folder, "runs"), true);
    }

    private sealed class Near : IEqualityComparer<(double, double)>
    {
        public bool Equals((double, double) x, (double, double) y) => Math.Abs(x.Item1 - y.Item1) < 1e-6 && Math.Abs(x.Item2 - y.Item2) < 1e-6;

        public int GetHashCode((double, double) obj) => 0;
    }
}

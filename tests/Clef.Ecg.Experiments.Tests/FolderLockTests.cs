using Clef.Core.Tables;
using Clef.Ecg.Experiments.Simulated;

namespace Clef.Ecg.Experiments.Tests;

public sealed class FolderLockTests(SmallCohort small) : IClassFixture<SmallCohort>
{
    private static readonly ExperimentRun HeartRate = ExperimentRun.All(SmallCohort.Design).First(r => r.Model == "heart-rate");

    [Fact]
    public void A_run_that_another_process_makes_is_left_to_it_and_made_once_that_has_gone()
    {
        var told = new List<string>();
        var runner = new Runner(SmallCohort.Design, small.Cohort, small.Folder, told.Add);
        using (FolderLock.Try(Path.Combine(small.Folder, "runs", HeartRate.Name)))
        {
            runner.Make(HeartRate, CancellationToken.None).ShouldBeTrue();
            told.ShouldBe([$"{HeartRate.Name}: made by another process"]);
            File.Exists(Runner.Scores(small.Folder, HeartRate)).ShouldBeFalse();
        }

        runner.Make(HeartRate, CancellationToken.None).ShouldBeTrue();
        byte[] scores = File.ReadAllBytes(Runner.Scores(small.Folder, HeartRate));
        CsvTable table = CsvTable.Read(Runner.Scores(small.Folder, HeartRate));
        table.Rows.Count.ShouldBe(310); // all but those trained on
        int age = table.Column("age");
        Enumerable.Range(0, 310).ShouldAllBe(row => table.Number(row, age) > 30 && table.Number(row, age) < 100);
        told.Clear();
        runner.Make(HeartRate, CancellationToken.None).ShouldBeTrue(); // it is done
        told.ShouldBeEmpty();
        File.ReadAllBytes(Runner.Scores(small.Folder, HeartRate)).ShouldBe(scores);
    }
}

using Clef.Cohorts.Checks;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>Every leak that is planted must be caught; where none is planted nothing may be accused.</summary>
public sealed class PlantedLeakTests : IDisposable
{
    private readonly Bench _bench = new();

    public static TheoryData<string> Facts => ["length", "rate", "channels", "order", "hour", "date", "site", "setting", "format", "labels"];

    [Theory]
    [MemberData(nameof(Facts))]
    public void A_recording_fact_that_gives_the_label_away_is_caught_by_the_check_and_marks_the_result(string fact)
    {
        BenchRow[] rows = Bench.Rows((i, s) => !Bench.Label(i) ? s : fact switch
        {
            "length" => s with { DurationSeconds = s.DurationSeconds + 900 },
            "rate" => s with { SampleRate = 256 },
            "channels" => s with { Channels = 21 },
            "order" => s with { FileOrder = s.FileOrder + Bench.Count },
            "hour" => s with { Start = s.Start!.Value.Date.AddHours(3) },
            "date" => s with { Start = s.Start!.Value.AddDays(2500) },
            "site" => s with { Site = "C" },
            "setting" => s with { Setting = "theatre" },
            "format" => s with { Format = "BDF" },
            _ => s with { Labels = "FP1|FP2" },
        });
        var table = new BenchTable("cohort", rows, [Bench.Task("leaky", rows), Bench.Task("clean", rows, i => i / 8 % 2 == 0)]);
        ModelSource model = _bench.Model("model", 1, i => Bench.Label(i) ? 2 : 0);
        RunFolder folder = _bench.Run(table, [model]);
        ResultSet set = ResultSet.Compute(folder, 200);
        set.Primary(Bench.Key("model", "leaky"))!.Interval.Low.ShouldBeGreaterThan(0.8);
        set.Primary(Bench.Key(FactBaselines.RecordingFacts, "leaky"))!.Interval.Value.ShouldBeGreaterThan(0.8);
        set.Primary(Bench.Key("model", "leaky"))!.Flag.ShouldBe("reached by recording-facts alone");
        set.Primary(Bench.Key("model", "clean"))!.Flag.ShouldBeNull();
        IReadOnlyList<CheckResult> checks = LeakageReport.Run(null, null, [table], [model]);
        checks.Single(c => c.Check == "giveaways of leaky").Level.ShouldBe(CheckLevel.Failed);
        checks.Single(c => c.Check == "giveaways of clean").Level.ShouldBe(CheckLevel.Passed);
        LeakageReport.Write(folder, checks);
        LeakageReport.Read(folder).Select(c => (c.Check, c.Level, c.Text)).ShouldBe(checks.Select(c => (c.Check, c.Level, c.Text)));
    }

    [Fact]
    public void A_label_that_age_gives_away_is_marked_as_reached_by_demographics()
    {
        BenchRow[] rows = Bench.Rows((i, s) => s with { Age = Bench.Label(i) ? 70 + (i % 10) : 30 + (i % 10) });
        var table = new BenchTable("cohort", rows, [Bench.Task("old", rows)]);
        ResultSet set = ResultSet.Compute(_bench.Run(table, [_bench.Model("model", 1, i => Bench.Label(i) ? 2 : 0)]), 200);
        set.Primary(Bench.Key("model", "old"))!.Flag.ShouldBe("reached by demographics alone");
    }

    [Fact]
    public void A_session_embedded_under_two_names_across_the_split_is_caught()
    {
        BenchRow[] rows = Bench.Rows();
        var table = new BenchTable("cohort", rows, [Bench.Task("clean", rows)]);
        // Row 2 is in the test part, row 4 in training.
        ModelSource copied = _bench.Model("copied", 2, change: v => v.AsSpan(4 * 8, 8).CopyTo(v.AsSpan(2 * 8)));
        CheckResult check = LeakageReport.Run(null, null, [table], [copied, _bench.Model("whole", 2)]).Single(c => c.Level == CheckLevel.Failed);
        check.Check.ShouldBe("equal vectors of copied");
        check.Items.ShouldBe(["s002 (Test) = s004 (Train)"]);
    }

    [Fact]
    public void A_patient_under_two_spellings_in_two_splits_is_caught()
    {
        string folder = Path.Combine(_bench.Folder, "cohort");
        CohortStore store = CohortStore.Create(folder);
        store.WriteSessions([new("a", "P-01", "a.edf") { Content = "1" }, new("b", "p1", "b.edf") { Content = "2" },
            new("c", "P01", "c.edf") { Content = "3" }]);
        store.WriteFingerprints([]);
        store.Write(new CohortDescription("none", 3, 3, 0, 0, 0, 60));
        CohortSplitter.Write(store, new Dictionary<string, string> { ["P-01"] = "train", ["p1"] = "test", ["P01"] = "test" });
        LeakageReport.Run(store, null, [], []).Single(c => c.Level == CheckLevel.Failed).Check.ShouldBe("patient names");
    }

    [Fact]
    public void Embeddings_of_another_patient_under_a_session_s_name_are_refused()
    {
        BenchRow[] rows = Bench.Rows();
        rows[7] = rows[7] with { Patient = "someone else" };
        Should.Throw<ClefException>(() => _bench.Model("model", 1).Align("cohort", rows)).Message.ShouldContain("s007");
        Should.Throw<ClefException>(() => _bench.Model("broken", 1, change: v => v[90] = float.NaN)).Message.ShouldContain("s011");
    }

    public void Dispose() => _bench.Dispose();
}

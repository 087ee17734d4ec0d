using Clef.Evaluation.Drift;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Report;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Subgroups;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>An external site, and time: what changes is seen, what does not is not accused.</summary>
public sealed class DriftTests : IDisposable
{
    private readonly Bench _bench = new();

    /// <summary>A quarter of the rows is another hospital; labels do not depend on the part.</summary>
    private static BenchRow[] Rows() => Bench.Rows()
        .Select((r, i) => r with { Part = (i / 2 % 8) switch { 0 => Part.Validation, 1 or 2 => Part.Test, 3 or 4 => Part.External, _ => Part.Train },
        Start = r.Session!.Start }).ToArray();

    [Fact]
    public void Another_scanner_at_the_external_site_is_told_apart_and_the_test_part_is_not()
    {
        BenchRow[] rows = Rows();
        double Shifted(int i) => rows[i].Part == Part.External ? 3 : 0;
        var table = new BenchTable("cohort", rows, [Bench.Task("one", rows)]);
        RunFolder folder = _bench.Run(table, [_bench.Model("shifted", 1, Shifted), _bench.Model("same", 2)]);
        IReadOnlyList<DriftResult> drift = DriftResult.Read(folder, ResultSet.Compute(folder, 20));
        TwoSampleTest Of(string model, string group) => drift.Single(d => d.Model == model && d.Group == group).Test;
        Of("shifted", "external").Auroc.Low.ShouldBeGreaterThan(0.9);
        (Of("shifted", "external").First, Of("shifted", "external").Second).ShouldBe((200, 100));
        Of("shifted", "test").Differ.ShouldBeFalse();
        Of("same", "external").Differ.ShouldBeFalse();
        Of("same", "later half").Differ.ShouldBeFalse();
    }

    [Fact]
    public void Vectors_that_change_with_the_years_are_told_apart_by_halves_of_time()
    {
        BenchRow[] rows = Rows();
        double Aged(int i) => (rows[i].Start!.Value - new DateTime(2020, 1, 1)).TotalDays / 400; // five years, as much as five standard deviations
        RunFolder folder = _bench.Run(new BenchTable("cohort", rows, [Bench.Task("one", rows)]), [_bench.Model("aged", 1, Aged)]);
        ResultSet set = ResultSet.Compute(folder, 50);
        TwoSampleTest later = DriftResult.Read(folder, set).Single(d => d.Model == "aged" && d.Group == "later half").Test;
        later.Auroc.Low.ShouldBeGreaterThan(0.85);
        (later.First + later.Second).ShouldBe(300); // the external part stays out

        // The test part's halves are subgroups too, with a gap.
        SubgroupResult.Of(set, 50).Where(g => g.Model == "aged" && g.Attribute == "time").Select(g => g.Level).ShouldBe(["earlier half", "later half"]);
    }

    [Fact]
    public void Half_of_the_rows_are_earlier_and_a_single_moment_has_no_halves()
    {
        BenchRow At(int day) => new($"{day}", $"{day}", Part.Test) { Start = new DateTime(2020, 1, 1).AddDays(day) };
        BenchTable.MiddleStart([At(0), At(1), At(2), At(3)]).ShouldBe(At(2).Start);
        BenchTable.MiddleStart([At(0), At(0), At(0), At(3)]).ShouldBe(At(3).Start);
        BenchTable.MiddleStart([At(0), At(0)]).ShouldBeNull();
        BenchTable.MiddleStart([At(0), new BenchRow("x", "x", Part.Test)]).ShouldBeNull();
    }

    [Fact]
    public void A_prevalence_that_falls_at_the_external_site_shows_as_excess_and_as_calibration_error()
    {
        // Half of the rows are positive where the probe learns; one in ten at the external site.
        BenchRow[] rows = Rows();
        bool Label(int i) => rows[i].Part == Part.External ? i % 10 == 6 : Bench.Label(i);
        var table = new BenchTable("cohort", rows, [Bench.Task("one", rows, Label)]);
        RunFolder folder = _bench.Run(table, [_bench.Model("model", 1, i => Label(i) ? 1.5 : 0)]);
        ResultSet set = ResultSet.Compute(folder, 50);
        CalibrationShift shift = CalibrationShift.Of(set).Single(s => s.Model == "model");
        Math.Abs(shift.TestExcess).ShouldBeLessThan(0.08);
        shift.ExternalExcess.ShouldBeGreaterThan(0.12);
        shift.ExternalError.ShouldBeGreaterThan(shift.TestError + 0.05);

        // The AUROC, which knows nothing of prevalence, is the same there within its error.
        Result test = set.Primary(Bench.Key("model", "one"))!, external = set.Primary(Bench.Key("model", "one") with { Part = Part.External })!;
        external.Interval.Low.ShouldBeLessThan(test.Interval.High);
        external.Interval.High.ShouldBeGreaterThan(test.Interval.Low);
        ReportData.Gather(folder, null, null, 20, default).Shifts.Count.ShouldBe(3);
    }

    public void Dispose() => _bench.Dispose();
}

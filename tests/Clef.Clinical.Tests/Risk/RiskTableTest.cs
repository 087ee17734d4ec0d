using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Score2;
using Clef.Clinical.Risk.Tables;
using Clef.Clinical.Tables;
using Clef.Clinical.Units;
using Clef.Core;
using Clef.Testing;

namespace Clef.Clinical.Tests.Risk;

public class RiskTableTest
{
    private static readonly RiskUnits Metric = RiskUnits.Parse("mmol/L", "mmol/mol");

    private static List<RiskRow> Read(string text, Dictionary<string, string>? mapping = null, RiskUnits? units = null)
    {
        using var table = new DelimitedReader(new StringReader(text), "people.csv");
        return [.. RiskTable.Rows(table, new RiskColumns(table, mapping ?? [], units ?? Metric), "people.csv")];
    }

    [Fact]
    public void ColumnsAreFoundByNameOrByMapping()
    {
        List<RiskRow> rows = Read("id,AGE,sex,smoker,sbp,TC,hdl\n1,50,M,yes,140,243.621,54.138\n", new() { ["age"] = "AGE", ["total-cholesterol"] = "TC" }, RiskUnits.Parse("mg/dL", "%"));
        new Score2(RiskRegion.Low).Evaluate(rows.ShouldHaveSingleItem().Inputs!).Percent!.Value.ShouldBe(6.3147, 0.0001);
    }

    [Fact]
    public void ErrorsNameLineAndColumnAndSpoilOnlyTheirRow()
    {
        List<RiskRow> rows = Read("age,sex\n50,male\nfifty,male\n\"5\n0\",male\n200,female\n51,other\n52,F\n");
        rows.Select(r => r.Error is null).ShouldBe([true, false, false, false, false, true]);
        rows[1].Error.ShouldBe("people.csv:3: age is 'fifty'; expected a number");
        rows[2].Error!.ShouldStartWith("people.csv:4: age");
        rows[3].Error!.ShouldStartWith("people.csv:6: age is '200'; expected a value from 0 to 130");
        rows[4].Error!.ShouldStartWith("people.csv:7: sex");
        rows[5].Inputs!.Sex.ShouldBe(Sex.Female);
    }

    [Fact]
    public void EveryWordForNotKnownIsUnderstood()
    {
        List<RiskRow> rows = Read("age,sex,smoker\nNA,,nan\nNULL,na,\n");
        rows.ShouldAllBe(r => r.Error == null && r.Inputs!.Age == null && r.Inputs.Sex == null && r.Inputs.Smoker == null);
    }

    [Fact]
    public void NeverSmokedFillsSmokesNow()
    {
        List<RiskRow> rows = Read("now,ever\nNA,No\nNA,Yes\nYes,Yes\nNA,NA\n", new() { ["smoker"] = "now", ["ever-smoked"] = "ever" });
        rows.Select(r => r.Inputs!.Smoker).ShouldBe([false, null, true, null]);
    }

    [Fact]
    public void WrongMappingsAreErrors()
    {
        Should.Throw<ClefException>(() => Read("age\n1\n", new() { ["ages"] = "age" })).Message.ShouldContain("total-cholesterol");
        Should.Throw<ClefException>(() => Read("age\n1\n", new() { ["age"] = "years" })).Message.ShouldContain("years");
        Should.Throw<ClefException>(() => Read("a,b\n1,2\n")).Message.ShouldContain("name=column");
        Should.Throw<ClefException>(() => Read("")).Message.ShouldContain("header");
        Should.Throw<ClefException>(() => Read("age,age\n1,2\n"));
        Should.Throw<ClefException>(() => Read("age,sex\n1\n")).Message.ShouldStartWith("people.csv:2");
        Should.Throw<ClefException>(() => Read("age,sex\n\"1,male\n")).Message.ShouldContain("closing quotation mark");
        Should.Throw<ClefException>(() => RiskUnits.Parse("g/L", "%"));
    }

    /// <summary>Counts taken from the file with Python's csv module (see benchmarks/results/risk-nhanes-2009-2012.md for the whole table).</summary>
    [RecordingsFact("ehr-nhanes-2009-2012.csv")]
    public void RealSurveyCountsAgree()
    {
        string path = Path.Combine(SharedData.Recordings!, "ehr-nhanes-2009-2012.csv");
        using DelimitedReader table = DelimitedReader.Open(path);
        var columns = new RiskColumns(table, new Dictionary<string, string>
        {
            ["age"] = "Age", ["sex"] = "Gender", ["sbp"] = "BPSysAve", ["hdl"] = "DirectChol", ["total-cholesterol"] = "TotChol",
            ["diabetes"] = "Diabetes", ["smoker"] = "SmokeNow", ["ever-smoked"] = "Smoke100",
        }, Metric);
        var summary = new RiskSummary();
        var score = new Score2(RiskRegion.Low);
        foreach (RiskRow row in RiskTable.Rows(table, columns, path))
        {
            row.Error.ShouldBeNull();
            summary.Add(row.Inputs!, score.Evaluate(row.Inputs!));
        }

        summary.People.ShouldBe(6779);
        (summary.Statuses[RiskStatus.Scored], summary.Statuses[RiskStatus.MissingInputs], summary.Statuses[RiskStatus.AgeOutsideRange], summary.Statuses[RiskStatus.OtherPopulation])
            .ShouldBe(NhanesCounts.Statuses);
        (summary.Missing[RiskAttribute.SystolicPressure], summary.Missing[RiskAttribute.TotalCholesterol], summary.Missing.GetValueOrDefault(RiskAttribute.Smoking))
            .ShouldBe(NhanesCounts.Missing);
        summary.Strata().Sum(s => s.Scored).ShouldBe(summary.Statuses[RiskStatus.Scored]);
        summary.Strata().ShouldAllBe(s => s.Tenth <= s.Median && s.Median <= s.Ninetieth);
    }
}

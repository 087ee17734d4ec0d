using System.Text.Json;
using Clef.Core.Tables;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>Risk scores on the command line: one person, a real survey, and what is wrong with either.</summary>
public sealed class RiskTests : IDisposable
{
    private static readonly string[] Survey =
    [
        "--region", "low", "--column", "age=Age", "--column", "sex=Gender", "--column", "sbp=BPSysAve", "--column", "hdl=DirectChol", "--column", "total-cholesterol=TotChol",
        "--column", "diabetes=Diabetes", "--column", "smoker=SmokeNow", "--column", "ever-smoked=Smoke100", "--column", "bmi=BMI",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-risk-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary>The paper's example: a man of 50 who smokes has 6.31 % in a low-risk region.</summary>
    [Fact]
    public void OnePersonHasTheScoreOfThePaper()
    {
        EcgCommandLine.Outcome scored = EcgCommandLine.Run("risk", "score2", "--age", "50", "--sex", "male", "--smoker", "--sbp", "140", "--total-cholesterol", "6.3", "--hdl", "1.4", "--region", "low", "--json");
        scored.ExitCode.ShouldBe(0, scored.Error);
        using JsonDocument json = JsonDocument.Parse(scored.Output);
        json.RootElement.GetProperty("percent").GetDouble().ShouldBe(6.3147, 0.0001);
    }

    [Fact]
    public void WhatIsMissingIsNamedAndNoNumberIsGiven()
    {
        EcgCommandLine.Outcome none = EcgCommandLine.Run("risk", "score2", "--age", "50", "--sex", "male", "--sbp", "140", "--total-cholesterol", "6.3", "--region", "low", "--json");
        none.ExitCode.ShouldBe(1);
        using JsonDocument json = JsonDocument.Parse(none.Output);
        json.RootElement.GetProperty("risk").ValueKind.ShouldBe(JsonValueKind.Null);
        json.RootElement.GetProperty("missing").EnumerateArray().Select(m => m.GetString()).ShouldBe(["smoker", "hdl"], ignoreOrder: true);
        EcgCommandLine.Run("risk", "score2", "--age", "39", "--sex", "male", "--region", "low").Output.ShouldContain("40-69");
    }

    [Theory]
    [InlineData(2, "nonsense", "--nonsense")]
    [InlineData(2, "sixty", "--age", "sixty")]
    [InlineData(2, "--in", "--in", "people.csv")]
    [InlineData(1, "mmHg", "--age", "50", "--sbp", "14000")]
    public void WrongInputIsNamed(int exit, string words, params string[] options)
    {
        EcgCommandLine.Outcome refused = EcgCommandLine.Run(["risk", "score2", "--region", "low", .. options]);
        refused.ExitCode.ShouldBe(exit);
        refused.Error.ShouldContain(words);
        refused.Output.ShouldNotContain(" % in ten years");
    }

    [RecordingsFact("ehr-nhanes-2009-2012.csv")]
    public void ARealSurveyGoesThroughAndKeepsEveryRow()
    {
        string people = Path.Combine(SharedData.Recordings!, "ehr-nhanes-2009-2012.csv"), scored = Path.Combine(_folder, "scored.csv");
        EcgCommandLine.Outcome run = EcgCommandLine.Run(["risk", "score2", "--in", people, "--out", scored, .. Survey]);
        run.ExitCode.ShouldBe(0, run.Error);
        CsvTable table = CsvTable.Read(scored);
        table.Rows.Count.ShouldBe(6779);
        int risk = table.Column("risk_percent");
        double[] risks = [.. Enumerable.Range(0, table.Rows.Count).Select(r => table.Number(r, risk)).OfType<double>()];
        risks.Length.ShouldBe(1724);
        risks.ShouldAllBe(r => r > 0 && r < 50);
    }

    [Theory]
    [InlineData("--age: 'fifty'; expected a number", "risk", "score2", "--age", "fifty", "--sex", "male", "--region", "low")]
    [InlineData("--patients: 'many'; expected a whole number", "simulate", "eeg", "--patients", "many", "--out", "nowhere")]
    public void AValueThatIsNoNumberIsNamedWithWhatWasExpected(string says, params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(says);
    }

    [RecordingsFact("ehr-nhanes-2009-2012.csv")]
    public void AWrongColumnLeavesNothingBehind()
    {
        string people = Path.Combine(SharedData.Recordings!, "ehr-nhanes-2009-2012.csv"), scored = Path.Combine(_folder, "scored.csv");
        EcgCommandLine.Outcome run = EcgCommandLine.Run("risk", "score2", "--in", people, "--out", scored, "--region", "low", "--column", "age=Years");
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("Years");
        Directory.GetFileSystemEntries(_folder).ShouldBeEmpty();
    }

    [Fact]
    public void ASpoiltRowKeepsItsPlaceAndIsNamed()
    {
        string people = Path.Combine(_folder, "people.csv"), scored = Path.Combine(_folder, "scored.csv");
        File.WriteAllText(people, "age,sex,smoker,sbp,total-cholesterol,hdl\n50,male,yes,140,6.3,1.4\n50,male,yes,high,6.3,1.4\n50,female,no,140,6.3,1.4\n");
        EcgCommandLine.Outcome run = EcgCommandLine.Run("risk", "score2", "--in", people, "--out", scored, "--region", "low");
        run.ExitCode.ShouldBe(1);
        run.Error.ShouldContain("people.csv:3");
        run.Error.ShouldContain("sbp");
        File.ReadAllLines(scored).Length.ShouldBe(4);
    }
}

using System.Text.Json;

namespace Clef.Acceptance.Tests;

/// <summary>Reading of reports on the command line.</summary>
public sealed class ReportTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-report-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void AReportGivesItsFindingsWithTheWordsThatSaySo()
    {
        string report = Path.Combine(_folder, "report.txt");
        File.WriteAllText(report, "HISTORY: 40-year-old with seizures.\nThe posterior dominant rhythm is 9 Hz. No seizures.\nIMPRESSION: Abnormal EEG because of left temporal spikes.\n");
        File.WriteAllText(report, File.ReadAllText(report).Replace("The posterior", "FINDINGS: The posterior", StringComparison.Ordinal));
        EcgCommandLine.Outcome read = EcgCommandLine.Run("report", "findings", report, "--json");
        read.ExitCode.ShouldBe(0, read.Error);
        using JsonDocument json = JsonDocument.Parse(read.Output);
        JsonElement Finding(string id) => json.RootElement.GetProperty("findings").EnumerateArray().Single(f => f.GetProperty("id").GetString() == id);
        Finding("spikes").GetProperty("status").GetString().ShouldBe("present");
        Finding("spikes").GetProperty("side").GetString().ShouldBe("left");
        Finding("spikes").GetProperty("mentions")[0].GetProperty("words").GetString().ShouldBe("spikes");
        Finding("seizure").GetProperty("status").GetString().ShouldBe("absent");
        Finding("posterior-dominant-rhythm").GetProperty("frequency").GetProperty("low").GetDouble().ShouldBe(9);
        Finding("burst-suppression").GetProperty("status").GetString().ShouldBe("not-mentioned");
    }

    [Fact]
    public void ATableOfReportsKeepsItsOrderHoweverManyThreadsRead()
    {
        string table = Path.Combine(_folder, "reports.csv"), one = Path.Combine(_folder, "one.csv"), four = Path.Combine(_folder, "four.csv");
        string[] texts = ["Normal EEG.", "Abnormal EEG. Frequent GPDs at 1 Hz.", "No spikes.", "Left temporal slowing, 3 seizures."];
        File.WriteAllLines(table, Enumerable.Range(0, 1500).Select(i => $"s{i},\"{texts[i % 4]}\"").Prepend("session,report"));
        EcgCommandLine.Run("report", "findings", table, "--id-column", "session", "--out", one, "--threads", "1").ExitCode.ShouldBe(0);
        EcgCommandLine.Run("report", "findings", table, "--id-column", "session", "--out", four, "--threads", "4").ExitCode.ShouldBe(0);
        File.ReadAllBytes(four).ShouldBe(File.ReadAllBytes(one));
        string[] lines = File.ReadAllLines(one);
        lines.Length.ShouldBe(1501);
        lines[1500].ShouldStartWith("s1499,");
        int gpd = Array.IndexOf(lines[0].Split(','), "gpd");
        lines[2].Split(',')[gpd].ShouldBe("present");
        lines[1].Split(',')[gpd].ShouldBe("not-mentioned");
    }

    [Fact]
    public void WrongInputIsNamedAndNothingIsWritten()
    {
        string table = Path.Combine(_folder, "reports.csv"), output = Path.Combine(_folder, "out.csv");
        File.WriteAllText(table, "session,body\ns1,Normal EEG.\n");
        EcgCommandLine.Outcome column = EcgCommandLine.Run("report", "findings", table, "--out", output);
        column.ExitCode.ShouldBe(1);
        column.Error.ShouldContain("report");
        column.Error.ShouldContain("session, body");
        EcgCommandLine.Outcome absent = EcgCommandLine.Run("report", "findings", Path.Combine(_folder, "absent.txt"), "--json");
        absent.ExitCode.ShouldBe(1);
        absent.Error.ShouldContain("absent.txt");
        absent.Output.ShouldBeEmpty();
        File.WriteAllText(table, $"session,report\ns1,Normal EEG.\ns2,{new string('x', 1_100_000)}\n");
        EcgCommandLine.Run("report", "findings", table, "--out", output).ExitCode.ShouldBe(1);
        File.Exists(output).ShouldBeFalse();
        File.WriteAllText(table, "session,report\ns1,Normal EEG.\ns1,No spikes.\n");
        EcgCommandLine.Outcome twice = EcgCommandLine.Run("report", "findings", table, "--id-column", "session", "--out", output);
        twice.ExitCode.ShouldBe(1);
        twice.Error.ShouldContain("reports.csv:3: session is 's1'");
        File.Exists(output).ShouldBeFalse();
        string text = Path.Combine(_folder, "report.txt");
        foreach (string content in (string[])["", " \n", "\0\u0001"])
        {
            File.WriteAllText(text, content);
            EcgCommandLine.Run("report", "findings", text).ExitCode.ShouldBe(1);
        }

        File.Delete(text);
        Directory.GetFiles(_folder).Length.ShouldBe(1);
        EcgCommandLine.Run("report", "findings", table, "--threads", "0").ExitCode.ShouldBe(2);
    }
}

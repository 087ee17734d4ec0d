namespace Clef.Acceptance.Tests;

/// <summary>The simulator on the command line.</summary>
public sealed class SimulateTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-simulate-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void TheSameSeedGivesTheSameBytesAndEveryFileSaysSimulated()
    {
        string one = Path.Combine(_folder, "one"), two = Path.Combine(_folder, "two");
        EcgCommandLine.Run("simulate", "both", "--patients", "3", "--seed", "9", "--eeg-seconds", "30", "--threads", "1", "--out", one).ExitCode.ShouldBe(0);
        EcgCommandLine.Run("simulate", "both", "--patients", "3", "--seed", "9", "--eeg-seconds", "30", "--threads", "3", "--out", two).ExitCode.ShouldBe(0);
        string[] files = [.. Directory.GetFiles(one, "*", SearchOption.AllDirectories).Select(f => Path.GetRelativePath(one, f)).Order(StringComparer.Ordinal)];
        files.Length.ShouldBeGreaterThanOrEqualTo(3 * 3);
        foreach (string file in files.Where(f => !f.EndsWith(".parquet", StringComparison.Ordinal)))
        {
            byte[] bytes = File.ReadAllBytes(Path.Combine(one, file));
            File.ReadAllBytes(Path.Combine(two, file)).ShouldBe(bytes, file);
            if (Path.GetExtension(file) is ".edf" or ".hea" or ".txt" or ".json" || file is "metadata.csv" or "reports.csv")
            {
                System.Text.Encoding.Latin1.GetString(bytes).ShouldContain("simulated", Case.Insensitive, file);
            }
        }
    }

    [Fact]
    public void ReportsAreReadBackAndPrevalencesTold()
    {
        EcgCommandLine.Outcome read = EcgCommandLine.Run("simulate", "read-reports", "--patients", "40", "--seed", "3");
        read.ExitCode.ShouldBe(0, read.Error);
        read.Output.ShouldContain("40 simulated reports");
        read.Output.ShouldContain("| posterior-dominant-rhythm |");
        EcgCommandLine.Outcome counted = EcgCommandLine.Run("simulate", "prevalences", "--patients", "60", "--seed", "3");
        counted.ExitCode.ShouldBe(0, counted.Error);
        counted.Output.ShouldContain("60 simulated patients");
        counted.Output.ShouldContain("PosteriorRhythm");
    }

    [Fact]
    public void WrongInputIsNamedAndNothingIsWritten()
    {
        EcgCommandLine.Run("simulate", "eeg", "--patients", "3").ExitCode.ShouldBe(2);
        EcgCommandLine.Run("simulate", "meg", "--patients", "3", "--out", _folder).ExitCode.ShouldBe(2);
        EcgCommandLine.Outcome none = EcgCommandLine.Run("simulate", "eeg", "--patients", "0", "--out", Path.Combine(_folder, "none"));
        none.ExitCode.ShouldBe(1);
        Directory.Exists(Path.Combine(_folder, "none")).ShouldBeFalse();
        string cohort = Path.Combine(_folder, "cohort");
        EcgCommandLine.Run("simulate", "ecg", "--patients", "2", "--seed", "1", "--out", cohort).ExitCode.ShouldBe(0);
        EcgCommandLine.Outcome another = EcgCommandLine.Run("simulate", "ecg", "--patients", "2", "--seed", "2", "--out", cohort);
        another.ExitCode.ShouldBe(1);
        another.Error.ShouldContain("simulation.json");
        EcgCommandLine.Run("simulate", "show", "nosuch", "--out", Path.Combine(_folder, "x.svg")).ExitCode.ShouldBe(1);
        File.Exists(Path.Combine(_folder, "x.svg")).ShouldBeFalse();
    }
}

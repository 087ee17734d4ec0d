using System.Diagnostics;
using System.Text.Json;

namespace Clef.Acceptance.Tests;

/// <summary>The demo end to end, so small that nothing is learnt: killed and gone on with, refused where it would mix, and on a folder of one's own.</summary>
public sealed class DemoTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-demo-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_demo_that_is_killed_goes_on_to_its_report()
    {
        string demo = At("demo");
        using (Process killed = EcgCommandLine.Start(["demo", "--smallest", "--out", demo]))
        {
            // Killed within the trainings: four steps are behind, those of the EEG's tokens are not.
            while (!killed.HasExited && Behind(demo) < 4)
            {
                Thread.Sleep(20);
            }

            killed.HasExited.ShouldBeFalse(killed.HasExited ? killed.StandardError.ReadToEnd() : "");
            killed.Kill();
            killed.WaitForExit();
        }

        int behind = Behind(demo);
        behind.ShouldBeInRange(4, 20);
        EcgCommandLine.Outcome second = EcgCommandLine.Run("demo", "--smallest", "--out", demo);
        second.ExitCode.ShouldBe(0, second.Error + second.Output);
        second.Output.ShouldContain($"Going on: {behind} steps are behind");
        second.Output.ShouldContain("SIMULATED");
        second.Output.ShouldContain("EEG benchmark:");
        second.Output.ShouldContain("of 40 tasks of ecg-findings");
        second.Output.ShouldContain("Asked for");
        foreach (string row in (string[])["aligned", "finetuned", "pretrained", "random-init", "band-power", "demographics", "recording-facts"])
        {
            second.Output.ShouldContain($"  {row} ");
        }

        second.Output.Split('\n').ShouldAllBe(l => l.TrimEnd().Length <= 80 || l.Contains(_folder, StringComparison.Ordinal));
        second.Output.ShouldContain("clef serve --models");
        string page = File.ReadAllText(Path.Combine(demo, "report.html"));
        page.ShouldContain("All patients are simulated");
        page.ShouldContain("data:image/png;base64,");
        page.ShouldNotContain("<script");
        File.Exists(Path.Combine(demo, "eeg", "eeg234.html")).ShouldBeTrue();
        File.Exists(Path.Combine(demo, "ecg", "ecg-findings.html")).ShouldBeTrue();
        File.Exists(Path.Combine(demo, "ecg", "ecg-records.html")).ShouldBeTrue();

        // A third time there is nothing left to do, and what is suggested can be typed as the program was called; other settings are refused rather than mixed in.
        using (Process third = EcgCommandLine.Start(["demo", "--smallest", "--out", demo], ("CLEF_COMMAND", "./clef")))
        {
            third.StandardOutput.ReadToEnd().ShouldContain("  ./clef serve --models");
            third.WaitForExit();
            third.ExitCode.ShouldBe(0);
        }

        EcgCommandLine.Outcome other = EcgCommandLine.Run("demo", "--smallest", "--seed", "2", "--out", demo);
        other.ExitCode.ShouldBe(1);
        other.Error.ShouldContain("other settings");

        TheSameOnOnesOwn(Path.Combine(demo, "eeg", "simulated"));
    }

    [Fact]
    public void What_cannot_be_is_said()
    {
        EcgCommandLine.Outcome none = EcgCommandLine.Run("demo", "--data", At("nowhere"), "--out", At("demo"));
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("nowhere");
        EcgCommandLine.Run("demo", "--reports", "reports.csv").ExitCode.ShouldBe(2);
        Directory.CreateDirectory(At("empty"));
        EcgCommandLine.Outcome empty = EcgCommandLine.Run("demo", "--data", At("empty"), "--out", At("demo"));
        empty.ExitCode.ShouldBe(1);
        empty.Error.ShouldNotBeEmpty();
    }

    /// <summary>Recordings alone, without reports: embedded and searched by likeness, and what cannot be done is not begun.</summary>
    private void TheSameOnOnesOwn(string simulated)
    {
        Directory.CreateDirectory(At("own/nights")); // a session is then called otherwise in the cohort than in the store
        foreach (string file in Directory.GetFiles(Path.Combine(simulated, "recordings"), "*.edf").Order(StringComparer.Ordinal).Take(8))
        {
            File.Copy(file, Path.Combine(At("own/nights"), Path.GetFileName(file)));
        }

        File.WriteAllText(Path.Combine(At("own"), "broken.edf"), "0       not a recording");
        EcgCommandLine.Outcome own = EcgCommandLine.Run("demo", "--smallest", "--data", At("own"), "--out", At("demo-own"));
        own.ExitCode.ShouldBe(0, own.Error + own.Output);
        own.Output.ShouldContain("EEG: 8 recordings; no reports");
        own.Output.ShouldContain("sessions like");
        own.Output.ShouldNotContain("SIMULATED");
        own.Output.ShouldNotContain("benchmark:");
        File.ReadAllText(Path.Combine(At("demo-own"), "report.html")).ShouldNotContain("patients are simulated");
    }

    private static int Behind(string demo)
    {
        string file = Path.Combine(demo, "steps.json");
        return File.Exists(file) ? JsonDocument.Parse(File.ReadAllText(file)).RootElement.GetArrayLength() : 0;
    }

    private string At(string name) => Path.Combine(_folder, name);
}

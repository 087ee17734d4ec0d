using System.Diagnostics;
using System.Text.Json;
using Clef.Testing;

namespace Clef.Acceptance.Tests;

/// <summary>The suite ecg18 from the folders of its datasets to the table, on synthetic stand-ins.</summary>
public sealed class EcgSuiteTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-ecg18-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [FixturesFact]
    public void Every_task_runs_on_synthetic_stand_ins_and_what_is_missing_is_named()
    {
        using var standIns = new EcgStandIns();
        string[] data = ["--data", .. standIns.Folders.Select(f => $"{f.Key}={f.Value}")];
        Ran("ecg", "import", Path.Combine(SharedData.Fixtures!, "net1d-small", "clef_small.ckpt"), "--size", "small", "--out", At("model"));
        string[] embed = ["ecg", "embed", "--suite", "ecg18", .. data, "--store", At("store")];
        EcgCommandLine.Outcome mine = Ran([.. embed, "--model", At("model"), "--out", At("mine.parquet")]);
        mine.Output.ShouldContain("256 numbers; 0 skipped");
        Ran([.. embed, "--model", At("model"), "--untrained", "3", "--out", At("random.parquet")]);
        Ran([.. embed, "--heart-rate", "--out", At("heart.parquet")]).Output.ShouldContain("8 numbers");
        File.ReadAllBytes(At("random.parquet")).ShouldNotBe(File.ReadAllBytes(At("mine.parquet")));

        // Some of the datasets: the others are named, and their tasks stand in the table as not at hand.
        string[] few = ["bench", "run", "ecg18", "--embeddings", $"mine={At("mine.parquet")}", "--minimum-test", "1", "--replicates", "20", "--seeds", "1"];
        EcgCommandLine.Outcome some = Ran([.. few, "--data", $"music={standIns.Folders["music"]}", "--out", At("some"), "--json"]);
        some.Error.ShouldContain("not at hand: chapman, mimic-iv-ecg, ptb-xl, icentia11k, mc-med, aurora-bp");
        JsonDocument.Parse(some.Output).RootElement.GetProperty("scored").GetInt32().ShouldBe(4); // the classes of one target
        File.ReadAllLines(At("some/tables/aurora_sbp/tasks.csv")).ShouldContain(l => l.Contains("aurora-bp is not at hand", StringComparison.Ordinal));

        // All of them, killed on the way and called again.
        string[] all = [.. few, .. data, "--baseline", $"random-init={At("random.parquet")}", $"heart-rate={At("heart.parquet")}"];
        Ran([.. all, "--out", At("whole")]);
        using (Process process = EcgCommandLine.Start([.. all, "--out", At("killed")]))
        {
            while (!process.HasExited && (!Directory.Exists(At("killed/predictions")) || Directory.GetDirectories(At("killed/predictions")).Length < 4))
            {
                Thread.Sleep(5);
            }

            process.Kill();
            process.WaitForExit();
        }

        Ran([.. all, "--out", At("killed")]);
        string results = File.ReadAllText(At("whole/results.csv"));
        File.ReadAllText(At("killed/results.csv")).ShouldBe(results);
        string[] targets = [.. Directory.GetDirectories(At("whole/tables")).Select(d => Path.GetFileName(d)!)];
        targets.Length.ShouldBe(18);
        foreach (string target in targets)
        {
            foreach (string model in (string[])["mine", "random-init", "heart-rate", "demographics"])
            {
                results.Split('\n').ShouldContain(l => l.Contains(target, StringComparison.Ordinal) && l.Contains(model, StringComparison.Ordinal),
                    $"{target}, {model}");
            }
        }
    }

    [FixturesFact]
    public void Wrong_words_are_named()
    {
        Refused(2, "Recordings, or --suite with --data", "ecg", "embed", "--model", At("model"), "--out", At("a.csv"));
        Refused(2, "--suite with --data", "ecg", "embed", "--suite", "ecg18", "--model", At("model"), "--out", At("a.csv"));
        Refused(2, "--heart-rate with --suite", "ecg", "embed", "strips", "--heart-rate", "--out", At("a.csv"));
        Refused(2, "--stages", "ecg", "embed", "--suite", "ecg18", "--data", $"music={_folder}", "--model", At("model"), "--stages", "--out", At("a.csv"));
        Refused(1, "cinc2017", "ecg", "embed", "--suite", "ecg18", "--data", $"cinc2017={_folder}", "--heart-rate", "--out", At("a.csv"));
        Refused(1, "each dataset once", "ecg", "embed", "--suite", "ecg18", "--data", $"music={_folder}", $"music={_folder}", "--heart-rate", "--out",
            At("a.csv"));
        Refused(1, "subject-info.csv", "ecg", "embed", "--suite", "ecg18", "--data", $"music={_folder}", "--heart-rate", "--out", At("a.csv"));
        File.Exists(At("a.csv")).ShouldBeFalse();
    }

    private string At(string name) => Path.Combine(_folder, name);

    private static EcgCommandLine.Outcome Ran(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error + outcome.Output);
        return outcome;
    }

    private static void Refused(int code, string said, params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(code, outcome.Error + outcome.Output);
        (outcome.Error + outcome.Output).ShouldContain(said);
        outcome.Error.ShouldNotContain("   at ");
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;

namespace Clef.Acceptance.Tests;

/// <summary>Pretraining on simulated ECGs as a user runs it: resumed after a kill, over two processes, and with wrong settings.</summary>
public sealed class EcgPretrainTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-pretrain-").FullName;

    public EcgPretrainTests() => EcgCommandLine.Run("simulate", "--patients", "16", "--seed", "5", "--out", Path.Combine(_folder, "in"), "ecg").ExitCode.ShouldBe(0);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_killed_run_resumes_to_the_same_weights()
    {
        EcgCommandLine.Run(Arguments("whole")).ExitCode.ShouldBe(0);
        using (Process process = EcgCommandLine.Start(Arguments("killed")))
        {
            // Killed outright (SIGKILL) somewhere after its first checkpoint.
            string latest = Path.Combine(_folder, "killed", "latest");
            while (!File.Exists(latest) && !process.HasExited)
            {
                Thread.Sleep(5);
            }

            process.Kill();
            process.WaitForExit();
        }

        EcgCommandLine.Run(Arguments("killed")).ExitCode.ShouldBe(0);
        File.ReadAllBytes(Path.Combine(_folder, "killed", "model", "model.safetensors"))
            .ShouldBe(File.ReadAllBytes(Path.Combine(_folder, "whole", "model", "model.safetensors")));
        File.ReadAllText(Path.Combine(_folder, "killed", "metrics.jsonl")).ShouldBe(File.ReadAllText(Path.Combine(_folder, "whole", "metrics.jsonl")));
    }

    [Fact]
    public void Two_processes_have_the_loss_of_one_with_the_joint_batch()
    {
        string[] settings = ["held_out=0", "batch=8", "steps=2", "log_every=1", "checkpoint_every=1", "objective=simclr"];
        EcgCommandLine.Run(Arguments("one", settings)).ExitCode.ShouldBe(0);
        string port = FreePort();
        Process[] ranks = Enumerable.Range(0, 2).Select(rank => EcgCommandLine.Start(
            Arguments("two", settings), ("WORLD_SIZE", "2"), ("RANK", $"{rank}"), ("MASTER_ADDR", "127.0.0.1"), ("MASTER_PORT", port))).ToArray();
        foreach (Process rank in ranks)
        {
            string error = rank.StandardError.ReadToEnd();
            rank.WaitForExit();
            rank.ExitCode.ShouldBe(0, error);
            rank.Dispose();
        }

        double[] one = Losses("one"), two = Losses("two");
        two.Length.ShouldBe(2);
        one.Zip(two).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-5);
    }

    [Fact]
    public void Cohorts_and_datasets_leave_out_their_test_part()
    {
        using var standIns = new EcgStandIns();
        string made = Path.Combine(_folder, "made"), cohort = Path.Combine(_folder, "cohort"), split = Path.Combine(_folder, "split.csv");
        Ran("simulate", "ecg", "--patients", "20", "--seed", "4", "--out", made);
        Ran("cohort", "build", "--recordings", Path.Combine(made, "recordings"), "--metadata", Path.Combine(made, "metadata.csv"), "--out", cohort);
        Ran("cohort", "split", cohort, "--shares", "train=0.6,validation=0.1,test=0.3");
        Ran("ecg", "split", "--data", $"music={standIns.Folders["music"]}", "--task", "outcome", "--out", split);
        Ran(Arguments("both", $"inputs=[{cohort}, music={standIns.Folders["music"]}]", "steps=2", "held_out=0"));
        string[] used = [.. JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "windows-both",
            "windows.json"))).RootElement.GetProperty("records").EnumerateArray()
            .Select(r => r.GetProperty("patient").GetString()!).Distinct().Order(StringComparer.Ordinal)];
        string[][] cohortRows = Rows(Path.Combine(cohort, "splits.csv")), musicRows = Rows(split);
        int patient = Array.IndexOf(cohortRows[0], "patient"), part = Array.IndexOf(cohortRows[0], "split");
        int person = Array.IndexOf(musicRows[0], "patient"), dealt = Array.IndexOf(musicRows[0], "split");
        string[] expected = [.. cohortRows[1..].Where(r => r[part] != "test").Select(r => r[patient]), .. musicRows[1..].Where(r => r[dealt] != "test")
            .Select(r => r[person])];
        expected.Length.ShouldBeLessThan(cohortRows.Length + musicRows.Length - 2);
        used.ShouldBe(expected.Order(StringComparer.Ordinal));

        static string[][] Rows(string file) => [.. File.ReadLines(file).Select(l => l.Split(','))];

        static void Ran(params string[] arguments)
        {
            EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
            outcome.ExitCode.ShouldBe(0, outcome.Error + outcome.Output);
        }
    }

    [Theory]
    [InlineData("temprature=0.1", "temprature")]
    [InlineData("size=huge", "huge")]
    [InlineData("objective=guided_paper", "risk.file")]
    [InlineData("schedule=linear", "linear")]
    [InlineData("checkpoint_every=15", "multiple")]
    [InlineData("inputs=[nowhere.zip]", "nowhere.zip")]
    [InlineData("inputs=[nothing=nowhere]", "nothing")]
    [InlineData("inputs=[music=nowhere]", "nowhere")]
    public void A_wrong_setting_is_named(string setting, string named)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(Arguments("wrong", setting));
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain(named);
        outcome.Error.ShouldNotContain("   at ");
    }

    private string[] Arguments(string run, params string[] more) =>
    [
        "ecg", "pretrain", Config(), $"run={Path.Combine(_folder, run)}", $"inputs=[{Path.Combine(_folder, "in")}]", $"store={Path.Combine(_folder, "windows-" + run)}",
        "objective=simclr", "batch=4", "steps=12", "epochs=100", "leads=[I, II]", "log_every=2", "checkpoint_every=2", "held_out=0.2", .. more,
    ];

    private string Config()
    {
        string path = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(path, "size: small\nrate: 1.0e-3\nschedule: cosine\n");
        return path;
    }

    private double[] Losses(string run) => File.ReadLines(Path.Combine(_folder, run, "metrics.jsonl"))
        .Select(l => JsonDocument.Parse(l).RootElement).Where(l => l.TryGetProperty("train/loss", out _)).Select(l => l.GetProperty("train/loss").GetDouble()).ToArray();

    private static string FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return $"{((IPEndPoint)listener.LocalEndpoint).Port}";
    }
}

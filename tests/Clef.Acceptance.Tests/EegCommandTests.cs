using System.Diagnostics;
using System.Globalization;

namespace Clef.Acceptance.Tests;

/// <summary>The EEG model on the command line, from simulated recordings to search, with settings so small that nothing is learnt.</summary>
public sealed class EegCommandTests : IDisposable
{
    private const int Patients = 6;
    private static readonly string[] s_brief = ["training.steps=3", "training.batch=3", "training.log_every=1", "training.checkpoint_every=1", "training.warmup=1"];
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-eeg-cli-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void From_simulated_recordings_to_search_by_text()
    {
        Done("simulate", "eeg", "--patients", $"{Patients}", "--seed", "4", "--eeg-seconds", "40", "--out", At("cohort"));
        Done("eeg", "prepare", At("cohort"), "--out", At("store")).Output.ShouldContain($"{Patients} sessions written");
        Done(["eeg", "tokenizer", "train", Recipe("tokenizer"), $"store={At("store")}", $"run={At("t")}", "crop_frames=40",
            "model.width=8", "model.codes=32", "model.code_width=8", "discriminator_width=4", .. s_brief]);
        Done("eeg", "tokenizer", "report", At("store"), "--model", At("t/model")).Output.ShouldContain("perplexity");
        Done("eeg", "tokenizer", "encode", At("store"), "--model", At("t/model"), "--out", At("tokens.safetensors")).Output.ShouldContain($"{Patients} sessions");
        Done(["eeg", "pretrain", Recipe("pretrain"), $"tokens={At("tokens.safetensors")}", $"tokenizer={At("t/model")}", $"run={At("p")}",
            "model.width=16", "model.depth=1", "model.heads=2", "model.decoder_width=8", "model.decoder_depth=1", "model.decoder_heads=2", "model.columns=8", "model.codes=32", .. s_brief]);
        Done(["eeg", "align", Recipe("align"), $"tokens={At("tokens.safetensors")}", $"encoder={At("p/model")}", $"run={At("a")}",
            $"sessions={At("cohort/metadata.csv")}", $"reports={At("cohort/reports.csv")}", $"events={At("cohort/records/events.parquet")}",
            "alignment.width=12", "alignment.text.width=8", "alignment.text.depth=1", "alignment.text.heads=2", "alignment.text.length=32",
            "alignment.profile.width=8", "alignment.profile.depth=1", "alignment.profile.heads=2", "learnt_pieces=200", "objectives.soft_targets=0.2", .. s_brief]);
        string[] pieces = File.ReadAllLines(At("a/model/vocab.txt"));
        pieces.Length.ShouldBeInRange(60, 200);
        pieces[0].ShouldBe("[PAD]");

        string model = At("a/model"), index = At("index.parquet");
        Done("eeg", "embed", At("store"), "--model", model, "--space", "text", "--out", index);
        Done("eeg", "search", "generalised slowing", "--index", index, "--model", model).Output.Trim().Split('\n').Length.ShouldBe(Patients);
        Done("eeg", "search", "--like", "sim-000002-eeg", "--index", index, "--top", "2").Output.Trim().Split('\n').Length.ShouldBe(2);
        Wrong(1, "sim-000099", "eeg", "search", "--like", "sim-000099", "--index", index);
        Wrong(2, "--top", "eeg", "search", "--like", "sim-000002-eeg", "--index", index, "--top", "0");
        Wrong(2, "--model", "eeg", "search", "slowing", "--index", index);

        File.WriteAllText(At("prompts.csv"), "name,positive,negative\nslowing,diffuse slowing,normal background\nseizure,electrographic seizure,\n");
        string[] scores = Done("eeg", "zeroshot", "--index", index, "--model", model, "--prompts", At("prompts.csv")).Output.Trim().Split('\n');
        scores[0].ShouldBe("session,patient,slowing,seizure");
        scores.Length.ShouldBe(1 + Patients);
        scores[1].Split(',')[2..].ShouldAllBe(s => Math.Abs(double.Parse(s, CultureInfo.InvariantCulture)) <= 2);
        Wrong(1, "pretrained only", "eeg", "zeroshot", "--index", index, "--model", At("p/model"), "--prompts", At("prompts.csv"));

        Done("eeg", "explain", At("store"), "--session", "sim-000003-eeg", "--text", "sharp waves", "--model", model, "--out", At("relevance.csv"));
        File.ReadAllLines(At("relevance.csv")).Length.ShouldBe(1 + (8 * 8));
        Done("eeg", "explain", At("store"), "--text", "sharp waves", "--model", model, "--out", At("relevance.png"));
        Wrong(1, ".png or .svg", "eeg", "explain", At("store"), "--text", "x", "--model", model, "--out", At("relevance.txt"));

        TheExampleAgrees(At("p/model"));
    }

    private void TheExampleAgrees(string model)
    {
        string recording = Directory.GetFiles(At("cohort/recordings"), "*.edf").Order(StringComparer.Ordinal).First();
        Done("eeg", "embed", recording, "--model", model, "--out", At("one.csv"));
        float[] expected = Numbers(File.ReadAllLines(At("one.csv"))[1].Split(',')[^16..]);
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "EmbedOneSession.dll"), recording, model]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0);
        Numbers(output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldBe(expected, 1e-6);

        static float[] Numbers(string[] fields) => [.. fields.Select(v => float.Parse(v, CultureInfo.InvariantCulture))];
    }

    private static EcgCommandLine.Outcome Done(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        return outcome;
    }

    private static void Wrong(int exitCode, string says, params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(exitCode);
        outcome.Error.ShouldContain(says);
    }

    /// <summary>The recipe as it lies in the repository.</summary>
    private static string Recipe(string stage)
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Clef.slnx")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder.ShouldNotBeNull().FullName, "configs", "eeg", $"{stage}-tiny.yaml");
    }

    private string At(string name) => Path.Combine(_folder, name);
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Clef.Acceptance.Tests;

/// <summary>Fine-tuning on simulated ECGs as a user runs it, and what can be done with the model that comes of it.</summary>
public sealed class EcgFinetuneTests(EcgLabelledCohort cohort) : IClassFixture<EcgLabelledCohort>, IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-finetune-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("")]
    [InlineData("windows=2 any_start=true stretch=0.1 features=rhythm head_epochs=3")]
    [InlineData("beat_intervals=true head_epochs=3")]
    public void From_random_weights_to_a_model_that_predicts_embeds_and_is_tuned_further(string more)
    {
        EcgCommandLine.Outcome outcome = Finetune("scratch", ["task=fast", "epochs=3", .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        string model = Path.Combine(_folder, "scratch", "model"), table = Path.Combine(_folder, "table.csv");
        JsonElement row = JsonDocument.Parse(File.ReadAllText(Path.Combine(_folder, "scratch", "results.json"))).RootElement.GetProperty("rows")[0];
        row.GetProperty("row").GetString().ShouldBe("supervised from random weights");
        row.GetProperty("figures")[0].GetProperty("low").GetDouble().ShouldBeInRange(0, 1);

        // The model folder says of each recording what the run said of it.
        EcgCommandLine.Run("ecg", "predict", cohort.Recordings, "--model", model, "--out", table).ExitCode.ShouldBe(0);
        Dictionary<string, string[]> predicted = File.ReadLines(table).Skip(1).Select(l => l.Split(',')).ToDictionary(f => Path.GetFileNameWithoutExtension(f[0]));
        string[][] said = [.. File.ReadLines(Path.Combine(_folder, "scratch", "predictions.csv")).Skip(1).Select(l => l.Split(','))];
        said.Length.ShouldBe(60);
        foreach (string[] record in said)
        {
            Number(predicted[record[0]][1]).ShouldBe(Number(record[4]), 1e-5);
            (Number(record[4]) + Number(record[5])).ShouldBe(1, 1e-5);
        }

        // Without the head it is a model folder like any other, and a frozen encoder stays as it is.
        outcome = Finetune("frozen", "task=pulse", "epochs=2", "frozen=true", $"model={model}", "label_fraction=0.5");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("head on frozen encoder, 50 % of labels");
        File.ReadAllBytes(Path.Combine(_folder, "frozen", "model", "model.safetensors")).Length.ShouldBe(File.ReadAllBytes(Path.Combine(model, "model.safetensors")).Length);
        Digest(Path.Combine(_folder, "frozen", "model")).ShouldBe(Digest(model));
        File.ReadLines(Path.Combine(_folder, "frozen", "predictions.csv")).First().ShouldBe("record,patient,split,truth,predicted");
    }

    [Theory]
    [InlineData("")]
    [InlineData("windows=2 any_start=true stretch=0.1 features=rhythm beat_intervals=true head_epochs=2 dropout=0.1")]
    public void A_killed_run_resumes_to_the_same_weights_and_figures(string more)
    {
        string[] settings = ["task=tags", "epochs=4", "log_every=1", "checkpoint_every=1", .. more.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        Finetune("whole", settings).ExitCode.ShouldBe(0);
        using (Process process = EcgCommandLine.Start(Arguments("killed", settings)))
        {
            while (!File.Exists(Path.Combine(_folder, "killed", "latest")) && !process.HasExited)
            {
                Thread.Sleep(5);
            }

            process.Kill();
            process.WaitForExit();
        }

        Finetune("killed", settings).ExitCode.ShouldBe(0);
        foreach (string file in (string[])["model/model.safetensors", "model/head.safetensors", "predictions.csv", "results.csv", "metrics.jsonl"])
        {
            File.ReadAllBytes(Path.Combine(_folder, "killed", file)).ShouldBe(File.ReadAllBytes(Path.Combine(_folder, "whole", file)), file);
        }
    }

    [Fact]
    public void Looks_may_be_rarer_than_epochs_and_the_training_part_left_unanswered()
    {
        EcgCommandLine.Outcome outcome = Finetune("rare", "task=fast", "epochs=3", "validate_every=4", "answer_training=false");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        string[] looks = [.. File.ReadLines(Path.Combine(_folder, "rare", "metrics.jsonl")).Where(l => l.Contains("validation/figure", StringComparison.Ordinal))];
        JsonElement[] steps = [.. looks.Select(l => JsonDocument.Parse(l).RootElement.GetProperty("step"))];
        steps.SkipLast(1).ShouldAllBe(s => s.GetInt32() % 4 == 0); // and one at the end
        string[] parts = [.. File.ReadLines(Path.Combine(_folder, "rare", "predictions.csv")).Skip(1).Select(l => l.Split(',')[2]).Distinct().Order()];
        parts.ShouldBe(["test", "validation"]);
    }

    [Theory]
    [InlineData("label_fraction=0", "label_fraction")]
    [InlineData("windows=0", "windows")]
    [InlineData("stretch=1", "stretch")]
    [InlineData("head_epochs=-1", "head_epochs")]
    [InlineData("features=extremes", "extremes")]
    [InlineData("select=best", "best")]
    [InlineData("lables=x", "lables")]
    [InlineData("task=absent", "absent")]
    public void A_wrong_setting_is_named(string setting, string named)
    {
        EcgCommandLine.Outcome outcome = Finetune("wrong", "task=fast", setting);
        outcome.ExitCode.ShouldBe(1);
        outcome.Error.ShouldContain(named);
        outcome.Error.ShouldNotContain("   at ");
    }

    private EcgCommandLine.Outcome Finetune(string run, params string[] settings) => EcgCommandLine.Run(Arguments(run, settings));

    private string[] Arguments(string run, params string[] settings)
    {
        string config = Path.Combine(_folder, "config.yaml");
        File.WriteAllText(config, "size: small\nbatch: 8\n");
        return ["ecg", "finetune", config, $"run={Path.Combine(_folder, run)}", $"labels={cohort.Labels}", $"inputs=[{cohort.Recordings}]", $"store={Path.Combine(_folder, "store-" + run)}", .. settings];
    }

    private static string? Digest(string model) =>
        JsonDocument.Parse(File.ReadAllText(Path.Combine(model, "config.json"))).RootElement.GetProperty("weights").GetProperty("digest").GetString();

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.RegularExpressions;

namespace Clef.Acceptance.Tests;

/// <summary>Model cards say what the run's files say, keep what a person wrote, and name what nobody knows.</summary>
public sealed class ModelCardTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-card-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_card_is_made_from_the_record_of_the_run()
    {
        Done("simulate", "ecg", "--patients", "6", "--seed", "5", "--out", At("sim"));
        Done("ecg", "pretrain", Path.Combine(Repository.Root, "configs", "demo", "ecg-pretrain.yaml"), $"inputs=[{At("sim/recordings")}]", $"run={At("run")}", "steps=3", "batch=2", "queue=4", "log_every=1", "checkpoint_every=1");
        Done("weights", "card", At("run"));
        string card = File.ReadAllText(At("run/card.md"));
        card.ShouldContain("\nobjective: moco\n");
        card.ShouldContain("\nsteps: 3\n");
        card.ShouldContain("After 3 steps");
        card.ShouldContain("| preparation.name | `ecg-clef-v1` |");
        card.ShouldContain("how good it is: no benchmark was named");
        string digest = Regex.Match(File.ReadAllText(At("run/model/config.json")), "\"digest\": \"([0-9a-f]{64})\"").Groups[1].Value;
        card.ShouldContain($"| digest of the tensors | `{digest}` |");
        double last = double.Parse(Regex.Match(File.ReadAllLines(At("run/metrics.jsonl"))[^1], "\"train/loss\":([-0-9.eE]+)").Groups[1].Value, CultureInfo.InvariantCulture);
        card.ShouldContain(string.Create(CultureInfo.InvariantCulture, $"{last:G5} |"));

        File.AppendAllText(At("run/card.md"), "Forty volunteers, simulated.\n");
        Done("weights", "card", At("run"));
        File.ReadAllText(At("run/card.md")).ShouldEndWith("Forty volunteers, simulated.\n");

        Done("weights", "card", At("run/model"), "--out", At("model.md"));
        File.ReadAllText(At("model.md")).ShouldContain("how it was trained: this folder holds weights and no run");
        EcgCommandLine.Outcome none = EcgCommandLine.Run("weights", "card", At("sim"));
        none.ExitCode.ShouldBe(1);
        none.Error.ShouldContain("model/model.safetensors");
    }

    private static void Done(params string[] arguments)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run(arguments);
        outcome.ExitCode.ShouldBe(0, outcome.Error);
    }

    private string At(string name) => Path.Combine(_folder, name);
}

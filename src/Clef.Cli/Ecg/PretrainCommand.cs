using System.CommandLine;
using System.Diagnostics;
using Clef.Core;
using Clef.Ecg.Pretraining;
using Clef.Learning.Configuration;
using Clef.Learning.Runs;
using Clef.Learning.Training;
using Clef.Tensors.Distributed;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg pretrain CONFIG [key=value...]</c>.</summary>
internal static class PretrainCommand
{
    private const string Description =
        """
        Pretrain the ECG encoder on unlabelled recordings, guided by clinical risk or by SimCLR, BYOL or MoCo. Settings come from a YAML file and
        key=value overrides; an unknown key is an error. A run that was interrupted or killed goes on from its newest checkpoint, to the same weights.
        With WORLD_SIZE, RANK, MASTER_ADDR and MASTER_PORT set (or under srun or mpirun), several processes train together.
        """;

    /// <summary>How long processes wait for each other: the first may prepare a large archive while the others wait.</summary>
    private static readonly TimeSpan Preparation = TimeSpan.FromHours(12);

    public static Command Create()
    {
        var config = new Argument<string>("CONFIG") { Description = "A YAML file of settings; see configs/ecg." };
        var overrides = new Argument<string[]>("key=value") { Description = "Settings that replace those of the file.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command("pretrain", Description) { config, overrides };
        command.SetAction((parsed, stop) => Task.Run(() => Run(parsed.GetValue(config)!, parsed.GetValue(overrides) ?? [], stop), CancellationToken.None));
        return command;
    }

    private static int Run(string config, string[] overrides, CancellationToken stop)
    {
        PretrainSettings settings = ConfigFile.Read<PretrainSettings>(config, overrides);
        if (settings.Inputs.Length == 0)
        {
            throw new ClefException(config, "inputs", null, "recordings, folders, zip archives, cohorts, or datasets as DATASET=PATH");
        }

        string path = settings.Run.Contains('/') ? settings.Run : Path.Combine("runs", settings.Run);
        using ProcessGroup? group = Environment.GetEnvironmentVariable("WORLD_SIZE") is { Length: > 0 } size && size != "1" ? ProcessGroup.FromEnvironment(timeout: Preparation) : null;
        var clock = Stopwatch.StartNew();
        var progress = new StepProgress();
        var run = new PretrainRun(settings, new RunFolder(path), group)
        {
            OnPrepare = share => progress.Show(FormattableString.Invariant($"preparing recordings {share:P0}"), share >= 1),
            OnSkipped = problem => progress.Line($"skipped {problem}"),
            OnStep = progress.Step,
        };
        PretrainOutcome outcome = run.Run(stop);
        progress.End();
        Console.WriteLine(outcome.End switch
        {
            TrainingEnd.Interrupted => $"{path}: interrupted and saved; the same command goes on",
            _ => FormattableString.Invariant($"{outcome.Model ?? path}: {(outcome.End == TrainingEnd.StoppedEarly ? "stopped early" : "finished")}; {outcome.Records} records, {outcome.HeldOut} held out; {clock.Elapsed.TotalSeconds:0} s"),
        });
        return outcome.End == TrainingEnd.Interrupted ? 130 : 0;
    }
}

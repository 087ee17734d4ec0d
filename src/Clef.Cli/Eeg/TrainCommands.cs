using System.CommandLine;
using Clef.Eeg.Alignment;
using Clef.Eeg.Encoder;
using Clef.Eeg.Runs;
using Clef.Learning.Configuration;
using Clef.Learning.Training;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg pretrain CONFIG</c> and <c>clef eeg align CONFIG</c>.</summary>
internal static class TrainCommands
{
    public static Command Pretrain() => Make<PretrainRecipe>("pretrain", "Train a session encoder by masked reconstruction of tokens.", EncoderRun.Train);

    public static Command Align() => Make<AlignmentRecipe>("align", "Align a session encoder with reports and patient records, jointly with reconstruction or as a second stage.", AlignmentRun.Train);

    private static Command Make<T>(string name, string description, Func<T, Action<TrainingProgress>?, CancellationToken, (TrainingEnd End, string? Model)> train) where T : class, new()
    {
        var config = new Argument<string>("CONFIG") { Description = "The recipe, YAML; configs/eeg has one for each size." };
        var overrides = new Argument<string[]>("KEY=VALUE") { Description = "Settings that differ, as training.steps=1000.", Arity = ArgumentArity.ZeroOrMore };
        var command = new Command(name, description + " A run that was stopped or killed goes on where it was.") { config, overrides };
        command.SetAction((parsed, stop) =>
        {
            T recipe = ConfigFile.Read<T>(parsed.GetValue(config), parsed.GetValue(overrides) ?? []);
            return Task.FromResult(TrainingOutcome.Show(progress => train(recipe, progress, stop)));
        });
        return command;
    }
}

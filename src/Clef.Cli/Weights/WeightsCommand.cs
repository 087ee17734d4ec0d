using System.CommandLine;

namespace Clef.Cli.Weights;

/// <summary><c>clef weights</c>: look into weight files, convert them, write cards of models.</summary>
internal static class WeightsCommand
{
    public static Command Create() => new("weights", "Inspect weight files (safetensors, PyTorch checkpoints) convert them, write model cards; nothing in them is executed.")
    {
        InspectCommand.Create(),
        ConvertCommand.Create(),
        CardCommand.Create(),
    };
}

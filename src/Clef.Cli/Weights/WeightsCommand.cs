using System.CommandLine;

namespace Clef.Cli.Weights;

/// <summary><c>clef weights</c>: look into weight files and convert them.</summary>
internal static class WeightsCommand
{
    public static Command Create() => new("weights", "Inspect weight files (safetensors, PyTorch checkpoints) and convert them; nothing in them is executed.")
    {
        InspectCommand.Create(),
        ConvertCommand.Create(),
    };
}

using System.CommandLine;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg</c>: the ECG model.</summary>
internal static class EcgCommand
{
    public static Command Create() => new("ecg", "The ECG model: import published weights, verify them, embed recordings, pretrain, probe, fine-tune.")
    {
        ImportCommand.Create(),
        VerifyCommand.Create(),
        EmbedCommand.Create(),
        PretrainCommand.Create(),
        ProbeCommand.Create(),
        FinetuneCommand.Create(),
        SplitCommand.Create(),
        PredictCommand.Create(),
        CompareCommand.Create(),
    };
}

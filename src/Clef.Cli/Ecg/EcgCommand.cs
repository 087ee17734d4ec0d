using System.CommandLine;

namespace Clef.Cli.Ecg;

/// <summary><c>clef ecg</c>: the ECG model.</summary>
internal static class EcgCommand
{
    public static Command Create() => new("ecg", "The ECG model: import published weights, verify them, embed recordings, pretrain.")
    {
        ImportCommand.Create(),
        VerifyCommand.Create(),
        EmbedCommand.Create(),
        PretrainCommand.Create(),
    };
}

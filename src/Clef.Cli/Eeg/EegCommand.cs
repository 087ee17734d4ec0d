using System.CommandLine;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg</c>: the EEG model.</summary>
internal static class EegCommand
{
    public static Command Create() => new("eeg", "The EEG model: prepare sessions, train tokenizer, encoder and alignment, embed and search.")
    {
        PrepareCommand.Create(),
        TokenizerCommand.Create(),
        TrainCommands.Pretrain(),
        TrainCommands.Align(),
        FinetuneCommand.Create(),
        EmbedCommand.Create(),
        IndexCommand.Create(),
        SearchCommands.Search(),
        SearchCommands.ZeroShotCommand(),
        ExplainCommand.Create(),
        ProbeCommand.Create(),
    };
}

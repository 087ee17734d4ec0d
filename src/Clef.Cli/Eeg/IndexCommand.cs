using System.CommandLine;
using Clef.Core.Tables;
using Clef.Eeg.Search;

namespace Clef.Cli.Eeg;

/// <summary><c>clef eeg index TABLE... --out DIR</c>.</summary>
internal static class IndexCommand
{
    public static Command Create()
    {
        var tables = new Argument<string[]>("TABLE") { Description = "Tables of 'clef eeg embed'.", Arity = ArgumentArity.OneOrMore };
        var output = new Option<string>("--out") { Description = "The archive: a folder, made or appended to.", Required = true };
        var command = new Command("index", "Gather embeddings into an archive on disk that is searched exactly and quickly at any size. Sessions that it has already are left alone.") { tables, output };
        command.SetAction((parsed, stop) =>
        {
            using var archive = new SessionArchive(parsed.GetValue(output)!);
            foreach (string file in parsed.GetValue(tables)!)
            {
                stop.ThrowIfCancellationRequested();
                EmbeddingTable table = EmbeddingTable.Read(file);
                int added = archive.Append(table);
                Console.WriteLine($"{parsed.GetValue(output)}: {added} of {table.Count} sessions of {file} added; {archive.Count} in all");
            }

            return Task.FromResult(0);
        });
        return command;
    }
}

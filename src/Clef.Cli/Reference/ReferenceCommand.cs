using System.CommandLine;
using Clef.Core;

namespace Clef.Cli.Reference;

/// <summary><c>clef reference</c>: the help of every verb as one page of Markdown, from which <c>docs/reference/cli.md</c> is made.</summary>
internal static class ReferenceCommand
{
    public static Command Create()
    {
        var output = new Option<string?>("--out") { Description = "The file to write; stdout where not given" };
        var command = new Command("reference", "Write the help of every command as one page of Markdown (docs/reference/cli.md)") { output };
        command.SetAction(parsed =>
        {
            string page = ReferencePage.Of(Areas.Root());
            if (parsed.GetValue(output) is { } path)
            {
                AtomicFile.WriteText(path, page);
            }
            else
            {
                Console.Out.Write(page);
            }
        });
        return command;
    }
}

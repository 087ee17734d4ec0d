using System.CommandLine;
using Clef.Evaluation.Report;
using Clef.Evaluation.Runs;

namespace Clef.Cli.Bench;

/// <summary><c>clef bench report</c>.</summary>
internal static class ReportVerb
{
    public static Command Create()
    {
        var run = new Argument<string>("run") { Description = "A folder made by 'clef bench run'" };
        var output = new Option<string>("--out") { Description = "The report: .html, opens without a network", Required = true };
        var markdown = new Option<string?>("--markdown") { Description = "Also a summary in Markdown" };
        var title = new Option<string?>("--title") { Description = "The report's title" };
        var seen = new Option<string?>("--seen-concepts")
        {
            Description = "Codes and findings that a model was aligned with, one a line: tasks on others are reported as held out",
        };
        var replicates = new Option<int>("--replicates") { Description = "Draws of patients", DefaultValueFactory = _ => 1000 };
        var command = new Command("report", "Write the report of a run as one self-contained page") { run, output, markdown, title, seen, replicates };
        command.SetAction((parsed, stop) =>
        {
            ReportData data = ReportData.Gather(
                new RunFolder(parsed.GetValue(run)!), parsed.GetValue(title), parsed.GetValue(seen), parsed.GetValue(replicates), stop);
            ReportPage.Write(parsed.GetValue(output)!, data);
            if (parsed.GetValue(markdown) is { } path)
            {
                Core.AtomicFile.WriteText(path, MarkdownSummary.Of(data));
            }

            Console.WriteLine($"{parsed.GetValue(output)}: {new FileInfo(parsed.GetValue(output)!).Length / 1024} KiB");
            return Task.FromResult(0);
        });
        return command;
    }
}

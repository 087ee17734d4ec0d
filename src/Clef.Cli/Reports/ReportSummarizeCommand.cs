using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text;
using System.Text.Json;
using Clef.Clinical.Reports.Summaries;
using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Cli.Reports;

/// <summary>
/// <c>clef report summarize</c>: the electrographic content of reports, cleaned; by rules, or by a language model where an endpoint is
/// named. The key of an endpoint is taken from the variable CLEF_SUMMARIZER_KEY, so that it stands in no history of commands.
/// </summary>
internal static class ReportSummarizeCommand
{
    public static Command Create()
    {
        var command =
            new Command("summarize", "The electrographic content of a report, cleaned, without history, drugs, technique and signatures");
        var file = new Argument<string>(
            "file") { Description = "A report (text), a folder of .txt reports, or a .csv/.tsv with a column of reports" };
        var textColumn = new Option<string>(
            "--text-column") { Description = "The column of the report in a table", DefaultValueFactory = _ => "report" };
        var idColumn =
            new Option<string?>("--id-column") { Description = "The column that names a report in a table (without it, the line)" };
        var output = new Option<FileInfo?>("--out") { Description = "Write a table report,summary,summarizer here" };
        var endpoint = new Option<Uri?>("--endpoint")
        {
            Description = "Base address of an OpenAI-compatible service; without it, nothing leaves this machine",
            CustomParser = Address,
        };
        var model = new Option<string?>("--model") { Description = "The model's name at the endpoint" };
        var timeout = new Option<double>("--timeout") { Description = "Seconds that one attempt may take", DefaultValueFactory = _ => 60 };
        var whole = new Option<bool>("--send-whole-report") { Description = "Send the whole report, history and all, to the endpoint" };
        var json = new Option<bool>("--json") { Description = "Write JSON, one object a line" };
        command.Arguments.Add(file);
        foreach (Option option in new Option[] { textColumn, idColumn, output, endpoint, model, timeout, whole, json })
        {
            command.Options.Add(option);
        }

        command.Validators.Add(result =>
        {
            if ((result.GetResult(endpoint) is null) != (result.GetResult(model) is null))
            {
                result.AddError("--endpoint and --model go together");
            }
        });
        command.SetAction(async (parsed, cancellation) =>
        {
            using ChatSummarizer? chat = parsed.GetValue(endpoint) is { } address
                ? new ChatSummarizer(new ChatSummarizerOptions
                {
                    Endpoint = address,
                    Model = parsed.GetValue(model)!,
                    ApiKey = Environment.GetEnvironmentVariable("CLEF_SUMMARIZER_KEY"),
                    Timeout = parsed.GetValue(timeout) is > 0 and <= 3600 and var seconds
                        ? TimeSpan.FromSeconds(seconds)
                        : throw new ClefException(null, "--timeout", parsed.GetValue(timeout), "seconds above 0, at most 3600"),
                    SendWholeReport = parsed.GetValue(whole),
                })
                : null;
            IReportSummarizer summarizer = chat is null ? new RuleSummarizer() : chat;
            var rows = new List<string[]>();
            foreach ((string id, string text) in ReportSource.Read(
                parsed.GetValue(file)!, parsed.GetValue(textColumn)!, parsed.GetValue(idColumn)))
            {
                string summary = await summarizer.SummarizeAsync(text, cancellation);
                if (parsed.GetValue(output) is not null)
                {
                    rows.Add([id, summary, summarizer.Name]);
                    continue;
                }

                Console.WriteLine(
                    parsed.GetValue(json) ? JsonSerializer.Serialize(new { report = id, summary, summarizer = summarizer.Name }) : summary);
            }

            if (parsed.GetValue(output) is { } target)
            {
                AtomicFile.Write(target.FullName, stream =>
                {
                    using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
                    var writer = new DelimitedWriter(text);
                    writer.Write(["report", "summary", "summarizer"]);
                    rows.ForEach(writer.Write);
                });
                Console.Error.WriteLine($"report: {rows.Count} summaries by {summarizer.Name}");
            }
        });
        return command;
    }

    private static Uri? Address(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address!.Scheme is "http" or "https")
        {
            return address;
        }

        result.AddError($"--endpoint is '{text}'; expected an address such as http://localhost:8000/v1");
        return null;
    }
}

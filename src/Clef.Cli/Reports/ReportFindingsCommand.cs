using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Clinical.Reports.Findings;
using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Cli.Reports;

/// <summary><c>clef report findings FILE</c>: one report, a folder of <c>.txt</c>, or a table with a column of reports.</summary>
internal static class ReportFindingsCommand
{
    private static readonly JsonSerializerOptions Compact = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("findings", "Which findings a report states, denies or does not mention, and by which words");
        var file = new Argument<string>("file") { Description = "A report (text), a folder of .txt reports, or a .csv/.tsv with a column of reports" };
        var textColumn = new Option<string>("--text-column") { Description = "The column of the report in a table", DefaultValueFactory = _ => "report" };
        var idColumn = new Option<string?>("--id-column") { Description = "The column that names a report in a table (without it, the line)" };
        var output = new Option<FileInfo?>("--out") { Description = "Write a table here: one row a report, one column a finding" };
        var json = new Option<bool>("--json") { Description = "Write JSON; for many reports, one object a line" };
        command.Arguments.Add(file);
        command.Options.Add(textColumn);
        command.Options.Add(idColumn);
        command.Options.Add(output);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            var extractor = new FindingExtractor(FindingVocabulary.Default);
            string path = parsed.GetValue(file)!;
            bool single = File.Exists(path) && !IsTable(path);
            IEnumerable<(string Id, string Text)> reports = ReportSource.Read(path, parsed.GetValue(textColumn)!, parsed.GetValue(idColumn));
            if (parsed.GetValue(output) is { } target)
            {
                WriteTable(extractor, reports, target.FullName);
                return;
            }

            foreach ((string id, string text) in reports)
            {
                ReportFindings findings = extractor.Extract(text);
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(Shape(id, findings), single ? Indented : Compact) : Plain(id, findings));
            }
        });
        return command;
    }

    private static bool IsTable(string path) => ReportSource.IsTable(path);

    private static object Shape(string id, ReportFindings findings) => new
    {
        report = id,
        findings = findings.Results.Select(r => new
        {
            id = r.Finding.Id,
            status = Name(r.Status),
            frequency = r.Frequency is { } f ? new { low = f.Low, high = f.High } : null,
            side = r.Location?.Side,
            regions = r.Location?.Regions,
            mentions = r.Mentions.Select(m => new { start = m.Start, length = m.Length, words = m.Words, status = m.Status.ToString().ToLowerInvariant(), cue = m.Cue, section = m.Section.ToString().ToLowerInvariant(), implied = m.Implied }),
        }),
    };

    private static string Name(FindingStatus status) => status == FindingStatus.NotMentioned ? "not-mentioned" : status.ToString().ToLowerInvariant();

    private static string Plain(string id, ReportFindings findings)
    {
        var text = new StringBuilder(id);
        foreach (FindingResult result in findings.Results.Where(r => r.Status != FindingStatus.NotMentioned))
        {
            string where = string.Join(", ", new[] { result.Frequency?.ToString(), result.Location?.ToString() }.Where(s => !string.IsNullOrEmpty(s)));
            string words = string.Join(" | ", result.Mentions.Select(m => $"{m.Words.ReplaceLineEndings(" ")} @{m.Start}").Distinct());
            text.Append(CultureInfo.InvariantCulture, $"\n  {Name(result.Status),-9} {result.Finding.Id,-28} {where,-24} {words}");
        }

        return text.ToString();
    }

    private static void WriteTable(FindingExtractor extractor, IEnumerable<(string Id, string Text)> reports, string target)
    {
        int count = 0;
        AtomicFile.Write(target, stream =>
        {
            using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
            var writer = new DelimitedWriter(text);
            writer.Write(["report", .. FindingVocabulary.Default.Findings.Select(f => f.Id), "posterior_rhythm_hz"]);
            foreach ((string id, string report) in reports)
            {
                ReportFindings findings = extractor.Extract(report);
                writer.Write([id, .. findings.Results.Select(r => Name(r.Status)), findings["posterior-dominant-rhythm"].Frequency?.ToString() ?? ""]);
                if (++count % 1000 == 0)
                {
                    Console.Error.WriteLine($"report: {count:N0} read");
                }
            }
        });
        Console.Error.WriteLine($"report: {count} reports");
    }
}

using System.CommandLine;
using System.Diagnostics;
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
    /// <summary>Reports read side by side before any is written: enough to keep the threads busy, few enough to hold.</summary>
    private const int Batch = 512;

    private static readonly JsonSerializerOptions Compact = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonSerializerOptions Indented = new(Compact) { WriteIndented = true };

    public static Command Create()
    {
        var command = new Command("findings", "Which findings a report states, denies or does not mention, and by which words");
        var file = new Argument<string>(
            "file") { Description = "A report (text), a folder of .txt reports, or a .csv/.tsv with a column of reports" };
        var textColumn = new Option<string>(
            "--text-column") { Description = "The column of the report in a table", DefaultValueFactory = _ => "report" };
        var idColumn =
            new Option<string?>("--id-column") { Description = "The column that names a report in a table (without it, the line)" };
        var output = new Option<FileInfo?>("--out") { Description = "Write a table here: one row a report, one column a finding" };
        var threads =
            new Option<int>("--threads") { Description = "Reports read at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
        var json = new Option<bool>("--json") { Description = "Write JSON; for many reports, one object a line" };
        threads.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1)
            {
                r.AddError("--threads takes a whole number from 1");
            }
        });
        Option<bool> ecg = ReportCommand.Ecg();
        command.Arguments.Add(file);
        command.Options.Add(ecg);
        command.Options.Add(textColumn);
        command.Options.Add(idColumn);
        command.Options.Add(output);
        command.Options.Add(threads);
        command.Options.Add(json);
        command.SetAction(parsed =>
        {
            FindingVocabulary vocabulary = parsed.GetValue(ecg) ? FindingVocabulary.Ecg : FindingVocabulary.Default;
            var extractor = new FindingExtractor(vocabulary);
            string path = parsed.GetValue(file)!;
            bool single = File.Exists(path) && !IsTable(path);
            IEnumerable<(string Id, string Text)> reports =
                ReportSource.Read(path, parsed.GetValue(textColumn)!, parsed.GetValue(idColumn));
            IEnumerable<(string Id, ReportFindings Findings)> read = Read(extractor, reports, parsed.GetValue(threads));
            if (parsed.GetValue(output) is { } target)
            {
                WriteTable(read, vocabulary, target.FullName);
                return;
            }

            foreach ((string id, ReportFindings findings) in read)
            {
                Console.WriteLine(parsed.GetValue(json)
                    ? JsonSerializer.Serialize(Shape(id, findings), single ? Indented : Compact)
                    : Plain(id, findings));
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
            mentions = r.Mentions.Select(m =>
                new { start = m.Start, length = m.Length, words = m.Words, status = m.Status.ToString()
                    .ToLowerInvariant(), cue = m.Cue, section = m.Section.ToString()
                    .ToLowerInvariant(), implied = m.Implied }),
        }),
    };

    private static string Name(FindingStatus status) =>
        status == FindingStatus.NotMentioned ? "not-mentioned" : status.ToString().ToLowerInvariant();

    private static string Plain(string id, ReportFindings findings)
    {
        var text = new StringBuilder(id);
        foreach (FindingResult result in findings.Results.Where(r => r.Status != FindingStatus.NotMentioned))
        {
            string where =
                string.Join(", ", new[] { result.Frequency?.ToString(), result.Location?.ToString() }.Where(s => !string.IsNullOrEmpty(s)));
            string words = string.Join(" | ", result.Mentions.Select(m => $"{m.Words.ReplaceLineEndings(" ")} @{m.Start}").Distinct());
            text.Append(CultureInfo.InvariantCulture, $"\n  {Name(result.Status),-9} {result.Finding.Id,-28} {where,-24} {words}");
        }

        return text.ToString();
    }

    /// <summary>
    /// Reads reports side by side and gives them in their order, a batch at a time, so that memory does not grow with the table.
    /// </summary>
    private static IEnumerable<(string Id, ReportFindings Findings)> Read(
        FindingExtractor extractor, IEnumerable<(string Id, string Text)> reports, int threads)
    {
        var clock = Stopwatch.StartNew();
        TimeSpan told = TimeSpan.Zero;
        int count = 0;
        foreach ((string Id, string Text)[] batch in reports.Chunk(Batch))
        {
            var findings = new ReportFindings[batch.Length];
            try
            {
                Parallel.For(
                    0, batch.Length, new ParallelOptions { MaxDegreeOfParallelism = threads },
                    i => findings[i] = extractor.Extract(batch[i].Text));
            }
            catch (AggregateException e) when (e.Flatten().InnerExceptions[0] is ClefException first)
            {
                throw first;
            }

            for (int i = 0; i < batch.Length; i++)
            {
                yield return (batch[i].Id, findings[i]);
            }

            count += batch.Length;
            if (clock.Elapsed - told > TimeSpan.FromSeconds(1))
            {
                told = clock.Elapsed;
                Console.Error.WriteLine($"report: {count:N0} read, {count / told.TotalSeconds:N0} a second");
            }
        }

        if (count > 1)
        {
            Console.Error.WriteLine($"report: {count:N0} reports, {count / Math.Max(1e-3, clock.Elapsed.TotalSeconds):N0} a second");
        }
    }

    private static void WriteTable(IEnumerable<(string Id, ReportFindings Findings)> reports, FindingVocabulary vocabulary, string target) =>
        AtomicFile.Write(target, stream =>
    {
        const string rhythm = "posterior-dominant-rhythm";
        bool eeg = vocabulary.Findings.Any(f => f.Id == rhythm);
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        var writer = new DelimitedWriter(text);
        writer.Write(["report", .. vocabulary.Findings.Select(f => f.Id), .. eeg ? ["posterior_rhythm_hz"] : Array.Empty<string>()]);
        foreach ((string id, ReportFindings findings) in reports)
        {
            string[] hertz = eeg ? [findings[rhythm].Frequency?.ToString() ?? ""] : [];
            writer.Write([id, .. findings.Results.Select(r => Name(r.Status)), .. hertz]);
        }
    });
}

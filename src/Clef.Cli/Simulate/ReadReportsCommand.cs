using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Simulation;
using Clef.Simulation.Reports;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate read-reports</c>: how well the extractor of findings reads simulated reports back.</summary>
internal static class ReadReportsCommand
{
    public static Command Create()
    {
        Option<int> patients = new("--patients") { Description = "How many simulated patients.", DefaultValueFactory = _ => 1000 };
        Option<ulong> seed = new("--seed") { Description = "The seed.", DefaultValueFactory = _ => 1UL };
        Option<string?> output = new("--out") { Description = "Also write the simulated reports as a table (.csv with the columns id and report)." };
        Option<bool> json = new("--json") { Description = "Write JSON." };
        Command command = new("read-reports", "Read simulated EEG reports with 'report findings' and compare with what they were made to tell.") { patients, seed, output, json };
        command.SetAction((parsed, stop) =>
        {
            var cohort = new SimulatedCohort(parsed.GetValue(patients), parsed.GetValue(seed));
            var written = new ConcurrentDictionary<string, string>();
            IReadOnlyList<ReadFinding> read = ReportReading.Of(
                cohort,
                Progress.Of("reports read", cohort.Count),
                parsed.GetValue(output) is null ? null : (patient, report) => written[patient.Id] = report.Text,
                stop);
            if (parsed.GetValue(output) is { } file)
            {
                Write(file, written);
            }

            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(read, Progress.Json) + "\n" : Markdown(cohort, read));
            return Task.FromResult(0);
        });
        return command;
    }

    private static void Write(string file, IReadOnlyDictionary<string, string> reports) => AtomicFile.Write(file, stream =>
    {
        using var text = new StreamWriter(stream, new UTF8Encoding(false), leaveOpen: true);
        text.Write("id,report\n");
        foreach ((string id, string report) in reports.OrderBy(r => r.Key, StringComparer.Ordinal))
        {
            text.Write($"{CsvTable.Quote(id)},{CsvTable.Quote(report)}\n");
        }
    });

    private static string Markdown(SimulatedCohort cohort, IReadOnlyList<ReadFinding> read)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"{cohort.Count} simulated reports (simulator {Simulator.Version}, seed {cohort.Seed})\n");
        text.WriteLine("| finding | in session | told | right | extra | precision | recall of told | recall of session |\n| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |");
        var all = new ReadFinding("all", read.Sum(r => r.InSession), read.Sum(r => r.Told), read.Sum(r => r.Right), read.Sum(r => r.Extra), read.Sum(r => r.Found));
        foreach (ReadFinding r in read.Prepend(all))
        {
            text.WriteLine($"| {r.Finding} | {r.InSession} | {r.Told} | {r.Right} | {r.Extra} | {Share(r.Precision)} | {Share(r.Recall)} | {Share(r.RecallOfSession)} |");
        }

        return text.ToString();
    }

    private static string Share(double value) => double.IsNaN(value) ? "" : value.ToString("0.000", CultureInfo.InvariantCulture);
}

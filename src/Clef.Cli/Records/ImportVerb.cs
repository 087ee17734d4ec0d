using System.CommandLine;
using System.Text.Json;
using Clef.Clinical.Records;
using Clef.Core;
using Clef.Core.DuckDb;

namespace Clef.Cli.Records;

/// <summary>
/// <c>clef record import PATH --out FILE</c>: records of any known layout as one Parquet file of MEDS events, with what was left out and
/// why.
/// </summary>
internal static class ImportVerb
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    public static Command Create()
    {
        Argument<string> path = new("path") { Description = "A folder of MIMIC-IV or OMOP tables, FHIR R4 files (.json, .ndjson; also in a .zip), or MEDS files (.parquet)" };
        Option<string> output = new("--out") { Description = "The Parquet file to write", Required = true };
        Option<bool> json = new("--json") { Description = "Write JSON" };
        Command command = new("import", "Import patient records as events in the MEDS layout") { path, output, json };
        command.SetAction(parsed =>
        {
            string target = parsed.GetValue(output)!;
            if (!target.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
            {
                throw new ClefException("--out", null, target, "a file named .parquet");
            }

            var report = new ImportReport();
            using var database = new DuckDatabase();
            EventTable.Create(database);
            string layout = RecordImport.Import(database, parsed.GetValue(path)!, report);
            EventTable.Write(database, target);
            Console.WriteLine(parsed.GetValue(json) ? Json(layout, report) : Plain(layout, report, target));
        });
        return command;
    }

    private static string Json(string layout, ImportReport report) => JsonSerializer.Serialize(
        new { layout, taken = report.Taken, leftOut = report.LeftOut, rejected = report.Rejected.Select(r =>
            new { source = r.Source, reason = r.Reason }) },
        Indented);

    private static string Plain(string layout, ImportReport report, string target)
    {
        IEnumerable<string> taken = report.Taken.Select(t => FormattableString.Invariant($"  {t.Value,10:N0} {t.Key}"));
        IEnumerable<string> left = report.LeftOut.Select(t => FormattableString.Invariant($"  {t.Value,10:N0} left out: {t.Key}"));
        IEnumerable<string> rejected = report.Rejected.Select(r => $"  not read: {r.Source}: {r.Reason}");
        return string.Join('\n', [$"{layout} records in {target}", .. taken, .. left, .. rejected]);
    }
}

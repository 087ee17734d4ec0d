using System.CommandLine;
using System.Text.Json;
using Clef.Cohorts.Build;
using Clef.Cohorts.Store;
using Clef.Core.Tables;

namespace Clef.Cli.Cohorts;

/// <summary><c>clef cohort build</c>.</summary>
internal static class BuildVerb
{
    public static Command Create()
    {
        var recordings = new Option<string>("--recordings") { Description = "Folder or zip archive of recordings", Required = true };
        var metadata = new Option<string?>(
            "--metadata") { Description = "CSV: session, patient, age, sex, birth_date, start, site, setting and any others" };
        var reports = new Option<string?>("--reports") { Description = "CSV (session, text), or a folder of .txt files named by session" };
        var ehr = new Option<string?>("--ehr") { Description = "FHIR R4, MIMIC-IV, OMOP or MEDS: a folder or archive" };
        var output = new Option<string>("--out") { Description = "The cohort's folder; an unfinished one is completed", Required = true };
        var parallel = new Option<int>(
            "--parallel") { Description = "Recordings read at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
        var seconds = new Option<double>("--fingerprint-seconds") { Description = "How much of each recording is hashed and fingerprinted", DefaultValueFactory = _ => 1800 };
        var json = new Option<bool>("--json") { Description = "The outcome as JSON" };
        var command = new Command(
            "build",
            "Gather recordings, metadata, reports and records into a cohort") { recordings, metadata, reports, ehr, output, parallel,
            seconds, json };
        command.SetAction((parsed, stop) => Task.Run(() =>
        {
            var sources =
                new CohortSources(parsed.GetValue(recordings)!, parsed.GetValue(metadata), parsed.GetValue(reports), parsed.GetValue(ehr))
            {
                Parallel = parsed.GetValue(parallel),
                FingerprintSeconds = parsed.GetValue(seconds) > 0
                    ? parsed.GetValue(seconds)
                    : throw new Core.ClefException("--fingerprint-seconds", null, parsed.GetValue(seconds), "a number above 0"),
            };
            var progress = new ProgressLine();
            CohortDescription made = CohortBuilder.Build(
                sources, parsed.GetValue(output)!, (done, all) => progress.Show(() => Text(done, all, progress.Seconds), done == all),
                stop);
            progress.End();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(
                    JsonSerializer.Serialize(new { made.Sessions, made.Patients, made.Reports, made.Events, made.Rejected }, Json.Options));
                return;
            }

            Console.WriteLine($"{made.Sessions} sessions of {made.Patients} patients, {made.Reports} reports, {made.Events} events");
            CsvTable rejected = CsvTable.Read(CohortStore.Open(parsed.GetValue(output)!).RejectedPath);
            foreach (IGrouping<(string, string), string[]> group in rejected.Rows.GroupBy(r => (r[0], r[2]))
                .OrderByDescending(g => g.Count())
                .Take(20))
            {
                Console.WriteLine($"  left out: {group.Key.Item1}, {group.Key.Item2}: {(group.Count() == 1 ? group.First()[1] : $"{group.Count()} items")}");
            }

            Console.WriteLine(
                rejected.Rows.Count == 0 ? "nothing was left out" : $"all {rejected.Rows.Count} items left out are in rejected.csv");
        }, stop));
        return command;
    }

    private static string Text(int done, int all, double seconds) =>
        FormattableString.Invariant($"{done} of {all} recordings, {done / seconds:F0} a second, {TimeSpan.FromSeconds((all - done) * seconds / Math.Max(1, done)):hh\\:mm\\:ss} to go");
}

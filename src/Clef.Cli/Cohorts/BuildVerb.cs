using System.CommandLine;
using System.Diagnostics;
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
        var metadata = new Option<string?>("--metadata") { Description = "CSV: session, patient, age, sex, birth_date, start, site, setting and any others" };
        var reports = new Option<string?>("--reports") { Description = "CSV (session, text), or a folder of .txt files named by session" };
        var ehr = new Option<string?>("--ehr") { Description = "FHIR R4, MIMIC-IV, OMOP or MEDS: a folder or archive" };
        var output = new Option<string>("--out") { Description = "The cohort's folder; an unfinished one is completed", Required = true };
        var parallel = new Option<int>("--parallel") { Description = "Recordings read at a time", DefaultValueFactory = _ => Environment.ProcessorCount };
        var seconds = new Option<double>("--fingerprint-seconds") { Description = "How much of each recording is hashed and fingerprinted", DefaultValueFactory = _ => 1800 };
        var json = new Option<bool>("--json") { Description = "The outcome as JSON" };
        var command = new Command("build", "Gather recordings, metadata, reports and records into a cohort") { recordings, metadata, reports, ehr, output, parallel, seconds, json };
        command.SetAction(parsed =>
        {
            var sources = new CohortSources(parsed.GetValue(recordings)!, parsed.GetValue(metadata), parsed.GetValue(reports), parsed.GetValue(ehr))
            {
                Parallel = parsed.GetValue(parallel),
                FingerprintSeconds = parsed.GetValue(seconds) > 0 ? parsed.GetValue(seconds) : throw new Core.ClefException("--fingerprint-seconds", null, parsed.GetValue(seconds), "a number above 0"),
            };
            using var stop = new CancellationTokenSource();
            Console.CancelKeyPress += (_, e) => (e.Cancel, _) = (true, stop.CancelAsync());
            CohortDescription made = CohortBuilder.Build(sources, parsed.GetValue(output)!, Progress(), stop.Token);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(new { made.Sessions, made.Patients, made.Reports, made.Events, made.Rejected }, Json.Options));
                return;
            }

            Console.WriteLine($"{made.Sessions} sessions of {made.Patients} patients, {made.Reports} reports, {made.Events} events");
            CsvTable rejected = CsvTable.Read(CohortStore.Open(parsed.GetValue(output)!).RejectedPath);
            foreach (IGrouping<(string, string), string[]> group in rejected.Rows.GroupBy(r => (r[0], r[2])).OrderByDescending(g => g.Count()).Take(20))
            {
                Console.WriteLine($"  left out: {group.Key.Item1}, {group.Key.Item2}: {(group.Count() == 1 ? group.First()[1] : $"{group.Count()} items")}");
            }

            Console.WriteLine(rejected.Rows.Count == 0 ? "nothing was left out" : $"all {rejected.Rows.Count} items left out are in rejected.csv");
        });
        return command;
    }

    /// <summary>Reports on stderr at most once a second.</summary>
    private static Action<int, int> Progress()
    {
        var clock = Stopwatch.StartNew();
        long last = 0;
        var gate = new Lock();
        return (done, all) =>
        {
            lock (gate)
            {
                if (clock.ElapsedMilliseconds - last < 1000 && done != all)
                {
                    return;
                }

                last = clock.ElapsedMilliseconds;
                double rate = done / Math.Max(0.001, clock.Elapsed.TotalSeconds);
                Console.Error.WriteLine($"clef: {done} of {all} recordings, {rate:F0} a second, {TimeSpan.FromSeconds((all - done) / Math.Max(rate, 1e-9)):hh\\:mm\\:ss} to go");
            }
        };
    }
}

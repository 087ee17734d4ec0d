using System.CommandLine;
using System.Text.Json;
using Clef.Clinical.Codes;
using Clef.Cohorts.Checks;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Cli.Cohorts;

/// <summary><c>clef cohort check</c>: exit code 1 where a check failed.</summary>
internal static class CheckVerb
{
    public static Command Create()
    {
        var cohort = new Argument<string>("cohort") { Description = "The cohort's folder" };
        var recordings = new Option<string?>("--recordings") { Description = "The recordings, where they have moved since the build" };
        var tasks = new Option<string?>("--tasks") { Description = "Task definitions, to look for evidence after the prediction" };
        var maps = new Option<string[]>("--map") { Description = "Code maps (CSV)", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "The results as JSON" };
        var command = new Command(
            "check",
            "Look for leakage: patients in two splits by name and by signal, duplicates, impossible times, labels that give themselves away") { cohort,
            recordings, tasks, maps, json };
        command.SetAction(parsed =>
        {
            CohortStore store = CohortStore.Open(parsed.GetValue(cohort)!);
            string place = parsed.GetValue(recordings) ?? Path.GetFullPath(Path.Combine(store.Folder, store.Describe().Recordings));
            using SourceFolder? folder = Path.Exists(place)
                ? SourceFolder.OpenPath(place)
                : parsed.GetValue(recordings) is null
                ? null
                : throw new ClefException(place, null, null, "an existing folder or archive");
            (IReadOnlyList<TaskDefinition>, RuleEvaluator)? defined = parsed.GetValue(tasks) is { } file
                ? (TaskFile.Read(file), new RuleEvaluator(store, CodeMap.Load(parsed.GetValue(maps) ?? [])))
                : null;
            IReadOnlyList<CheckResult> results = new CohortCheck(store).Run(folder, defined);
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(results, Json.Options));
            }
            else
            {
                foreach (CheckResult r in results)
                {
                    Console.WriteLine($"{r.Level.ToString().ToUpperInvariant(),-8} {r.Check}: {r.Text}");
                    foreach (string item in r.Items.Take(20))
                    {
                        Console.WriteLine($"           {item}");
                    }
                }
            }

            return results.Any(r => r.Level == CheckLevel.Failed) ? 1 : 0;
        });
        return command;
    }
}

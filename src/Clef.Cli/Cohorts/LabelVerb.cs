using System.CommandLine;
using System.Text.Json;
using Clef.Clinical.Codes;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;

namespace Clef.Cli.Cohorts;

/// <summary><c>clef cohort label</c>.</summary>
internal static class LabelVerb
{
    public static Command Create()
    {
        var cohort = new Argument<string>("cohort") { Description = "The cohort's folder" };
        var tasks = new Option<string>("--tasks") { Description = "Task definitions (YAML)", Required = true };
        var maps = new Option<string[]>("--map") { Description = "Code maps (CSV: source_system, source_code, target_system, target_code)", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "Counts and balance as JSON" };
        var command = new Command("label", "Label sessions for tasks, with controls matched by propensity") { cohort, tasks, maps, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<TaskDefinition> defined = TaskFile.Read(parsed.GetValue(tasks)!);
            CohortStore store = CohortStore.Open(parsed.GetValue(cohort)!);
            var labeller = new TaskLabeller(store, new RuleEvaluator(store, CodeMap.Load(parsed.GetValue(maps) ?? [])));
            var summaries = new List<TaskSummary>();
            foreach (TaskDefinition task in defined)
            {
                (IReadOnlyList<SessionLabel> labels, TaskSummary summary) = labeller.Label(task);
                labeller.Write(labels, summary);
                summaries.Add(summary);
            }

            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(summaries, Json.Options));
                return;
            }

            foreach (TaskSummary s in summaries)
            {
                Console.WriteLine(s.Skipped is { } why
                    ? $"{s.Task}: skipped, {why}"
                    : $"{s.Task}: {s.Positives} positives of {s.PositivePatients} patients, {s.Controls} controls, {s.Excluded.Values.Sum()} excluded");
                foreach (CovariateBalance b in s.Skipped is null ? s.Balance : [])
                {
                    Console.WriteLine($"  {b.Covariate,-28} standardised difference {b.Before,7:F3} before, {b.After,7:F3} after matching");
                }
            }
        });
        return command;
    }
}

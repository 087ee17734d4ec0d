using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core;

namespace Clef.Cli.Cohorts;

/// <summary><c>clef cohort split</c>.</summary>
internal static class SplitVerb
{
    public static Command Create()
    {
        var cohort = new Argument<string>("cohort") { Description = "The cohort's folder" };
        var shares = new Option<string>(
            "--shares") { Description = "Splits and shares", DefaultValueFactory = _ => "train=0.7,validation=0.15,test=0.15" };
        var seed = new Option<int>("--seed") { Description = "Another seed gives another division", DefaultValueFactory = _ => 42 };
        var stratify = new Option<string[]>(
            "--stratify") { Description = "Balance each split: sex, age, site, setting", AllowMultipleArgumentsPerToken = true };
        var external = new Option<string[]>(
            "--external-site") { Description = "Patients of these sites make the split 'external'", AllowMultipleArgumentsPerToken = true };
        var json = new Option<bool>("--json") { Description = "The counts as JSON" };
        var command = new Command("split", "Divide the patients of a cohort") { cohort, shares, seed, stratify, external, json };
        command.SetAction(parsed =>
        {
            CohortStore store = CohortStore.Open(parsed.GetValue(cohort)!);
            IReadOnlyList<Session> sessions = store.Sessions();
            IReadOnlyDictionary<string, string> splits = CohortSplitter.Split(sessions, new SplitOptions
            {
                Shares = Shares(parsed.GetValue(shares)!),
                Seed = parsed.GetValue(seed),
                Stratify = parsed.GetValue(stratify) ?? [],
                ExternalSites = parsed.GetValue(external) ?? [],
            });
            CohortSplitter.Write(store, splits);
            var counts = splits.GroupBy(s => s.Value)
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => new { Split = g.Key, Patients = g.Count(), Sessions = sessions.Count(s => splits[s.Patient] == g.Key) })
                .ToArray();
            if (parsed.GetValue(json))
            {
                Console.WriteLine(JsonSerializer.Serialize(counts, Json.Options));
                return;
            }

            foreach (var count in counts)
            {
                Console.WriteLine($"{count.Split,-12} {count.Patients,7} patients {count.Sessions,8} sessions");
            }
        });
        return command;
    }

    private static List<(string, double)> Shares(string text)
    {
        var shares = new List<(string, double)>();
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            string[] sides = part.Split('=');
            if (sides.Length != 2
                || sides[0].Length == 0
                || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double share))
            {
                throw new ClefException("--shares", null, part, "name=share, such as train=0.7");
            }

            shares.Add((sides[0], share));
        }

        return shares;
    }
}

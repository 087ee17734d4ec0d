using System.Collections.Concurrent;
using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clef.Simulation;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;

namespace Clef.Cli.Simulate;

/// <summary><c>clef simulate prevalences</c>: how common everything is among simulated patients.</summary>
internal static class PrevalencesCommand
{
    private sealed record Row(string Group, string Name, int Patients, double Share);

    public static Command Create()
    {
        Option<int> patients = new("--patients") { Description = "How many simulated patients.", DefaultValueFactory = _ => 2000 };
        Option<ulong> seed = new("--seed") { Description = "The seed.", DefaultValueFactory = _ => 1UL };
        Option<bool> json = new("--json") { Description = "Write JSON." };
        Command command = new("prevalences", "Count diagnoses, drugs and findings of EEG and ECG among simulated patients.") { patients, seed, json };
        command.SetAction((parsed, stop) =>
        {
            var cohort = new SimulatedCohort(parsed.GetValue(patients), parsed.GetValue(seed));
            List<Row> rows = Count(cohort, Progress.Of("patients counted", cohort.Count), stop);
            Console.Write(parsed.GetValue(json) ? JsonSerializer.Serialize(rows, Progress.Json) + "\n" : Markdown(cohort, rows));
            return Task.FromResult(0);
        });
        return command;
    }

    private static List<Row> Count(SimulatedCohort cohort, Action<int> progress, CancellationToken stop)
    {
        var counts = new ConcurrentDictionary<(string Group, string Name), int>();
        int done = 0;
        void Add(string group, string name) => counts.AddOrUpdate((group, name), 1, (_, n) => n + 1);
        Parallel.For(0, cohort.Count, new ParallelOptions { CancellationToken = stop }, index =>
        {
            SimulatedPatient patient = cohort.Patient(index);
            Add("patients", $"age {Math.Min(80, (int)(patient.Age / 20) * 20)} and over, to the next twenty");
            Add("patients", $"sex {patient.Sex}");
            Add("patients", $"site {patient.Site.Name}");
            Add("patients", $"setting {patient.Setting}");
            foreach (Condition c in patient.Conditions)
            {
                Add("diagnoses", $"{c.Code} {c.Name}");
            }

            foreach (string atc in patient.Drugs.Select(d => d.Drug.Code[..4]).Distinct())
            {
                Add("drugs, by ATC group", atc);
            }

            foreach (EegFinding f in EegSimulator.Plan(patient, cohort.EegSeconds).Findings.Select(f => f.Finding).Distinct())
            {
                Add("EEG findings", f.ToString());
            }

            foreach (var f in cohort.Ecg(patient).Findings)
            {
                Add("ECG findings", f.ToString());
            }

            progress(Interlocked.Increment(ref done));
        });
        return [.. counts.OrderBy(c => c.Key.Group, StringComparer.Ordinal).ThenByDescending(c => c.Value).ThenBy(c => c.Key.Name, StringComparer.Ordinal)
            .Select(c => new Row(c.Key.Group, c.Key.Name, c.Value, (double)c.Value / cohort.Count))];
    }

    private static string Markdown(SimulatedCohort cohort, List<Row> rows)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture) { NewLine = "\n" };
        text.WriteLine($"{cohort.Count} simulated patients (simulator {Simulator.Version}, seed {cohort.Seed}), per cent");
        foreach (IGrouping<string, Row> group in rows.GroupBy(r => r.Group))
        {
            text.WriteLine($"\n**{group.Key}**: {string.Join("; ", group.Select(r => FormattableString.Invariant($"{r.Name} {100 * r.Share:0.0}")))}");
        }

        return text.ToString();
    }
}

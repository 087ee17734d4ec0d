using System.CommandLine;
using System.Text.Json;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Signals.Channels;

namespace Clef.Cli.Cohorts;

/// <summary><c>clef cohort findings</c>: what the reports state, as a table of labels.</summary>
internal static class FindingsVerb
{
    private const string Description =
        """
        What the reports state, as a table of labels: session, patient, split, age, sex, findings (separated by ';').
        'clef ecg finetune labels=FILE task=findings kind=multi-label split=own' trains on it.
        """;

    public static Command Create()
    {
        var cohort = new Argument<string>("cohort") { Description = "The cohort's folder" };
        var output = new Option<string>("--out") { Description = "The CSV table to write", Required = true };
        var least = new Option<int>("--least") { Description = "Leave out findings that fewer training patients have", DefaultValueFactory = _ => 20 };
        var kind = new Option<string?>("--kind") { Description = "Only recordings that mainly hold this" };
        kind.AcceptOnlyFromAmong("eeg", "ecg");
        var json = new Option<bool>("--json") { Description = "The findings with their training patients as JSON" };
        least.Validators.Add(r =>
        {
            if (r.GetValueOrDefault<int>() < 1)
            {
                r.AddError("--least takes a whole number from 1");
            }
        });
        var command = new Command("findings", Description) { cohort, output, least, kind, json };
        command.SetAction(parsed =>
        {
            IReadOnlyList<(string Finding, int Patients)> kept = FindingTable.Write(
                CohortStore.Open(parsed.GetValue(cohort)!), parsed.GetValue(output)!, parsed.GetValue(least),
                parsed.GetValue(kind) is { } of ? Enum.Parse<SignalKind>(of, ignoreCase: true) : null);
            Console.WriteLine(parsed.GetValue(json)
                ? JsonSerializer.Serialize(kept.Select(k => new { finding = k.Finding, patients = k.Patients }), Json.Options)
                : $"{kept.Count} findings: {string.Join(", ", kept.Select(k => $"{k.Finding} {k.Patients}"))}");
        });
        return command;
    }
}

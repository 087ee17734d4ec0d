using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Core;

namespace Clef.Cli.Records;

/// <summary><c>clef record profile EVENTS</c>: what the alignment with the record sees of one patient, or of all.</summary>
internal static class ProfileVerb
{
    private static readonly JsonSerializerOptions Compact = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static Command Create()
    {
        var usual = new ProfileOptions();
        Argument<string> events = new("events") { Description = "A Parquet file of events (clef record import; clef cohort build)" };
        Option<string?> patient = new("--patient") { Description = "One patient; without it, all" };
        Option<string?> at = new("--at") { Description = "When the recording was made (2024-05-31 or 2024-05-31T10:30); gives the age" };
        Option<bool> before = new("--before-recording") { Description = "Only events up to --at; otherwise the whole record" };
        Option<IcdDepth> depth =
            new("--diagnosis-depth") { Description = "chapter, block, category or full", DefaultValueFactory = _ => usual.DiagnosisDepth };
        Option<int> level =
            new("--medication-level") { Description = "ATC level, 1 to 5", DefaultValueFactory = _ => usual.MedicationLevel };
        Option<double> dropout =
            new("--dropout") { Description = "Probability that a profile loses some of its codes", DefaultValueFactory = _ => 0 };
        Option<int> seed = new("--seed") { Description = "Seeds the dropout", DefaultValueFactory = _ => 1 };
        Option<string[]> maps = new("--map") { Description = "A table that translates codes (CSV: source_system, source_code, target_system, target_code); may be repeated", DefaultValueFactory = _ => [] };
        Option<bool> json = new("--json") { Description = "Write JSON, one object a line" };
        level.Validators.Add(r => Within(r, r.GetValueOrDefault<int>(), 1, 5));
        dropout.Validators.Add(r => Within(r, r.GetValueOrDefault<double>(), 0, 1));
        Command command = new("profile", "Age decade, sex, race, diagnoses and medications of a patient, as the alignment sees them")
        {
            events, patient, at, before, depth, level, dropout, seed, maps, json,
        };
        command.SetAction(parsed =>
        {
            DateTime? recorded = parsed.GetValue(at) is { } text ? Time(text) : null;
            var options = new ProfileOptions
            {
                DiagnosisDepth = parsed.GetValue(depth),
                MedicationLevel = parsed.GetValue(level),
                BeforeRecording = parsed.GetValue(before),
                DropoutProbability = parsed.GetValue(dropout),
            };
            var builder = new ProfileBuilder(CodeMap.Load(parsed.GetValue(maps)!), options);
            bool any = false;
            foreach (IGrouping<string, PatientEvent> one in Patients(parsed.GetValue(events)!, parsed.GetValue(patient)))
            {
                any = true;
                PatientProfile profile = builder.Build(one.Key, one, recorded, parsed.GetValue(seed));
                Console.WriteLine(parsed.GetValue(json) ? JsonSerializer.Serialize(profile, Compact) : Plain(profile));
            }

            if (!any)
            {
                throw new ClefException(parsed.GetValue(events), "patient", parsed.GetValue(patient), "a patient with events in the file");
            }
        });
        return command;
    }

    /// <summary>The events of one patient, or of each; a file is ordered by subject, but one of others need not be.</summary>
    private static IEnumerable<IGrouping<string, PatientEvent>> Patients(string path, string? patient) =>
        (File.Exists(path) ? EventTable.Read(path) : throw new ClefException(path, null, null, "a Parquet file of events"))
            .Where(e => patient is null || e.Patient == patient)
            .GroupBy(e => e.Patient, StringComparer.Ordinal);

    private static DateTime Time(string text) =>
        DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time
            : throw new ClefException("--at", null, text, "a date such as 2024-05-31");

    private static void Within(System.CommandLine.Parsing.OptionResult result, double value, double least, double most)
    {
        if (!(value >= least && value <= most))
        {
            result.AddError(FormattableString.Invariant($"{result.Option.Name} takes a value from {least} to {most}"));
        }
    }

    private static string Plain(PatientProfile profile) => string.Join('\n',
    [
        profile.Patient,
        $"  age decade   {profile.AgeDecade?.ToString(CultureInfo.InvariantCulture) ?? "unknown"}",
        $"  sex          {profile.Sex ?? "unknown"}",
        $"  race         {profile.Race}",
        $"  diagnoses    {string.Join(' ', profile.Diagnoses)}",
        $"  medications  {string.Join(' ', profile.Medications)}",
    ]);
}

using System.Globalization;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Clinical.Reports;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Tokenizer;

namespace Clef.Eeg.Alignment;

/// <summary>What is known of the sessions of a token table: patients, reports, records.</summary>
/// <param name="Patients">A patient for each session; the session's own name where none is known.</param>
/// <param name="Reports">A cleaned report for each session; null where there is none.</param>
/// <param name="Profiles">A record for each session; null where there is none.</param>
public sealed record AlignmentData(IReadOnlyList<string> Patients, IReadOnlyList<string?> Reports, IReadOnlyList<PatientProfile?> Profiles)
{
    /// <summary>Joins a token table with its cohort's tables. Windows of one recording (<c>id@seconds</c>) share what is known of it.</summary>
    /// <param name="tokens">The sessions.</param>
    /// <param name="sessions">A table with columns <c>session</c>, <c>patient</c> and, for ages, <c>start</c>; null where the recordings name the patient.</param>
    /// <param name="reports">A table with columns <c>session</c> and <c>text</c>; a session counts only where exactly one row is not empty (eeg-model 5.1).</param>
    /// <param name="events">Records in the MEDS layout, Parquet or CSV.</param>
    /// <param name="heldOut">Codes that never enter a record.</param>
    /// <param name="part">Which part of a report is read; a report of which nothing is left counts as none.</param>
    /// <param name="maps">Tables that translate codes of other systems, beside the built-in one.</param>
    public static AlignmentData Read(
        TokenTable tokens, string? sessions, string? reports, string? events, IReadOnlySet<string> heldOut, ReportPart part = ReportPart.Electrographic,
        IReadOnlyList<string>? maps = null)
    {
        string[] recordings = [.. tokens.Ids.Select(id => id.Split('@')[0])];
        Dictionary<string, (string Patient, DateTime? Start)> known = sessions is null ? [] : ReadSessions(sessions);
        string[] patients = [.. recordings.Select((r, i) => known.TryGetValue(r, out (string Patient, DateTime? Start) k) ? k.Patient : tokens.Patients[i] ?? r)];
        Dictionary<string, string> texts = reports is null ? [] : ReadReports(reports, part);
        string?[] cleaned = [.. recordings.Select(r => texts.GetValueOrDefault(r))];
        return new AlignmentData(patients, cleaned, events is null
            ? new PatientProfile?[recordings.Length]
            : ReadProfiles(events, patients, [.. recordings.Select(r => known.TryGetValue(r, out (string Patient, DateTime? Start) k) ? k.Start : null)], heldOut, CodeMap.Load(maps ?? [])));
    }

    private static Dictionary<string, (string Patient, DateTime? Start)> ReadSessions(string path)
    {
        CsvTable table = CsvTable.Read(path);
        int session = table.Column("session"), patient = table.Column("patient"), start = table.FirstColumn("start");
        var known = new Dictionary<string, (string, DateTime?)>(StringComparer.Ordinal);
        foreach (string[] row in table.Rows)
        {
            DateTime? at = start >= 0 && row[start].Length > 0
                ? DateTime.TryParse(row[start], CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time) ? time : throw new ClefException(path, "start", row[start], "a date and time")
                : null;
            if (!known.TryAdd(row[session], (row[patient], at)))
            {
                throw new ClefException(path, "session", row[session], "each session once");
            }
        }

        return known;
    }

    private static Dictionary<string, string> ReadReports(string path, ReportPart part)
    {
        CsvTable table = CsvTable.Read(path);
        int session = table.Column("session"), text = table.Column("text");
        return table.Rows.Where(r => r[text].Trim().Length > 0).GroupBy(r => r[session]).Where(g => g.Count() == 1)
            .Select(g => (g.Key, Text: part == ReportPart.Whole ? ReportCleaner.Clean(g.First()[text]) : ReportCleaner.Electrographic(g.First()[text])))
            .Where(r => r.Text.Length > 0)
            .ToDictionary(r => r.Key, r => r.Text, StringComparer.Ordinal);
    }

    private static PatientProfile?[] ReadProfiles(string path, string[] patients, DateTime?[] starts, IReadOnlySet<string> heldOut, CodeMap map)
    {
        var wanted = patients.ToHashSet(StringComparer.Ordinal);
        ILookup<string, PatientEvent> events = EventTable.Read(path).Where(e => wanted.Contains(e.Patient)).ToLookup(e => e.Patient, StringComparer.Ordinal);
        var builder = new ProfileBuilder(map, new ProfileOptions { HeldOut = heldOut });
        return [.. patients.Select((p, i) => events.Contains(p) ? builder.Build(p, events[p], starts[i], seed: 0) : null)];
    }
}

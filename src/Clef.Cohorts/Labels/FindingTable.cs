using System.Text;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Tables;
using Clef.Signals.Channels;

namespace Clef.Cohorts.Labels;

/// <summary>
/// What the reports of a cohort state, as a table of labels that a network is trained on: one row a session with a report, its findings in one column.
/// </summary>
public static class FindingTable
{
    /// <summary>What stands where a report states none of the table's findings: a label too, as an empty field would be a missing one.</summary>
    public const string None = "none";

    /// <summary>Writes it: <c>session</c>, <c>patient</c>, <c>split</c>, <c>age</c>, <c>sex</c>, <c>findings</c> (separated by <c>;</c>).</summary>
    /// <param name="store">A cohort with reports, whose patients are split.</param>
    /// <param name="path">The CSV file.</param>
    /// <param name="least">Findings that fewer training patients have are left out.</param>
    /// <param name="kind">Only sessions that mainly hold this; null for all.</param>
    /// <returns>The findings in the table with the number of their training patients, the commonest first.</returns>
    public static IReadOnlyList<(string Finding, int Patients)> Write(CohortStore store, string path, int least, SignalKind? kind = null)
    {
        if (!File.Exists(store.Table("findings")))
        {
            throw new ClefException(store.Folder, "findings", null, "a cohort that was built with reports");
        }

        IReadOnlyDictionary<string, string> splits = store.Splits()
            ?? throw new ClefException(store.SplitsPath, null, null, "a cohort whose patients are split ('clef cohort split')");
        using var database = new DuckDatabase(threads: 1);
        HashSet<string> reported = [.. Rows(database, $"SELECT session FROM {DuckFiles.Source(store.Table("reports"))}", 1).Select(r => r[0])];
        ILookup<string, string> stated = Rows(database, $"SELECT session, finding FROM {DuckFiles.Source(store.Table("findings"))} WHERE status = 'present'", 2)
            .ToLookup(r => r[0], r => r[1], StringComparer.Ordinal);
        Session[] sessions = [.. store.Sessions()
            .Where(s => reported.Contains(s.Id) && (kind is null || s.MainKind == kind))];
        (string Finding, int Patients)[] kept = [.. sessions.Where(s => splits.GetValueOrDefault(s.Patient) == "train")
            .SelectMany(s => stated[s.Id].Select(f => (Finding: f, s.Patient))).Distinct().GroupBy(f => f.Finding, StringComparer.Ordinal)
            .Select(g => (g.Key, g.Count())).Where(g => g.Item2 >= least).OrderByDescending(g => g.Item2).ThenBy(g => g.Key, StringComparer.Ordinal)];
        if (kept.Length == 0)
        {
            throw new ClefException(store.Folder, "findings of training patients", 0, $"one at least that {least} of them have");
        }

        HashSet<string> names = [.. kept.Select(k => k.Finding)];
        var text = new StringBuilder("session,patient,split,age,sex,findings\n");
        foreach (Session session in sessions)
        {
            string findings = string.Join(';', stated[session.Id].Where(names.Contains).Order(StringComparer.Ordinal));
            text.Append(FormattableString.Invariant($"{CsvTable.Quote(session.Id)},{CsvTable.Quote(session.Patient)},"))
                .Append(FormattableString.Invariant($"{splits.GetValueOrDefault(session.Patient)},{session.Age},{session.Sex},"))
                .Append(CsvTable.Quote(findings.Length > 0 ? findings : None)).Append('\n');
        }

        AtomicFile.WriteText(path, text.ToString());
        return kept;
    }

    private static IEnumerable<string[]> Rows(DuckDatabase database, string query, int columns)
    {
        using DuckResult r = database.Query(query);
        while (r.Next())
        {
            for (int i = 0; i < r.Count; i++)
            {
                yield return [.. Enumerable.Range(0, columns).Select(c => r.Column(c).Text(i)!)];
            }
        }
    }
}

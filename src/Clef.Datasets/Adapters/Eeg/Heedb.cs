using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Datasets.Adapters.Eeg;

/// <summary>
/// The Harvard Electroencephalography Database (Sun et al., Epilepsia 2025): more than 280,000 EEGs of four hospitals, in BIDS, with
/// findings read from the reports.
/// </summary>
public sealed class Heedb() : DescribedDataset(new DatasetFacts(
    "heedb",
    "Harvard Electroencephalography Database 4.1",
    "EEG",
    "https://bdsp.io/content/harvard-eeg-db",
    "BDSP credentialed data use agreement",
    DatasetAccess.Credentialed,
    ["EEG_metadata/|metadata/", "EEG/bids/|bids/"])
{
    Tasks = [new("findings", TaskKind.MultiLabel, "the findings of the report: every column of the findings table that holds 0 and 1")],
    Defects = [new("several-findings-rows", "a session may have several rows of findings", "a session whose rows disagree is left out")],
    Remark = "restricted: layout and column names are those of the public documentation and tools; tried on a replica only",
})
{
    /// <inheritdoc/>
    protected override void Fill(SourceFolder folder, string task, DatasetItems items)
    {
        var files = folder.FileNames.Where(
            f => f.Contains("bids/", StringComparison.Ordinal) && f.EndsWith("_eeg.edf", StringComparison.Ordinal))
            .ToLookup(f => Key(f), StringComparer.Ordinal);
        var classes = new SortedSet<string>(StringComparer.Ordinal);
        var sessions = new SortedDictionary<string, List<(string Patient, string[] Found)>>(StringComparer.Ordinal);
        foreach (string name in folder.FileNames.Where(f => f.EndsWith("reports_findings.csv", StringComparison.Ordinal)))
        {
            CsvTable table = CsvTable.Read(folder, name);
            int site = table.Column("SiteID"), patient = table.Column("BDSPPatientID"), session = table.Column("SessionID");
            int[] findings = Enumerable.Range(0, table.Columns.Count)
                .Where(c => c != session
                    && c != patient
                    && table.Rows.Any(r => r[c].Trim() == "1")
                    && table.Rows.All(r => r[c].Trim() is "0" or "1" or "" or "0.0" or "1.0"))
                .ToArray();
            classes.UnionWith(findings.Select(c => table.Columns[c]));
            foreach (string[] row in table.Rows)
            {
                string person = $"{row[site].Trim()}{row[patient].Trim()}";
                string key = $"{person}/{row[session].Trim()}";
                (sessions.TryGetValue(key, out var rows) ? rows : sessions[key] = [])
                    .Add((person, findings.Where(c => row[c].Trim() is "1" or "1.0").Select(c => table.Columns[c]).ToArray()));
            }
        }

        items.Classes = classes.ToArray();
        foreach ((string key, var rows) in sessions)
        {
            if (rows.Any(r => !r.Found.SequenceEqual(rows[0].Found)))
            {
                items.Leave("rows of findings that disagree");
                items.Correct("several-findings-rows");
            }
            else if (!files[key].Any())
            {
                items.Leave("no recording of the session");
            }
            else
            {
                items.Add(new DatasetItem(
                    key, rows[0].Patient, files[key].First(), Support.HashSplit(Name, rows[0].Patient)) { Classes = rows[0].Found });
            }
        }
    }

    /// <summary><c>.../sub-S0001123/ses-1/eeg/...</c> gives <c>S0001123/1</c>.</summary>
    private static string Key(string file)
    {
        string[] parts = file.Split('/');
        string subject = parts.FirstOrDefault(p => p.StartsWith("sub-", StringComparison.Ordinal)) ?? "sub-";
        string session = parts.FirstOrDefault(p => p.StartsWith("ses-", StringComparison.Ordinal)) ?? "ses-";
        return $"{subject[4..]}/{session[4..]}";
    }
}

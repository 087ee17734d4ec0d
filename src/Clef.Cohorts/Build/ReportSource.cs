using System.Text;
using Clef.Core.Sources;
using Clef.Core.Tables;

namespace Clef.Cohorts.Build;

/// <summary>
/// Report texts by session: a CSV or Parquet table with a session column and a text column [report], or a folder or archive of <c>.txt</c>
/// files named by session. A session with two or more non-empty reports counts as without (eeg-model 5.1).
/// </summary>
public static class ReportSource
{
    /// <summary>All non-empty reports, as (session, text).</summary>
    public static IReadOnlyList<(string Session, string Text)> Read(string path)
    {
        var reports = new List<(string, string)>();
        if (path.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase))
        {
            CsvTable table = CsvTable.Read(path, path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',');
            int session = table.FirstColumn("session", "recording", "record", "file", "path");
            int text = table.FirstColumn("text", "report");
            if (session < 0 || text < 0)
            {
                throw new Core.ClefException(path, "columns", string.Join(", ", table.Columns), "'session' and 'text'");
            }

            reports.AddRange(table.Rows.Select(r => (CohortMetadata.Plain(r[session]), r[text])));
        }
        else
        {
            using SourceFolder folder = SourceFolder.OpenPath(path);
            foreach (string name in folder.FileNames.Where(n => n.EndsWith(".txt", StringComparison.OrdinalIgnoreCase)))
            {
                using ByteSource source = folder.Open(name);
                reports.Add((CohortMetadata.Plain(name), Encoding.UTF8.GetString(source.All(10_000_000))));
            }
        }

        return reports.Where(r => !string.IsNullOrWhiteSpace(r.Item2)).ToArray();
    }
}

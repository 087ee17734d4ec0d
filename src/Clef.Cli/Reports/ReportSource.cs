using Clef.Clinical.Tables;
using Clef.Core;

namespace Clef.Cli.Reports;

/// <summary>Where reports come from: a text file, a folder of text files, or a table.</summary>
internal static class ReportSource
{
    public static bool IsTable(string path) => Path.GetExtension(path).ToUpperInvariant() is ".CSV" or ".TSV";

    public static IEnumerable<(string Id, string Text)> Read(string path, string textColumn, string? idColumn)
    {
        if (Directory.Exists(path))
        {
            string[] files = [.. Directory.GetFiles(path, "*.txt").Order(StringComparer.Ordinal)];
            return files.Length > 0 ? files.Select(f => (Path.GetFileName(f), Text(f))) : throw new ClefException(path, null, null, "a folder with .txt reports");
        }

        return !File.Exists(path) ? throw new ClefException(path, null, null, "a report, a folder of reports, or a table of reports")
            : IsTable(path) ? Table(path, textColumn, idColumn)
            : [(Path.GetFileName(path), Text(path))];
    }

    private static string Text(string path) => new FileInfo(path).Length <= 4L << 20 ? File.ReadAllText(path) : throw new ClefException(path, "size", new FileInfo(path).Length, "a report of at most 4 MB");

    private static IEnumerable<(string Id, string Text)> Table(string path, string textColumn, string? idColumn)
    {
        using DelimitedReader table = DelimitedReader.Open(path);
        int text = table.Column(textColumn), id = idColumn is null ? -1 : table.Column(idColumn);
        while (table.Read() is { } row)
        {
            yield return (id < 0 ? $"{Path.GetFileName(path)}:{table.Line}" : row[id], row[text]);
        }
    }
}

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
            return files.Length > 0
                ? files.Select(f => (Path.GetFileName(f), Text(f)))
                : throw new ClefException(path, null, null, "a folder with .txt reports");
        }

        return !File.Exists(path) ? throw new ClefException(path, null, null, "a report, a folder of reports, or a table of reports")
            : IsTable(path) ? Table(path, textColumn, idColumn)
            : [(
                Path.GetFileName(path),
                Text(path) is { } text && !string.IsNullOrWhiteSpace(text)
                    ? text
                    : throw new ClefException(path, null, "an empty text", "a report"))];
    }

    private static string Text(string path)
    {
        long length = new FileInfo(path).Length;
        string text = length <= 4L << 20
            ? File.ReadAllText(path)
            : throw new ClefException(path, "size", length, "a report of at most 4 MB");
        return text.Contains('\0', StringComparison.Ordinal)
            ? throw new ClefException(path, null, "bytes that are no text", "a report in UTF-8")
            : text;
    }

    private static IEnumerable<(string Id, string Text)> Table(string path, string textColumn, string? idColumn)
    {
        using DelimitedReader table = DelimitedReader.Open(path);
        int text = table.Column(textColumn), id = idColumn is null ? -1 : table.Column(idColumn);
        var known = new HashSet<string>(StringComparer.Ordinal);
        while (table.Read() is { } row)
        {
            if (id >= 0 && !known.Add(row[id]))
            {
                throw new ClefException($"{path}:{table.Line}", idColumn, row[id], "a name that no other report has");
            }

            yield return (id < 0 ? $"{Path.GetFileName(path)}:{table.Line}" : row[id], row[text]);
        }
    }
}

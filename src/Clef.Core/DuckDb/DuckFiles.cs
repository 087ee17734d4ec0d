namespace Clef.Core.DuckDb;

/// <summary>Tables in files: Parquet and CSV by the file's extension (<c>.parquet</c>, <c>.csv</c>, <c>.csv.gz</c>, <c>.tsv</c>).</summary>
public static class DuckFiles
{
    /// <summary>
    /// Writes the rows of a query to a Parquet (zstd) or CSV file: first to a temporary file in the same folder, which is flushed to disk
    /// and renamed, so that a reader sees the old file or the new.
    /// </summary>
    public static void WriteFile(this DuckDatabase database, string path, string select)
    {
        string options = Kind(path) switch
        {
            TableKind.Parquet => "FORMAT parquet, COMPRESSION zstd",
            TableKind.Tabs => "FORMAT csv, HEADER true, DELIMITER '\t'",
            _ => "FORMAT csv, HEADER true",
        };
        string full = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(full)!;
        Directory.CreateDirectory(folder);
        // The extension must stay last: DuckDB infers the compression of a CSV file from it.
        string temporary =
            Path.Combine(folder, $".{Environment.ProcessId}.{Environment.CurrentManagedThreadId}.tmp.{Path.GetFileName(full)}");
        try
        {
            database.Execute($"COPY ({select}) TO {DuckDatabase.Literal(temporary)} ({options})");
            using (var written = new FileStream(temporary, FileMode.Open, FileAccess.ReadWrite))
            {
                written.Flush(flushToDisk: true);
            }

            File.Move(temporary, full, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }

    /// <summary>Makes a view over a file, with its columns as the file types them (Parquet) or all as text (CSV and TSV).</summary>
    /// <exception cref="ClefException">The file is missing or is not a table.</exception>
    public static void View(this DuckDatabase database, string name, string path) =>
        database.Execute($"CREATE OR REPLACE VIEW {DuckDatabase.Identifier(name)} AS SELECT * FROM {Source(path)}");

    /// <summary>The table expression that reads a file; a folder name is taken literally, not as a pattern.</summary>
    public static string Source(string path)
    {
        if (!File.Exists(path))
        {
            throw new ClefException(path, null, null, "an existing table (.parquet, .csv, .csv.gz or .tsv)");
        }

        // DuckDB expands * ? [ in names; a bracket expression of one character takes each literally.
        string literal = string.Concat(path.Select(c => c is '*' or '?' or '[' ? $"[{c}]" : c.ToString()));
        return Kind(path) switch
        {
            TableKind.Parquet => $"read_parquet({DuckDatabase.Literal(literal)})",
            TableKind.Tabs => $"read_csv({DuckDatabase.Literal(literal)}, header = true, all_varchar = true, delim = '\t', quote = '\"')",
            _ => $"read_csv({DuckDatabase.Literal(literal)}, header = true, all_varchar = true, delim = ',', quote = '\"', escape = '\"')",
        };
    }

    /// <summary>The names of a file's columns.</summary>
    public static IReadOnlyList<string> ColumnNames(this DuckDatabase database, string path)
    {
        using DuckResult result = database.Query($"SELECT * FROM {Source(path)} LIMIT 0");
        return result.Columns.Select(c => c.Name).ToArray();
    }

    private enum TableKind
    {
        Parquet,
        Commas,
        Tabs,
    }

    private static TableKind Kind(string path)
    {
        string name = path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? path[..^3] : path;
        return Path.GetExtension(name).ToUpperInvariant() switch
        {
            ".PARQUET" => TableKind.Parquet,
            ".CSV" => TableKind.Commas,
            ".TSV" or ".TXT" => TableKind.Tabs,
            _ => throw new ClefException(path, "extension", Path.GetExtension(name), ".parquet, .csv or .tsv"),
        };
    }
}

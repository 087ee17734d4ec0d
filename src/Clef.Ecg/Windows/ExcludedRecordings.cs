using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Ecg.Windows;

/// <summary>
/// Recordings that pretraining must not see: the test part of one or more splits. A recording that a table names and no input has is an error, since the
/// table then belongs to other data, and nothing would be left out.
/// </summary>
public sealed class ExcludedRecordings
{
    private const string TestPart = "test";

    private readonly HashSet<string> _files;
    private readonly string _source;

    private ExcludedRecordings(HashSet<string> files, string source)
    {
        (_files, _source) = (files, source);
        Digest = FormattableString.Invariant($"{StableHash.Of([.. files.Order(StringComparer.Ordinal)]):x16}");
    }

    /// <summary>How many recordings.</summary>
    public int Count => _files.Count;

    /// <summary>A digest of their names, whatever their order.</summary>
    public string Digest { get; }

    /// <summary>Reads tables with the columns <c>file</c> and <c>split</c>.</summary>
    /// <param name="tables">CSV files; null is returned where there are none.</param>
    /// <exception cref="ClefException">A table lacks a column, or its test part is empty.</exception>
    public static ExcludedRecordings? Read(IReadOnlyList<string> tables)
    {
        if (tables.Count == 0)
        {
            return null;
        }

        var files = new HashSet<string>(StringComparer.Ordinal);
        foreach (string path in tables)
        {
            CsvTable table = CsvTable.Read(path);
            int file = table.Column("file"), split = table.Column("split");
            string[] test = [.. table.Rows.Where(r => r[split].Trim() == TestPart).Select(r => r[file].Trim())];
            files.UnionWith(test.Length > 0 ? test : throw new ClefException(path, "rows whose split is test", 0, "at least one, to be left out"));
        }

        return new ExcludedRecordings(files, string.Join(", ", tables));
    }

    /// <summary>Whether a recording is left out.</summary>
    /// <param name="name">Its name within its folder or archive. A table made from an archive also names the files of a folder further in.</param>
    /// <param name="found">Receives the table's name of it.</param>
    internal bool Contains(string name, HashSet<string> found)
    {
        string? match = _files.Contains(name) ? name : null;
        for (int slash = name.IndexOf('/', StringComparison.Ordinal); match is null && slash >= 0; slash = name.IndexOf('/', slash + 1))
        {
            match = _files.Contains(name[(slash + 1)..]) ? name[(slash + 1)..] : null;
        }

        match ??= _files.FirstOrDefault(f => f.EndsWith('/' + name, StringComparison.Ordinal));
        return match is not null && (found.Add(match) || true);
    }

    /// <summary>Requires that every recording was found among the inputs.</summary>
    internal void RequireAll(HashSet<string> found)
    {
        if (_files.FirstOrDefault(f => !found.Contains(f)) is { } missing)
        {
            throw new ClefException(_source, "file", missing, "a recording that is among the inputs, so that it can be left out");
        }
    }
}

using System.Globalization;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Cohorts.Build;

/// <summary>
/// The table that says whose recordings these are. A row is found by its session column: the recording's name with or without folder and
/// extension. Known columns (any of the names in brackets): session [recording, record, file, path], patient [person, subject, patient_id,
/// subject_id], age, sex [gender], birth_date, start [date, recorded_at], site [hospital], setting. Others are kept in the cohort's
/// metadata table.
/// </summary>
public sealed class CohortMetadata
{
    private readonly CsvTable _table;
    private readonly Dictionary<string, int> _byName = new(StringComparer.Ordinal);
    private readonly HashSet<int> _used = [];
    private readonly int _session, _patient, _age, _sex, _birth, _start, _site, _setting;

    /// <summary>Reads a CSV (or TSV) file.</summary>
    public CohortMetadata(string path)
    {
        _table = CsvTable.Read(path, path.EndsWith(".tsv", StringComparison.OrdinalIgnoreCase) ? '\t' : ',');
        _session = Need("session", "recording", "record", "file", "path");
        _patient = Need("patient", "person", "subject", "patient_id", "subject_id");
        _age = _table.FirstColumn("age", "age_years");
        _sex = _table.FirstColumn("sex", "gender");
        _birth = _table.FirstColumn("birth_date", "date_of_birth");
        _start = _table.FirstColumn("start", "recorded_at", "recording_date", "date");
        _site = _table.FirstColumn("site", "hospital");
        _setting = _table.FirstColumn("setting");
        for (int row = 0; row < _table.Rows.Count; row++)
        {
            string name = Plain(_table.Rows[row][_session]);
            if (!_byName.TryAdd(name, row))
            {
                throw new ClefException(path, $"{_table.Columns[_session]} in row {row + 1}", name, "each recording once");
            }
        }
    }

    /// <summary>The table as read.</summary>
    public CsvTable Table => _table;

    /// <summary>The row of a recording, or -1.</summary>
    public int Find(string file)
    {
        string plain = Plain(file);
        int slash = plain.LastIndexOf('/');
        int row = _byName.TryGetValue(plain, out int whole) ? whole : _byName.TryGetValue(plain[(slash + 1)..], out int last) ? last : -1;
        if (row >= 0)
        {
            _used.Add(row);
        }

        return row;
    }

    /// <summary>The rows that no recording claimed.</summary>
    public IEnumerable<string> Unused =>
        Enumerable.Range(0, _table.Rows.Count).Where(r => !_used.Contains(r)).Select(r => _table.Rows[r][_session]);

    /// <summary>The patient of a row.</summary>
    public string? Patient(int row) => Text(row, _patient);

    /// <summary>The sex of a row: F, M or null.</summary>
    public string? Sex(int row) => Text(row, _sex)?.ToUpperInvariant() switch
    {
        "F" or "FEMALE" or "W" or "WOMAN" => "F",
        "M" or "MALE" or "MAN" => "M",
        _ => null,
    };

    /// <summary>The age of a row in years, stated or from the birth date.</summary>
    public double? Age(int row, DateTime? start) =>
        _age >= 0 && _table.Number(row, _age) is { } age ? age
        : Date(row, _birth) is { } birth && start is { } s && s >= birth ? (s - birth).TotalDays / 365.25
        : null;

    /// <summary>When the recording began.</summary>
    public DateTime? Start(int row) => Date(row, _start);

    /// <summary>The site of a row.</summary>
    public string? Site(int row) => Text(row, _site);

    /// <summary>The setting of a row.</summary>
    public string? Setting(int row) => Text(row, _setting);

    /// <summary>A name without its extension.</summary>
    public static string Plain(string name)
    {
        string text = name.Trim().Replace('\\', '/').TrimStart('/');
        int dot = text.LastIndexOf('.');
        return dot > text.LastIndexOf('/')
            && text.Length - dot <= 6
            && !text.AsSpan(dot + 1).ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
            ? text[..dot]
            : text;
    }

    private string? Text(int row, int column) => column >= 0 && _table.Rows[row][column].Trim() is { Length: > 0 } text ? text : null;

    private DateTime? Date(int row, int column)
    {
        if (Text(row, column) is not { } text)
        {
            return null;
        }

        string[] forms =
            ["yyyy-MM-dd", "yyyy-MM-ddTHH:mm:ss", "yyyy-MM-dd HH:mm:ss", "yyyy-MM-dd HH:mm", "yyyy-MM-ddTHH:mm:ss.FFF", "dd.MM.yyyy"];
        return DateTime.TryParseExact(text, forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out DateTime time)
            ? time
            : throw new ClefException(
                _table.Name, $"{_table.Columns[column]} in row {row + 1}", text, "a date such as 2015-06-01 or 2015-06-01 10:30:00");
    }

    private int Need(params ReadOnlySpan<string> names)
    {
        int found = _table.FirstColumn(names);
        return found >= 0
            ? found
            : throw new ClefException(
                _table.Name, "columns", string.Join(", ", _table.Columns), $"one of {string.Join(", ", names.ToArray())}");
    }
}

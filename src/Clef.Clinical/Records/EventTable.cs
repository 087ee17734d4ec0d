using Clef.Core;
using Clef.Core.DuckDb;

namespace Clef.Clinical.Records;

/// <summary>
/// Events as a Parquet file in the MEDS layout: <c>subject_id</c> BIGINT, <c>time</c> TIMESTAMP, <c>code</c>, <c>numeric_value</c> FLOAT,
/// <c>text_value</c>, and beside
/// MEDS's columns <c>patient</c>, the identifier as the source has it. Ordered by subject, then time with timeless events first, then code;
/// the same events give the same file.
/// </summary>
public static class EventTable
{
    /// <summary>The name of the table that <see cref="Create"/> makes.</summary>
    public const string Name = "events";

    /// <summary>Makes the empty table <see cref="Name"/>.</summary>
    public static void Create(DuckDatabase database) => database.Execute(
        $"CREATE TABLE {Name} (subject_id BIGINT, patient VARCHAR, time TIMESTAMP, code VARCHAR, numeric_value DOUBLE, text_value VARCHAR)");

    /// <summary>Adds events to the table <see cref="Name"/>.</summary>
    public static long Append(DuckDatabase database, IEnumerable<PatientEvent> events)
    {
        long count = 0;
        using DuckAppender appender = database.Append(Name);
        foreach (PatientEvent e in events)
        {
            appender.Add((long?)PatientEvent.SubjectId(e.Patient)).Add(e.Patient).Add(e.Time).Add(e.Code).Add(e.Number).Add(e.Text);
            count++;
        }

        appender.Close();
        return count;
    }

    /// <summary>Writes the table <see cref="Name"/>, each event once, in order.</summary>
    public static void Write(DuckDatabase database, string path) => database.WriteFile(
        path,
        $"SELECT DISTINCT subject_id, patient, time, code, numeric_value::FLOAT AS numeric_value, text_value FROM {Name} "
        + "ORDER BY subject_id, time NULLS FIRST, code, numeric_value, text_value");

    /// <summary>Writes events to a file.</summary>
    public static void Write(IEnumerable<PatientEvent> events, string path)
    {
        using var database = new DuckDatabase();
        Create(database);
        Append(database, events);
        Write(database, path);
    }

    /// <summary>
    /// Reads a MEDS file, in its order, one event at a time. A file of others may lack <c>patient</c>, <c>numeric_value</c> or
    /// <c>text_value</c>.
    /// </summary>
    public static IEnumerable<PatientEvent> Read(string path)
    {
        using var database = new DuckDatabase(threads: 1);
        var columns = database.ColumnNames(path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (string needed in (ReadOnlySpan<string>)["subject_id", "time", "code"])
        {
            if (!columns.Contains(needed))
            {
                throw new ClefException(path, "columns", string.Join(", ", columns), $"MEDS's column '{needed}'");
            }
        }

        string patient = columns.Contains("patient") ? "patient" : "NULL";
        string number = columns.Contains("numeric_value") ? "numeric_value" : "NULL";
        string text = columns.Contains("text_value") ? "text_value" : "NULL";
        using DuckResult result = database.Query(
            $"SELECT coalesce({patient}::VARCHAR, subject_id::VARCHAR), time::TIMESTAMP, code::VARCHAR, {number}::DOUBLE, {text}::VARCHAR FROM {DuckFiles.Source(path)}");
        while (result.Next())
        {
            for (int i = 0; i < result.Count; i++)
            {
                yield return new PatientEvent(
                    result.Column(0).Text(i) ?? throw new ClefException(path, "subject_id", "null", "a subject in every row"),
                    result.Column(1).Time(i),
                    result.Column(2).Text(i) ?? throw new ClefException(path, "code", "null", "a code in every row"),
                    result.Column(3).Number(i),
                    result.Column(4).Text(i));
            }
        }
    }
}

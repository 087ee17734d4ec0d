using Clef.Core;
using Clef.Core.DuckDb;

namespace Clef.Clinical.Records.Omop;

/// <summary>
/// Reads the OMOP Common Data Model 5.x as CSV files (<c>person</c>, <c>concept</c>, <c>condition_occurrence</c>, <c>drug_exposure</c>,
/// <c>measurement</c>, <c>visit_occurrence</c>,
/// <c>death</c>; all but the first two may be absent) into the table of <see cref="EventTable"/>. A concept becomes
/// <c>vocabulary/concept_code</c>. Where the standard concept is 0 the source concept is taken.
/// </summary>
public static class OmopImporter
{
    /// <summary>True where a folder looks like OMOP.</summary>
    public static bool Recognises(string folder) => Find(folder, "person") is not null && Find(folder, "concept") is not null;

    /// <summary>Adds the events of a folder of OMOP tables to a database's table of events.</summary>
    public static void Import(DuckDatabase database, string folder, ImportReport report)
    {
        string person = Need(folder, "person");
        database.Execute($"""
            CREATE OR REPLACE TEMP TABLE concept AS SELECT concept_id::BIGINT AS concept_id, concept_name, concept_code,
            CASE vocabulary_id WHEN 'RxNorm' THEN 'RXNORM' WHEN 'RxNorm Extension' THEN 'RXNORM_EXTENSION' ELSE replace(vocabulary_id, '/', ':') END AS vocabulary
            FROM {Need(folder, "concept")}
            """);

        // Gender concepts 8507 (male) and 8532 (female) are fixed in OMOP's vocabulary.
        Insert(database, report, "person", $"""
            SELECT person_id, coalesce(TRY_CAST(birth_datetime AS TIMESTAMP), make_timestamp(year_of_birth::BIGINT, coalesce(TRY_CAST(month_of_birth AS BIGINT), 1), coalesce(TRY_CAST(day_of_birth AS BIGINT), 1), 0, 0, 0)), '{EventCodes.Birth}', NULL, NULL FROM {person}
            UNION ALL SELECT person_id, NULL, '{EventCodes.Sex}' || CASE gender_concept_id WHEN '8532' THEN 'F' ELSE 'M' END, NULL, NULL FROM {person} WHERE gender_concept_id IN ('8507', '8532')
            UNION ALL SELECT person_id, NULL, '{EventCodes.Race}' || c.concept_name, NULL, NULL FROM {person} p JOIN concept c ON TRY_CAST(p.race_concept_id AS BIGINT) = c.concept_id WHERE c.concept_id <> 0
            """, ("birth_datetime", "month_of_birth", "day_of_birth"), person);

        Coded(
            database, folder, report, "condition_occurrence", "condition", "condition_start_datetime", "condition_start_date", "NULL",
            "NULL");
        Coded(
            database, folder, report, "drug_exposure", "drug", "drug_exposure_start_datetime", "drug_exposure_start_date", "NULL", "NULL");
        Coded(
            database, folder, report, "measurement", "measurement", "measurement_datetime", "measurement_date",
            "TRY_CAST(value_as_number AS DOUBLE)", "unit_source_value");
        Coded(database, folder, report, "visit_occurrence", "visit", "visit_start_datetime", "visit_start_date", "NULL", "NULL");
        if (Find(folder, "death") is { } death)
        {
            Insert(
                database, report, "death",
                $"SELECT person_id, death_date::TIMESTAMP, '{EventCodes.Death}', NULL, NULL FROM {DuckFiles.Source(death)}");
        }
    }

    private static void Coded(
        DuckDatabase database, string folder, ImportReport report, string table, string prefix, string time, string date, string number,
        string text)
    {
        if (Find(folder, table) is not { } path)
        {
            return;
        }

        var columns = database.ColumnNames(path).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string Optional(string column) => columns.Contains(column) ? column : "NULL";
        string source = DuckFiles.Source(path);
        string concept =
            $"coalesce(nullif(TRY_CAST({prefix}_concept_id AS BIGINT), 0), TRY_CAST({Optional(prefix + "_source_concept_id")} AS BIGINT))";
        string code = table == "visit_occurrence" ? $"'{EventCodes.Encounter}' || c.concept_name" : "c.vocabulary || '/' || c.concept_code";
        string numberColumn = number == "NULL" || columns.Contains("value_as_number") ? number : "NULL";
        string rows = $"SELECT person_id, coalesce(TRY_CAST({Optional(time)} AS TIMESTAMP), TRY_CAST({date} AS TIMESTAMP)) AS at_time, {concept} AS concept_id, {numberColumn} AS number, {(text == "NULL" ? "NULL" : Optional(text))} AS text FROM {source}";
        Insert(
            database, report, table,
            $"SELECT r.person_id, r.at_time, {code}, r.number, r.text FROM ({rows}) r JOIN concept c USING (concept_id) WHERE c.concept_id <> 0");
        report.Leave(
            $"{table}: the concept is 0 or not in concept",
            database.Count(
                $"SELECT count(*) FROM ({rows}) r LEFT JOIN concept c USING (concept_id) WHERE c.concept_id IS NULL OR c.concept_id = 0"));
    }

    private static void Insert(
        DuckDatabase database, ImportReport report, string kind, string select, (string, string, string)? optional = null,
        string? source = null)
    {
        if (optional is { } names && source is not null)
        {
            using DuckResult header = database.Query($"SELECT * FROM {source} LIMIT 0");
            foreach (string name in (ReadOnlySpan<string>)[names.Item1, names.Item2, names.Item3])
            {
                if (!header.Columns.Any(c => c.Name.Equals(name, StringComparison.OrdinalIgnoreCase)))
                {
                    select = select.Replace(name, "NULL", StringComparison.Ordinal);
                }
            }
        }

        report.Take(kind, EventSql.Insert(database, select));
    }

    private static string Need(string folder, string table) =>
        DuckFiles.Source(Find(folder, table) ?? throw new ClefException(folder, "tables", null, $"{table}.csv"));

    private static string? Find(string folder, string table)
    {
        foreach (string name in (ReadOnlySpan<string>)[table, table.ToUpperInvariant()])
        {
            foreach (string extension in (ReadOnlySpan<string>)[".csv", ".csv.gz", ".parquet"])
            {
                string path = Path.Combine(folder, name + extension);
                if (File.Exists(path))
                {
                    return path;
                }
            }
        }

        return null;
    }
}

using Clef.Core;
using Clef.Core.DuckDb;

namespace Clef.Clinical.Records.Mimic;

/// <summary>
/// Reads the tables of MIMIC-IV (PhysioNet, 2.x and 3.x; <c>hosp/*.csv</c> or <c>.csv.gz</c>) into the table of <see cref="EventTable"/>.
/// <para>Diagnoses are coded after discharge and carry no time of their own: their time is the admission's <c>dischtime</c>, so that none
/// is known before the stay ends. A birth is placed at the first of January of anchor_year - anchor_age; ages above 89 are 91 in the data
/// and thus a lower bound.</para>
/// </summary>
public static class MimicImporter
{
    /// <summary>True where a folder looks like MIMIC-IV.</summary>
    public static bool Recognises(string folder) => Find(folder, "patients") is not null && Find(folder, "diagnoses_icd") is not null;

    /// <summary>Adds the events of a MIMIC-IV folder to a database's table of events.</summary>
    public static void Import(DuckDatabase database, string folder, ImportReport report)
    {
        string patients = Need(folder, "patients");
        Insert(database, report, "patients", $"""
            SELECT subject_id, make_timestamp(anchor_year::BIGINT - anchor_age::BIGINT, 1, 1, 0, 0, 0), '{EventCodes.Birth}', NULL, NULL FROM {patients}
            UNION ALL SELECT subject_id, NULL, '{EventCodes.Sex}' || gender, NULL, NULL FROM {patients} WHERE gender IN ('F', 'M')
            UNION ALL SELECT subject_id, dod::TIMESTAMP, '{EventCodes.Death}', NULL, NULL FROM {patients} WHERE dod IS NOT NULL AND dod <> ''
            """);

        string admissions = Need(folder, "admissions");
        Insert(database, report, "admissions", $"""
            SELECT subject_id, admittime::TIMESTAMP, '{EventCodes.Encounter}' || admission_type, NULL, NULL FROM {admissions}
            UNION ALL SELECT subject_id, dischtime::TIMESTAMP, '{EventCodes.EncounterEnd}' || admission_type, NULL, NULL FROM {admissions} WHERE dischtime <> ''
            UNION ALL SELECT DISTINCT subject_id, NULL::TIMESTAMP, '{EventCodes.Race}' || race, NULL, NULL FROM {admissions} WHERE race IS NOT NULL AND race <> ''
            """);

        string diagnoses = Need(folder, "diagnoses_icd");
        Insert(database, report, "diagnoses_icd", $"""
            SELECT d.subject_id, a.dischtime::TIMESTAMP, CASE trim(d.icd_version) WHEN '9' THEN 'ICD9CM/' ELSE 'ICD10CM/' END || trim(d.icd_code), NULL, NULL
            FROM {diagnoses} d JOIN {admissions} a USING (hadm_id)
            """);
        report.Leave(
            "diagnoses_icd: the admission is not in admissions",
            database.Count($"SELECT count(*) FROM {diagnoses} d ANTI JOIN {admissions} a USING (hadm_id)"));

        if (Find(folder, "prescriptions") is { } prescriptions)
        {
            prescriptions = DuckFiles.Source(prescriptions);
            Insert(database, report, "prescriptions", $"""
                SELECT subject_id, starttime::TIMESTAMP, 'NDC/' || ndc, NULL, drug FROM {prescriptions}
                WHERE ndc IS NOT NULL AND length(ndc) = 11 AND ndc <> '00000000000' AND starttime <> ''
                """);
            report.Leave(
                "prescriptions: no drug code",
                database.Count($"SELECT count(*) FROM {prescriptions} WHERE ndc IS NULL OR length(ndc) <> 11 OR ndc = '00000000000'"));
            report.Leave(
                "prescriptions: no start",
                database.Count($"SELECT count(*) FROM {prescriptions} WHERE length(ndc) = 11 AND ndc <> '00000000000' AND (starttime IS NULL OR starttime = '')"));
        }

        if (Find(folder, "labevents") is { } labs)
        {
            labs = DuckFiles.Source(labs);
            Insert(database, report, "labevents", $"""
                SELECT subject_id, charttime::TIMESTAMP, 'MIMIC_LAB/' || itemid, TRY_CAST(valuenum AS DOUBLE), valueuom FROM {labs}
                WHERE valuenum IS NOT NULL AND valuenum <> '' AND charttime <> ''
                """);
            report.Leave("labevents: no number", database.Count($"SELECT count(*) FROM {labs} WHERE valuenum IS NULL OR valuenum = ''"));
        }
    }

    private static void Insert(DuckDatabase database, ImportReport report, string kind, string select) =>
        report.Take(kind, EventSql.Insert(database, select));

    private static string Need(string folder, string table) =>
        DuckFiles.Source(
            Find(folder, table) ?? throw new ClefException(folder, "tables", null, $"hosp/{table}.csv or hosp/{table}.csv.gz"));

    private static string? Find(string folder, string table)
    {
        foreach (string candidate in (ReadOnlySpan<string>)[$"hosp/{table}.csv.gz", $"hosp/{table}.csv", $"{table}.csv.gz", $"{table}.csv"])
        {
            string path = Path.Combine(folder, candidate);
            if (File.Exists(path))
            {
                return path;
            }
        }

        return null;
    }
}

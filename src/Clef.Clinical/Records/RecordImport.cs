using Clef.Clinical.Records.Fhir;
using Clef.Clinical.Records.Mimic;
using Clef.Clinical.Records.Omop;
using Clef.Core;
using Clef.Core.DuckDb;
using Clef.Core.Sources;

namespace Clef.Clinical.Records;

/// <summary>Imports patient records of any layout that Clef knows; the layout is recognised.</summary>
public static class RecordImport
{
    /// <summary>
    /// Adds the events of a folder, archive or file to a database's table of events (see <see cref="EventTable.Create"/>).
    /// </summary>
    /// <param name="database">The database with the table.</param>
    /// <param name="path">A folder of MIMIC-IV or OMOP tables, of FHIR files or of MEDS files; a zip archive of FHIR files; or one MEDS
    /// file.</param>
    /// <param name="report">Receives the counts.</param>
    /// <returns>The layout's name.</returns>
    public static string Import(DuckDatabase database, string path, ImportReport report)
    {
        if (Directory.Exists(path) && MimicImporter.Recognises(path))
        {
            MimicImporter.Import(database, path, report);
            return "MIMIC-IV";
        }

        if (Directory.Exists(path) && OmopImporter.Recognises(path))
        {
            OmopImporter.Import(database, path, report);
            return "OMOP";
        }

        string[] meds = path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase) ? [path]
            : Directory.Exists(path) ? Directory.GetFiles(path, "*.parquet", SearchOption.AllDirectories)
                .Where(f => !f.Contains("/metadata/", StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .ToArray()
            : [];
        if (meds.Length > 0)
        {
            foreach (string file in meds)
            {
                report.Take("MEDS", EventTable.Append(database, EventTable.Read(file)));
            }

            return "MEDS";
        }

        if (File.Exists(path) && !path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            throw Unknown(path);
        }

        using SourceFolder folder = SourceFolder.OpenPath(path);
        if (folder.FileNames.Any(
            n => n.EndsWith(".json", StringComparison.OrdinalIgnoreCase) || n.EndsWith(".ndjson", StringComparison.OrdinalIgnoreCase)))
        {
            EventTable.Append(database, FhirImporter.Read(folder, report));
            return "FHIR R4";
        }

        throw Unknown(path);
    }

    private static ClefException Unknown(string path) => new(
        path, "layout", null,
        "a folder or .zip of FHIR R4 files (.json, .ndjson), a folder of MIMIC-IV tables (hosp/patients.csv) or OMOP tables (person.csv, concept.csv), or MEDS files (.parquet)");
}

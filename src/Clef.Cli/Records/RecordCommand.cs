using System.CommandLine;

namespace Clef.Cli.Records;

/// <summary><c>clef record</c>: patient records of known layouts into MEDS events, and profiles from them.</summary>
internal static class RecordCommand
{
    public static Command Create() =>
        new("record", "Patient records: import FHIR R4, MIMIC-IV, OMOP or MEDS into events; the profile of a patient")
    {
        ImportVerb.Create(),
        ProfileVerb.Create(),
    };
}

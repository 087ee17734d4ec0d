namespace Clef.Clinical.Records;

/// <summary>The codes of events that belong to no vocabulary.</summary>
public static class EventCodes
{
    /// <summary>Birth; MEDS's own code.</summary>
    public const string Birth = "MEDS_BIRTH";

    /// <summary>Death; MEDS's own code.</summary>
    public const string Death = "MEDS_DEATH";

    /// <summary>Prefix of the sex: <c>SEX/F</c>, <c>SEX/M</c>.</summary>
    public const string Sex = "SEX/";

    /// <summary>Prefix of the race as the source words it: <c>RACE/White</c>.</summary>
    public const string Race = "RACE/";

    /// <summary>Prefix of an encounter's class: <c>ENCOUNTER/AMB</c>, <c>ENCOUNTER/EW EMER.</c>.</summary>
    public const string Encounter = "ENCOUNTER/";

    /// <summary>Prefix of the end of an encounter.</summary>
    public const string EncounterEnd = "ENCOUNTER_END/";
}

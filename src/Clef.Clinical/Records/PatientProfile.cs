namespace Clef.Clinical.Records;

/// <summary>
/// What the alignment with the record sees of a patient (eeg-model 5.2): demographics and an unordered set of codes. Two profiles with the
/// same sets are the same whatever the order of the events.
/// </summary>
/// <param name="Patient">The patient.</param>
/// <param name="AgeDecade">Age at the recording in decades: 0 for 0 to 9 years, ..., 9 for 90 and above; null where the birth or the
/// recording's date is unknown.</param>
/// <param name="Sex"><c>F</c>, <c>M</c> or null.</param>
/// <param name="Race">One of <see cref="RaceGroups.All"/>.</param>
/// <param name="Diagnoses">Diagnosis codes, in ordinal order.</param>
/// <param name="Medications">Medication codes, in ordinal order.</param>
public sealed record PatientProfile(
    string Patient, int? AgeDecade, string? Sex, string Race, IReadOnlyList<string> Diagnoses, IReadOnlyList<string> Medications)
{
    /// <summary>True where the record has no code: such a patient takes no part in the alignment's loss.</summary>
    public bool IsEmpty => Diagnoses.Count == 0 && Medications.Count == 0;
}

namespace Clef.Clinical.Codes;

/// <summary>Brings codes of many vocabularies to one depth: diagnoses to ICD, medications to ATC.</summary>
/// <param name="map">The translations.</param>
/// <param name="diagnosisDepth">How far ICD codes are rolled up.</param>
/// <param name="medicationLevel">The ATC level, 1 to 5.</param>
public sealed class CodeRoller(CodeMap map, IcdDepth diagnosisDepth = IcdDepth.Category, int medicationLevel = 5)
{
    /// <summary>
    /// The diagnoses that a code stands for, as <c>ICD10/...</c> (WHO and CM alike). ICD-9 codes that the map does not translate stay apart
    /// as <c>ICD9CM/...</c>. None where the code is no diagnosis or has no translation.
    /// </summary>
    public IEnumerable<string> Diagnoses(ClinicalCode code)
    {
        bool any = false;
        IEnumerable<ClinicalCode> targets = code.System == CodeSystems.Icd10
            ? [code]
            : map.Map(code, CodeSystems.Icd10Cm).Concat(map.Map(code, CodeSystems.Icd10));
        foreach (ClinicalCode target in targets)
        {
            if (Icd10.Roll(target.Value, diagnosisDepth) is { } rolled)
            {
                any = true;
                yield return $"{CodeSystems.Icd10}/{rolled}";
            }
        }

        if (!any && code.System == CodeSystems.Icd9Cm && Icd9.Roll(code.Value, diagnosisDepth) is { } old)
        {
            yield return $"{CodeSystems.Icd9Cm}/{old}";
        }
    }

    /// <summary>
    /// The medications that a code stands for, as <c>ATC/...</c> at the chosen level; none where it is no medication or has no translation.
    /// </summary>
    public IEnumerable<string> Medications(ClinicalCode code)
    {
        foreach (ClinicalCode target in map.Map(code, CodeSystems.Atc))
        {
            if (Atc.Roll(target.Value, medicationLevel) is { } rolled)
            {
                yield return $"{CodeSystems.Atc}/{rolled}";
            }
        }
    }
}

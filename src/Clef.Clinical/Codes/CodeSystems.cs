namespace Clef.Clinical.Codes;

/// <summary>The vocabularies that Clef names, and the other names that files use for them.</summary>
public static class CodeSystems
{
    /// <summary>SNOMED CT.</summary>
    public const string Snomed = "SNOMED";

    /// <summary>ICD-10-CM, the United States' clinical modification.</summary>
    public const string Icd10Cm = "ICD10CM";

    /// <summary>ICD-10 of the World Health Organization, and national editions other than ICD-10-CM.</summary>
    public const string Icd10 = "ICD10";

    /// <summary>ICD-9-CM.</summary>
    public const string Icd9Cm = "ICD9CM";

    /// <summary>RxNorm concept identifiers.</summary>
    public const string RxNorm = "RXNORM";

    /// <summary>National Drug Code, 11 digits.</summary>
    public const string Ndc = "NDC";

    /// <summary>Anatomical Therapeutic Chemical classification.</summary>
    public const string Atc = "ATC";

    /// <summary>LOINC.</summary>
    public const string Loinc = "LOINC";

    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        // FHIR's canonical addresses.
        ["http://snomed.info/sct"] = Snomed,
        ["http://hl7.org/fhir/sid/icd-10-cm"] = Icd10Cm,
        ["http://hl7.org/fhir/sid/icd-10"] = Icd10,
        ["http://hl7.org/fhir/sid/icd-9-cm"] = Icd9Cm,
        ["http://www.nlm.nih.gov/research/umls/rxnorm"] = RxNorm,
        ["http://hl7.org/fhir/sid/ndc"] = Ndc,
        ["http://www.whocc.no/atc"] = Atc,
        ["http://loinc.org"] = Loinc,
        ["http://hl7.org/fhir/sid/cvx"] = "CVX",
        ["http://www.ama-assn.org/go/cpt"] = "CPT4",
        ["urn:oid:2.16.840.1.113883.6.96"] = Snomed,
        ["urn:oid:2.16.840.1.113883.6.90"] = Icd10Cm,
        ["urn:oid:2.16.840.1.113883.6.103"] = Icd9Cm,
        ["urn:oid:2.16.840.1.113883.6.88"] = RxNorm,
        ["urn:oid:2.16.840.1.113883.6.1"] = Loinc,

        // OMOP's vocabulary_id, and common spellings.
        ["RxNorm"] = RxNorm,
        ["RxNorm Extension"] = "RXNORM_EXTENSION",
        ["SNOMED CT"] = Snomed,
        ["SNOMEDCT"] = Snomed,
        ["ICD10"] = Icd10,
        ["ICD10CM"] = Icd10Cm,
        ["ICD-10-CM"] = Icd10Cm,
        ["ICD9CM"] = Icd9Cm,
        ["ICD-9-CM"] = Icd9Cm,
        ["ICD9"] = Icd9Cm,
    };

    /// <summary>
    /// The system's name in Clef; an unknown name or address is kept, with slashes replaced so that a code still splits at its first.
    /// </summary>
    public static string Name(string system) =>
        Names.TryGetValue(system.Trim(), out string? known) ? known : system.Trim().Replace('/', ':');
}

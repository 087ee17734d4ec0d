using System.Globalization;
using System.Text.Json;
using Clef.Clinical.Codes;

namespace Clef.Clinical.Records.Fhir;

/// <summary>Turns resources into events. References to medications are resolved when all resources that may hold them are read.</summary>
internal sealed class FhirContext(ImportReport report)
{
    private readonly Dictionary<string, List<ClinicalCode>> _medications = new(StringComparer.Ordinal);
    private readonly List<(string Patient, DateTime? Time, string Reference)> _pending = [];
    private readonly List<PatientEvent> _events = [];
    private bool _bulk;

    /// <summary>Starts a file. The files of a bulk export refer to each other; a bundle stands alone.</summary>
    public void BeginFile(bool bulk)
    {
        _bulk = bulk;
        _events.Clear();
    }

    public void DropFile()
    {
        _events.Clear();
        if (!_bulk)
        {
            _pending.Clear();
            _medications.Clear();
        }
    }

    public IReadOnlyList<PatientEvent> TakeFile()
    {
        if (!_bulk)
        {
            _events.AddRange(TakeBulk());
        }

        PatientEvent[] found = _events.ToArray();
        _events.Clear();
        return found;
    }

    /// <summary>Resolves what refers to medications.</summary>
    public IReadOnlyList<PatientEvent> TakeBulk()
    {
        var found = new List<PatientEvent>();
        foreach ((string patient, DateTime? time, string reference) in _pending)
        {
            if (_medications.TryGetValue(FhirJson.Id(reference), out List<ClinicalCode>? codes))
            {
                found.AddRange(codes.Select(c => new PatientEvent(patient, time, c.ToString())));
                report.Take("MedicationRequest", codes.Count);
            }
            else
            {
                report.Leave("a medication refers to a resource that is not there");
            }
        }

        _pending.Clear();
        _medications.Clear();
        return found;
    }

    public void Add(JsonElement resource, string? address = null)
    {
        string type = FhirJson.Text(resource, "resourceType") ?? "";
        switch (type)
        {
            case "Patient": AddPatient(resource); break;
            case "Condition": AddCondition(resource); break;
            case "MedicationRequest" or "MedicationStatement" or "MedicationAdministration" or "MedicationDispense":
                AddMedication(resource);
                break;
            case "Medication": KeepMedication(resource, address); break;
            case "Observation": AddObservation(resource); break;
            case "Procedure": AddCoded(resource, type, FhirJson.Time(resource, "performedDateTime", "performedPeriod")); break;
            case "Immunization": AddCoded(resource, type, FhirJson.Time(resource, "occurrenceDateTime"), "vaccineCode"); break;
            case "Encounter": AddEncounter(resource); break;
            case "": report.Leave("a resource without resourceType"); break;
            default: report.Leave($"{type}: not used"); break;
        }
    }

    private void AddPatient(JsonElement patient)
    {
        if (FhirJson.Text(patient, "id") is not { } id)
        {
            report.Leave("Patient without id");
            return;
        }

        report.Take("Patient");
        string? sex = FhirJson.Text(patient, "gender") switch { "female" => "F", "male" => "M", _ => null };
        if (sex is not null)
        {
            _events.Add(new(id, null, EventCodes.Sex + sex));
        }

        if (FhirJson.Time(patient, "birthDate") is { } birth)
        {
            _events.Add(new(id, birth, EventCodes.Birth));
        }

        if (FhirJson.Time(patient, "deceasedDateTime") is { } death)
        {
            _events.Add(new(id, death, EventCodes.Death));
        }

        foreach (JsonElement extension in FhirJson.Items(patient, "extension"))
        {
            // The race extension of the US core profile.
            if (FhirJson.Text(extension, "url")?.EndsWith("us-core-race", StringComparison.Ordinal) == true)
            {
                foreach (JsonElement part in FhirJson.Items(extension, "extension"))
                {
                    if (FhirJson.Text(part, "url") == "ombCategory"
                        && part.TryGetProperty("valueCoding", out JsonElement coding)
                        && FhirJson.Text(coding, "display") is { } race)
                    {
                        _events.Add(new(id, null, EventCodes.Race + race));
                    }
                }
            }
        }
    }

    private void AddCondition(JsonElement condition)
    {
        string? verification = condition.TryGetProperty("verificationStatus", out JsonElement status)
            ? FhirJson.Codes(status).FirstOrDefault().Value
            : null;
        if (verification is "refuted" or "entered-in-error")
        {
            report.Leave($"Condition {verification}");
            return;
        }

        AddCoded(condition, "Condition", FhirJson.Time(condition, "onsetDateTime", "onsetPeriod", "recordedDate"));
    }

    private void AddMedication(JsonElement medication)
    {
        if (FhirJson.Text(medication, "status") is "entered-in-error" or "cancelled" or "draft" or "not-done" or "not-taken")
        {
            report.Leave($"medication {FhirJson.Text(medication, "status")}");
            return;
        }

        DateTime? time = FhirJson.Time(medication, "authoredOn", "effectiveDateTime", "effectivePeriod", "whenHandedOver", "dateAsserted");
        if (medication.TryGetProperty("medicationReference", out JsonElement link) && FhirJson.Text(link, "reference") is { } reference)
        {
            if (FhirJson.Subject(medication) is not { } patient)
            {
                report.Leave("medication without a patient");
                return;
            }

            foreach (JsonElement contained in FhirJson.Items(medication, "contained"))
            {
                KeepMedication(contained, "#" + FhirJson.Text(contained, "id"));
            }

            _pending.Add((patient, time, reference));
            return;
        }

        AddCoded(medication, "MedicationRequest", time, "medicationCodeableConcept");
    }

    private void KeepMedication(JsonElement medication, string? address)
    {
        if (medication.TryGetProperty("code", out JsonElement code))
        {
            List<ClinicalCode> codes = FhirJson.Codes(code).ToList();
            if (FhirJson.Text(medication, "id") is { } id)
            {
                _medications[id] = codes;
                _medications["#" + id] = codes;
            }

            if (address is not null)
            {
                _medications[FhirJson.Id(address)] = codes;
            }
        }
    }

    private void AddObservation(JsonElement observation)
    {
        if (FhirJson.Text(observation, "status") is "entered-in-error" or "cancelled")
        {
            report.Leave($"Observation {FhirJson.Text(observation, "status")}");
            return;
        }

        if (FhirJson.Subject(observation) is not { } patient)
        {
            report.Leave("Observation without a patient");
            return;
        }

        DateTime? time = FhirJson.Time(observation, "effectiveDateTime", "effectivePeriod", "issued");
        AddMeasured(observation, patient, time);
        foreach (JsonElement component in FhirJson.Items(observation, "component"))
        {
            AddMeasured(component, patient, time);
        }
    }

    private void AddMeasured(JsonElement item, string patient, DateTime? time)
    {
        double? number = null;
        string? text = null;
        if (item.TryGetProperty("valueQuantity", out JsonElement quantity))
        {
            number = quantity.TryGetProperty("value", out JsonElement value) && value.TryGetDouble(out double found) ? found : null;
            text = FhirJson.Text(quantity, "unit") ?? FhirJson.Text(quantity, "code");
        }
        else if (item.TryGetProperty("valueCodeableConcept", out JsonElement concept))
        {
            text = FhirJson.Text(concept, "text")
                ?? FhirJson.Items(concept, "coding").Select(c => FhirJson.Text(c, "display") ?? FhirJson.Text(c, "code")).FirstOrDefault();
        }
        else if (item.TryGetProperty("valueInteger", out JsonElement whole) && whole.TryGetDouble(out double integer))
        {
            number = integer;
        }
        else
        {
            text = FhirJson.Text(item, "valueString");
            if (text is null)
            {
                return;
            }
        }

        foreach (ClinicalCode code in item.TryGetProperty("code", out JsonElement coded) ? FhirJson.Codes(coded) : [])
        {
            _events.Add(new(patient, time, code.ToString(), number, text));
            report.Take("Observation");
        }
    }

    private void AddCoded(JsonElement resource, string kind, DateTime? time, string property = "code")
    {
        if (FhirJson.Subject(resource) is not { } patient)
        {
            report.Leave($"{kind} without a patient");
            return;
        }

        bool any = false;
        foreach (ClinicalCode code in resource.TryGetProperty(property, out JsonElement coded) ? FhirJson.Codes(coded) : [])
        {
            _events.Add(new(patient, time, code.ToString()));
            report.Take(kind);
            any = true;
        }

        if (!any)
        {
            report.Leave($"{kind} without a code");
        }
    }

    private void AddEncounter(JsonElement encounter)
    {
        if (FhirJson.Subject(encounter) is not { } patient)
        {
            report.Leave("Encounter without a patient");
            return;
        }

        string setting = encounter.TryGetProperty("class", out JsonElement kind) ? FhirJson.Text(kind, "code") ?? "unknown" : "unknown";
        if (encounter.TryGetProperty("period", out JsonElement period))
        {
            _events.Add(new(patient, FhirJson.Time(period, "start"), EventCodes.Encounter + setting));
            report.Take("Encounter");
            if (FhirJson.Time(period, "end") is { } end)
            {
                _events.Add(new(patient, end, EventCodes.EncounterEnd + setting));
            }
        }
        else
        {
            report.Leave("Encounter without a period");
        }
    }
}

using Clef.Clinical.Records;
using Clef.Signals.Noise;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Records;

/// <summary>
/// The structured record of a simulated patient as MEDS events: demographics, encounters, diagnoses (ICD-10-CM), drugs (ATC), vital signs and laboratory
/// values (LOINC), dated around the recording. Codes can be missing or wrong at small, stated rates, as in real records; the truth file tells.
/// </summary>
public static class RecordWriter
{
    /// <summary>Probability that a true diagnosis is not coded: chronic diseases of little moment are the least well kept.</summary>
    public const double UncodedDiagnosis = 0.1;

    /// <summary>Probability of one diagnosis in the record that the patient does not have.</summary>
    public const double FalseDiagnosis = 0.02;

    /// <summary>Probability that a drug taken is not in the record.</summary>
    public const double UnrecordedDrug = 0.05;

    /// <summary>All events of a patient, by time.</summary>
    public static IReadOnlyList<PatientEvent> Events(SimulatedPatient patient)
    {
        CounterRandom random = patient.Random.Fork("records");
        DateTime seen = patient.RecordedAt;
        var events = new List<PatientEvent>
        {
            new(patient.Id, seen.Date.AddDays(-Math.Floor(patient.Age * 365.25)), EventCodes.Birth),
            new(patient.Id, null, EventCodes.Sex + (patient.Sex == Sex.Female ? "F" : "M")),
            new(patient.Id, null, EventCodes.Race + patient.Race),
        };
        DateTime admitted = patient.Setting == Setting.Outpatient ? seen.AddMinutes(-45) : seen.AddHours(-random.Uniform(8, 120));
        string visit = patient.Setting switch { Setting.Outpatient => "AMB", Setting.IntensiveCare => "ICU", Setting.MonitoringUnit => "EMU", _ => "IMP" };
        events.Add(new(patient.Id, admitted, EventCodes.Encounter + visit));
        events.Add(new(patient.Id, seen.AddHours(patient.Setting == Setting.Outpatient ? 1 : random.Uniform(20, 240)), EventCodes.EncounterEnd + visit));
        foreach (Condition condition in patient.Conditions)
        {
            bool coded = !random.Chance(UncodedDiagnosis);
            DateTime known = condition.Acute ? admitted.AddHours(random.Uniform(0, 6)) : seen.AddDays(-random.Uniform(20, Math.Max(30, Math.Min(3000, 200 * patient.Age))));
            if (coded)
            {
                events.Add(new(patient.Id, known, "ICD10CM/" + condition.Code, Text: condition.Name));
            }
        }

        Condition wrong = random.Pick([.. ConditionModel.All.Select(c => c.Condition)]);
        if (random.Chance(FalseDiagnosis) && !patient.Has(wrong.Code))
        {
            events.Add(new(patient.Id, seen.AddDays(-random.Uniform(20, 700)), "ICD10CM/" + wrong.Code, Text: wrong.Name));
        }

        foreach (DrugExposure drug in patient.Drugs)
        {
            DateTime begun = patient.Setting == Setting.Outpatient || random.Chance(0.4) ? seen.AddDays(-random.Uniform(5, 600)) : admitted.AddHours(random.Uniform(0, Math.Max(0.5, (seen - admitted).TotalHours)));
            if (!random.Chance(UnrecordedDrug))
            {
                events.Add(new(patient.Id, begun < seen ? begun : seen, "ATC/" + drug.Drug.Code, Text: drug.Drug.Name));
            }
        }

        Measurements(patient, admitted, events, random);
        return [.. events.OrderBy(e => e.Time ?? DateTime.MinValue).ThenBy(e => e.Code, StringComparer.Ordinal)];
    }

    private static void Measurements(SimulatedPatient patient, DateTime at, List<PatientEvent> events, CounterRandom random)
    {
        void Add(string loinc, double? value, string unit, int digits)
        {
            if (value is { } v)
            {
                events.Add(new(patient.Id, at.AddMinutes(20), "LOINC/" + loinc, Math.Round(v, digits), unit));
            }
        }

        RecordedFactors r = patient.Recorded;
        Add("8480-6", r.SystolicPressure, "mm[Hg]", 0);
        Add("8462-4", r.DiastolicPressure, "mm[Hg]", 0);
        Add("8867-4", r.Pulse, "/min", 0);
        Add("39156-5", r.Bmi, "kg/m2", 1);
        Add("14647-2", r.TotalCholesterol, "mmol/L", 2);
        Add("14646-4", r.Hdl, "mmol/L", 2);
        bool ward = patient.Setting != Setting.Outpatient;
        // Laboratory values follow the disease; usual ranges of adults.
        double potassium = patient.Has(Icd.Hyperkalaemia) ? random.Normal(6.4, 0.5, 5.6, 8) : random.Normal(4.2, 0.35, 3, 5.4);
        double creatinine = patient.Has(Icd.Uraemia) ? random.LogNormal(480, 0.3) : patient.Has(Icd.KidneyDisease) ? random.LogNormal(160, 0.3) : random.LogNormal(patient.Sex == Sex.Male ? 85 : 68, 0.18);
        double ammonia = patient.Has(Icd.HepaticEncephalopathy) ? random.LogNormal(110, 0.4) : random.LogNormal(28, 0.3);
        Add("6298-4", ward || random.Chance(0.3) ? potassium : null, "mmol/L", 1);
        Add("14682-9", ward || random.Chance(0.3) ? creatinine : null, "umol/L", 0);
        Add("16362-6", ward && random.Chance(0.25) ? ammonia : null, "umol/L", 0);
        Add("59261-8", patient.Has(Icd.Diabetes) || random.Chance(0.1) ? patient.Risk.Diabetes ? random.Normal(57, 11, 44, 110) : random.Normal(35, 3.5, 25, 46) : null, "mmol/mol", 0);
        if (r.Smoker is { } smoker)
        {
            events.Add(new(patient.Id, at.AddMinutes(25), smoker ? "SMOKING/current" : "SMOKING/not-current"));
        }
    }
}

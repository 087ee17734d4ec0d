using System.Globalization;
using System.Text;
using Clef.Clinical.Risk;
using Clef.Clinical.Risk.Reference;
using Clef.Clinical.Units;
using Clef.Core;
using Clef.Ecg.Pretraining;
using Clef.Simulation.Patients;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>
/// Tables of guiding risks of the simulated pretraining patients, one for each amount of missing metadata. <c>natural</c> is what the simulator's records
/// lack, as a survey and three sites miss it; a share means that so many patients lose each of smoking, systolic pressure, total and HDL cholesterol with
/// probability one half, and at least one, while the others are complete. Who loses what at 25 % loses it at 50 % too. Age and sex stay known.
/// </summary>
/// <remarks>The simulator knows no HbA1c, kidney function or age at diabetes, so below 70 years SCORE2 is computed as for people without diabetes.</remarks>
internal sealed class GuidingRisks(SimulatedDesign design, string folder)
{
    private static readonly RiskAttribute[] Hideable = [RiskAttribute.Smoking, RiskAttribute.SystolicPressure, RiskAttribute.TotalCholesterol, RiskAttribute.HdlCholesterol];

    private readonly RiskScore _score = RiskScores.Create("score2-family", RiskRegion.Low);
    private ReferencePopulation? _survey;

    /// <summary>The table of a condition, made where it is not there.</summary>
    public RiskTable Of(string condition)
    {
        string file = Path.Combine(folder, $"risks-{condition}.csv");
        if (!File.Exists(file))
        {
            AtomicFile.WriteText(file, Table(condition));
        }

        return RiskTable.Read(new RiskSettings { File = file, Expected = "risk_expected_percent", Deviation = "risk_expected_sd" });
    }

    private string Table(string condition)
    {
        _survey ??= new ReferencePopulation("simulated survey", ExperimentCohort.OfAge(design.SurveySeed).Take(design.Survey).Select(Complete));
        var text = new StringBuilder("record,risk_percent,risk_missing_rate,risk_expected_percent,risk_expected_sd\n");
        foreach (SimulatedPatient patient in ExperimentCohort.PretrainingPatients(design))
        {
            RiskInputs known = condition == "natural" ? Recorded(patient) : Hidden(patient, double.Parse(condition, CultureInfo.InvariantCulture) / 100);
            RiskResult result = _score.Evaluate(known);
            ExpectedRisk expected = ExpectedRisk.Of(_score, known, _survey) ?? throw new ClefException(patient.Id, "donors", 0, "some for every simulated patient");
            text.Append(CultureInfo.InvariantCulture, $"{patient.Id},{result.Percent:R},{result.MissingRate:R},{100 * expected.Mean:R},{100 * Math.Sqrt(expected.Variance):R}\n");
        }

        return text.ToString();
    }

    private RiskInputs Hidden(SimulatedPatient patient, double share)
    {
        CounterRandom random = new CounterRandom(design.CohortSeed).Fork("hidden metadata").Fork((ulong)patient.Index);
        bool incomplete = random.NextUniform() < share;
        RiskAttribute[] lost = [.. Hideable.Where(_ => random.Chance(0.5))];
        return incomplete ? Complete(patient).With(lost.Length > 0 ? lost : [random.Pick(Hideable)], new RiskInputs()) : Complete(patient);
    }

    private static RiskInputs Complete(SimulatedPatient patient)
    {
        RiskFactors r = patient.Risk;
        return Inputs(patient, new RecordedFactors(r.SystolicPressure, null, r.TotalCholesterol, r.Hdl, null, null, r.Smoker, r.Diabetes));
    }

    private static RiskInputs Recorded(SimulatedPatient patient) => Inputs(patient, patient.Recorded);

    private static RiskInputs Inputs(SimulatedPatient patient, RecordedFactors known) => new()
    {
        Age = new Age(patient.Age),
        Sex = patient.Sex == Simulation.Patients.Sex.Male ? Clinical.Units.Sex.Male : Clinical.Units.Sex.Female,
        Smoker = known.Smoker,
        SystolicPressure = known.SystolicPressure is { } p ? new SystolicPressure(p) : null,
        TotalCholesterol = known.TotalCholesterol is { } t ? new Cholesterol(t) : null,
        HdlCholesterol = known.Hdl is { } h ? new Cholesterol(h) : null,
        Diabetes = patient.Age < 70 ? false : known.Diabetes,
    };
}

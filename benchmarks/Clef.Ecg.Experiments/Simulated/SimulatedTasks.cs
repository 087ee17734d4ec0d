using Clef.Simulation.Ecg;
using Clef.Simulation.Patients;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>One task: what is asked of each simulated patient's ECG.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Group">What it is about.</param>
/// <param name="Regression">Whether the answer is a number rather than 1 or 0.</param>
/// <param name="Answer">The truth of the simulator; NaN where the patient takes no part.</param>
internal sealed record SimulatedTask(string Name, string Group, bool Regression, Func<SimulatedPatient, EcgRecord, double> Answer);

/// <summary>The tasks: 17 classifications and 7 regressions, chosen by prevalence and kind before any model was trained.</summary>
internal static class SimulatedTasks
{
    public static IReadOnlyList<SimulatedTask> All { get; } =
    [
        Finding("atrial fibrillation", "rhythm", EcgFinding.AtrialFibrillation),
        Finding("sinus bradycardia", "rhythm", EcgFinding.SinusBradycardia),
        Finding("sinus tachycardia", "rhythm", EcgFinding.SinusTachycardia),
        Finding("atrial premature beats", "rhythm", EcgFinding.AtrialPrematureBeats),
        Finding("ventricular premature beats", "rhythm", EcgFinding.VentricularPrematureBeats),
        Finding("first-degree block", "rhythm", EcgFinding.FirstDegreeBlock),
        Finding("bundle branch block", "form", EcgFinding.LeftBundleBranchBlock, EcgFinding.RightBundleBranchBlock),
        Finding("T wave abnormality", "form", EcgFinding.TwaveAbnormality),
        Finding("infarction", "form", EcgFinding.InferiorInfarction, EcgFinding.AnteriorInfarction, EcgFinding.LateralInfarction),
        Finding("normal ECG", "form", EcgFinding.NormalEcg),
        Finding("left ventricular hypertrophy", "hypertrophy", EcgFinding.LeftVentricularHypertrophy),
        Finding("strain", "hypertrophy", EcgFinding.StrainPattern),
        Disease("hypertension", Icd.Hypertension),
        Disease("coronary disease", Icd.Coronary),
        Disease("heart failure", Icd.HeartFailure),
        Disease("diabetes", Icd.Diabetes),
        new("sex", "person", false, (p, _) => p.Sex == Sex.Male ? 1 : 0),
        new("age", "person", true, (p, _) => p.Age),
        new("systolic pressure", "person", true, (p, _) => p.Risk.SystolicPressure),
        new("diastolic pressure", "person", true, (p, _) => p.Risk.DiastolicPressure),
        new("body mass index", "person", true, (p, _) => p.Risk.Bmi),
        new("PR interval", "interval", true, (_, e) => e.Physiology.Rhythm == EcgRhythm.Sinus ? e.Physiology.PrMilliseconds : double.NaN),
        new("QRS duration", "interval", true, (_, e) => e.Physiology.QrsMilliseconds),
        new("QTc interval", "interval", true, (_, e) => e.Physiology.QtcMilliseconds),
    ];

    private static SimulatedTask Finding(string name, string group, params EcgFinding[] any) => new(name, group, false, (_, e) => any.Any(e.Findings.Contains) ? 1 : 0);

    private static SimulatedTask Disease(string name, string code) => new(name, "disease", false, (p, _) => p.Has(code) ? 1 : 0);
}

using System.Globalization;
using Clef.Signals.Noise;
using Clef.Simulation.Ecg;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Reports;

/// <summary>Writes a short reading of a simulated ECG, in the manner of machine statements that a physician has confirmed.</summary>
public static class EcgReportWriter
{
    private static readonly Dictionary<EcgFinding, string[]> Phrases = new()
    {
        [EcgFinding.NormalEcg] = ["Normal ECG", "Within normal limits"],
        [EcgFinding.SinusRhythm] = ["Sinus rhythm", "Normal sinus rhythm"],
        [EcgFinding.SinusBradycardia] = ["Sinus bradycardia"],
        [EcgFinding.SinusTachycardia] = ["Sinus tachycardia"],
        [EcgFinding.SinusArrhythmia] = ["Sinus arrhythmia"],
        [EcgFinding.AtrialFibrillation] = ["Atrial fibrillation", "Atrial fibrillation with irregular ventricular response"],
        [EcgFinding.AtrialFlutter] = ["Atrial flutter", "Atrial flutter with variable block"],
        [EcgFinding.AtrialPrematureBeats] = ["Atrial premature complexes", "PACs"],
        [EcgFinding.VentricularPrematureBeats] = ["Ventricular premature complexes", "Frequent PVCs"],
        [EcgFinding.FirstDegreeBlock] = ["First degree AV block", "Prolonged PR interval"],
        [EcgFinding.SecondDegreeBlock] = ["Second degree AV block"],
        [EcgFinding.CompleteBlock] = ["Complete heart block", "Third degree AV block"],
        [EcgFinding.LeftBundleBranchBlock] = ["Left bundle branch block"],
        [EcgFinding.RightBundleBranchBlock] = ["Right bundle branch block"],
        [EcgFinding.LeftAxisDeviation] = ["Left axis deviation"],
        [EcgFinding.RightAxisDeviation] = ["Right axis deviation"],
        [EcgFinding.LeftVentricularHypertrophy] = ["Left ventricular hypertrophy", "Voltage criteria for LVH"],
        [EcgFinding.StrainPattern] = ["Repolarization abnormality, consistent with strain"],
        [EcgFinding.StDepression] = ["ST depression, consider ischemia"],
        [EcgFinding.StElevation] = ["ST elevation, consider acute injury"],
        [EcgFinding.InferiorInfarction] = ["Inferior infarct, age undetermined"],
        [EcgFinding.AnteriorInfarction] = ["Anterior infarct, age undetermined"],
        [EcgFinding.LateralInfarction] = ["Lateral infarct, age undetermined"],
        [EcgFinding.LongQt] = ["Prolonged QT interval"],
        [EcgFinding.PeakedT] = ["Peaked T waves, consider hyperkalemia"],
        [EcgFinding.TwaveAbnormality] = ["Nonspecific T wave abnormality"],
    };

    /// <summary>Writes the reading of a record.</summary>
    public static SimulatedReport Write(SimulatedPatient patient, EcgRecord record, ReportErrorRates? rates = null)
    {
        CounterRandom random = patient.Random.Fork("ecg report");
        rates ??= ReportErrorRates.Usual;
        var errors = new List<ReportError>();
        var lines = new List<string> { $"[SIMULATED REPORT, Clef simulator {Simulator.Version}]" };
        foreach (EcgFinding finding in record.Findings)
        {
            if (random.Chance(rates.Omission))
            {
                errors.Add(new(ReportErrorKind.Omitted, finding.ToString()));
                continue;
            }

            lines.Add(random.Pick(Phrases[finding]));
        }

        EcgFinding invented = random.Pick([EcgFinding.TwaveAbnormality, EcgFinding.LeftAxisDeviation, EcgFinding.InferiorInfarction, EcgFinding.LeftVentricularHypertrophy]);
        if (random.Chance(rates.Invention) && !record.Findings.Contains(invented))
        {
            errors.Add(new(ReportErrorKind.Invented, invented.ToString()));
            lines.Add(random.Pick(Phrases[invented]));
        }

        bool sinus = record.Physiology.Rhythm == EcgRhythm.Sinus;
        double qt = record.Physiology.QtcMilliseconds * Math.Cbrt(60 / record.Rate);
        lines.Add(string.Create(CultureInfo.InvariantCulture, $"Rate {record.Rate:0}, PR {(sinus ? record.Physiology.PrMilliseconds.ToString("0", CultureInfo.InvariantCulture) : "*")}, QRS {record.Physiology.QrsMilliseconds:0}, QT/QTc {qt:0}/{record.Physiology.QtcMilliseconds:0}, axis {record.Physiology.AxisDegrees:0}"));
        return new SimulatedReport(string.Join('\n', lines) + "\n", errors);
    }
}

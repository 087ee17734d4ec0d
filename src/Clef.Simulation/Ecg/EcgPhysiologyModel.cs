using System.Numerics;
using Clef.Signals.Noise;
using Clef.Simulation.Patients;
using static Clef.Simulation.Patients.Icd;

namespace Clef.Simulation.Ecg;

/// <summary>
/// From causes to the state of the heart. Normal means and spreads follow published reference ranges (Rijnbeek et al., J Electrocardiol 2014, for
/// PR, QRS, QTc and axis by age and sex); effects of risk and disease are set for the simulation, graded, and overlap with the normal.
/// </summary>
internal static class EcgPhysiologyModel
{
    internal static EcgPhysiology Of(SimulatedPatient patient)
    {
        CounterRandom random = patient.Random.Fork("ecg physiology");
        double age = patient.Age, decades = Math.Max(0, age - 20) / 10;
        bool male = patient.Sex == Sex.Male;
        double Sum(Func<EcgEffect, double> part) => patient.Drugs.Sum(d => d.Drug.Ecg is { } e ? part(e) * d.Level : 0);
        double chance = random.NextUniform();
        EcgRhythm rhythm = patient.Has(AtrialFlutter) && chance < 0.6 ? EcgRhythm.AtrialFlutter
            : patient.Has(AtrialFibrillation) && chance < 0.55 ? EcgRhythm.AtrialFibrillation // the rest is paroxysmal, or paced back
            : patient.Has(CompleteBlock) && chance < 0.7 ? EcgRhythm.CompleteBlock
            : patient.Has(SecondDegreeBlock) && chance < 0.7 ? chance < 0.45 ? EcgRhythm.Wenckebach : EcgRhythm.TwoToOneBlock
            : EcgRhythm.Sinus;

        // Left ventricular mass, in standard deviations: pressure and weight act on everyone, disease more.
        double mass = (0.022 * (patient.Risk.SystolicPressure - 122)) + (0.03 * (patient.Risk.Bmi - 27)) + random.Normal(0, 0.7)
            + (patient.Has(LeftHypertrophy) ? 1.9 : 0) + (patient.Has(AorticStenosis) ? 0.5 : 0);
        double ischaemia = patient.Has(AcuteIschaemia) ? random.Uniform(0.3, 1) : patient.Has(Coronary) ? random.Uniform(0, 0.35) : 0;
        double strain = Math.Clamp((0.28 * (mass - 1.4)) + random.Normal(0, 0.1), 0, 1);
        bool infarcted = patient.Has(OldInfarction);
        var site = (InfarctSite)(1 + random.Weighted([0.45, 0.4, 0.15]));
        double size = random.Uniform(0.15, 1);
        bool left = patient.Has(LeftBundle), right = patient.Has(RightBundle);
        double potassium = patient.Has(Hyperkalaemia) ? random.Uniform(0.2, 1) : 0;
        bool elevated = ischaemia > 0.55 && random.Chance(0.35);
        Vector3 wall = site switch { InfarctSite.Inferior => new(0.1f, 0.9f, 0.2f), InfarctSite.Lateral => new(0.9f, 0.1f, 0.3f), _ => new(0.3f, 0, -0.9f) };
        Vector3 depressed = new Vector3(-0.7f, -0.5f, 0.35f) * (float)(0.16 * ischaemia);
        Vector3 st = (elevated ? wall * (float)(0.3 * ischaemia) : depressed) + (new Vector3(-0.8f, -0.4f, 0.3f) * (float)Sum(e => e.StSag));
        double fever = patient.Setting == Setting.IntensiveCare ? 0.16 : patient.Setting == Setting.Inpatient ? 0.07 : 0;
        double rate = patient.Risk.Pulse * Math.Exp(Sum(e => e.Rate) + fever + (patient.Has(HeartFailure) ? 0.08 : 0) + (patient.Has(SepticEncephalopathy) ? 0.15 : 0) + random.Normal(0, 0.06))
            * (age < 18 ? 1 + (0.75 * Math.Exp(-age / 5)) : 1) * (rhythm == EcgRhythm.AtrialFibrillation ? 1.22 : 1);
        double vagal = random.LogNormal(0.05, 0.5) * Math.Exp(-decades / 3.2) * (patient.Has(Diabetes) ? 0.6 : 1) * (patient.Has(HeartFailure) ? 0.6 : 1);
        return new EcgPhysiology
        {
            Rhythm = rhythm,
            Rate = Math.Clamp(rate, 38, 190),
            RespiratoryVariation = Math.Min(0.16, vagal),
            PrMilliseconds = Math.Clamp(Math.Min(120 + (3 * age), 152) + (2.2 * decades) + random.Normal(0, 17) + Sum(e => e.PrMilliseconds) + (20 * potassium)
                + (patient.Has(FirstDegreeBlock) ? random.Uniform(45, 110) : 0) - (0.25 * (Math.Min(rate, 130) - 70)), 90, 400),
            QrsMilliseconds = (left ? random.Normal(150, 12, 122, 190) : right ? random.Normal(138, 11, 120, 175) : (male ? 95 : 88) + random.Normal(0, 7.5) + (3.5 * Math.Max(0, mass)))
                * (age < 16 ? 0.72 + (0.0175 * age) : 1) + (28 * potassium) + Sum(e => e.QrsMilliseconds) + (infarcted ? 6 * size : 0),
            QtcMilliseconds = Math.Clamp((male ? 402 : 412) + (1.7 * decades) + random.Normal(0, 14) + Sum(e => e.QtMilliseconds) + (patient.Has(LongQt) ? random.Uniform(50, 95) : 0)
                + (left || right ? 24 : 0) + (9 * ischaemia) + (3 * Math.Max(0, mass)) + (patient.Has(Subarachnoid) ? random.Uniform(0, 40) : 0), 330, 600),
            AxisDegrees = 52 - (4.5 * decades) - (7 * Math.Max(-1, mass)) - (0.7 * (patient.Risk.Bmi - 27)) + random.Normal(0, 21) + (left ? -25 : 0)
                + (patient.Has(Copd) ? 18 : 0) + (age < 12 ? 15 : 0) + (infarcted && site == InfarctSite.Inferior ? -25 * size : 0),
            Voltage = random.LogNormal(1, 0.17) * Math.Exp((0.15 * mass) - (0.012 * (patient.Risk.Bmi - 27)) - (0.02 * decades)) * (male ? 1.05 : 0.94) * (patient.Has(Copd) ? 0.82 : 1)
                * (infarcted ? 1 - (0.18 * size) : 1),
            TScale = random.LogNormal(1, 0.26) * (male ? 1.12 : 0.9) * Math.Exp(-0.045 * decades - (0.09 * Math.Clamp(patient.VascularBurden, -3, 4))) - (1.1 * strain) - (0.5 * ischaemia) + (1.1 * potassium),
            Strain = strain,
            StVector = st,
            LeftBundle = left,
            RightBundle = right,
            Infarct = infarcted ? site : InfarctSite.None,
            InfarctSize = infarcted ? size : 0,
            Hyperkalaemia = potassium,
            PvcRate = patient.Has(Pvc) ? Math.Min(0.4, random.LogNormal(0.06, 0.8)) : random.Chance(0.02) ? 0.03 : 0.002,
            PacRate = patient.Has(Pac) ? Math.Min(0.3, random.LogNormal(0.05, 0.8)) : 0.002 + (0.0015 * decades),
            LeftAtrium = Math.Clamp((0.18 * mass) + (patient.Has(AtrialFibrillation) ? 0.4 : 0) + (patient.Has(HeartFailure) ? 0.3 : 0) + random.Normal(0, 0.15), 0, 1),
            Rotation = new Vector3((float)random.Normal(0, 0.14), (float)random.Normal(0, 0.16), (float)random.Normal(0, 0.05)),
        };
    }
}

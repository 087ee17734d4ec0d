using static Clef.Simulation.Patients.Icd;

namespace Clef.Simulation.Patients;

/// <summary>
/// The causes of disease: each line gives a diagnosis and its probability, given all that stands above it. Probabilities are set by hand so that a mixed
/// EEG and ECG service sees its usual share of each; they are not estimates. Documented in docs/simulator.md.
/// </summary>
internal static class ConditionModel
{
    /// <summary>Every condition in causal order with its probability.</summary>
    internal static IReadOnlyList<(Condition Condition, Func<PatientDraft, double> Probability)> All { get; } =
    [
        // Vessels and metabolism: risk factors act here.
        (new(Diabetes, "type 2 diabetes"), p => p.Risk.Diabetes ? 1 : 0),
        (new(Obesity, "obesity"), p => p.Risk.Bmi > 30 ? 0.6 : 0),
        (new(Hyperlipidaemia, "hyperlipidaemia"), p => p.Logit(-2.2 + (0.9 * (p.Risk.TotalCholesterol - 5)) + p.Decades(0.35))),
        (new(Hypertension, "hypertension"), p => p.Adult(p.Logit(-1.3 + (0.07 * (p.Risk.SystolicPressure - 130)) + p.Decades(0.45)))),
        (new(KidneyDisease, "chronic kidney disease"), p => p.Adult(p.Logit(-3.6 + p.Decades(0.45) + p.If(Diabetes, 0.9) + p.If(Hypertension, 0.6)))),
        (new(Hypothyroidism, "hypothyroidism"), p => p.Adult(p.Female ? 0.09 : 0.03)),
        (new(Copd, "chronic obstructive pulmonary disease"), p => p.Adult(p.Logit(-4.2 + p.Decades(0.4) + (p.Risk.Smoker ? 1.9 : 0)))),
        (new(SleepApnoea, "obstructive sleep apnoea"), p => p.Adult(p.Logit(-3.2 + (0.13 * (p.Risk.Bmi - 27)) + (p.Female ? -0.6 : 0)))),

        // Heart.
        (new(Coronary, "coronary artery disease"), p => p.Adult(p.Logit(-3.4 + p.Burden))),
        (new(OldInfarction, "old myocardial infarction"), p => p.Has(Coronary) ? 0.35 : 0.002),
        (new(AcuteIschaemia, "acute coronary ischaemia", true), p => p.Has(Coronary) ? p.Outpatient ? 0.03 : 0.14 : p.Adult(0.006)),
        (new(AorticStenosis, "aortic stenosis"), p => p.Adult(p.Logit(-6.2 + p.Decades(1.0)))),
        (new(LeftHypertrophy, "left ventricular hypertrophy"), p => p.Adult(p.Logit(-4 + (0.045 * (p.Risk.SystolicPressure - 125))
            + (0.06 * (p.Risk.Bmi - 27)) + p.If(Hypertension, 0.9) + p.If(AorticStenosis, 2)))),
        (new(HeartFailure, "heart failure"), p => p.Adult(p.Logit(-4.6 + p.Decades(0.45) + p.If(OldInfarction, 1.8) + p.If(LeftHypertrophy, 0.9)
            + p.If(AorticStenosis, 1) + p.If(Diabetes, 0.5)))),
        (new(AtrialFibrillation, "atrial fibrillation"), p => p.Adult(p.Logit(-4.2 + p.Decades(0.75) + p.If(HeartFailure, 1.3) + p.If(SleepApnoea, 0.4)
            + p.If(Hypertension, 0.3)))),
        (new(AtrialFlutter, "atrial flutter"), p => p.Has(AtrialFibrillation) ? 0.08 : p.Adult(p.Logit(-6 + p.Decades(0.5) + p.If(Copd, 1)))),
        (new(FirstDegreeBlock, "first-degree atrioventricular block"), p => p.Logit(-3.7 + p.Decades(0.4) + p.If(Coronary, 0.4))),
        (new(SecondDegreeBlock, "second-degree atrioventricular block"), p => p.Adult(p.Logit(-5.6 + p.Decades(0.45) + p.If(FirstDegreeBlock, 1.5)))),
        (new(CompleteBlock, "complete atrioventricular block"), p => p.Adult(p.Logit(-6.8 + p.Decades(0.6) + p.If(AorticStenosis, 1)))),
        (new(LeftBundle, "left bundle branch block"), p => p.Adult(p.Logit(-5 + p.Decades(0.5) + p.If(HeartFailure, 1.9) + p.If(LeftHypertrophy, 0.6)))),
        (new(RightBundle, "right bundle branch block"), p => p.Has(LeftBundle) ? 0 : p.Logit(-3.8 + p.Decades(0.5) + (p.Female ? -0.3 : 0.2) + p.If(Copd, 0.6))),
        (new(Pvc, "ventricular premature beats"), p => p.Logit(-3.2 + p.Decades(0.3) + p.If(HeartFailure, 1.2) + p.If(OldInfarction, 0.7))),
        (new(Pac, "atrial premature beats"), p => p.Logit(-3 + p.Decades(0.4) + p.If(Copd, 0.4))),
        (new(LongQt, "long QT syndrome"), p => 0.004),
        (new(Hyperkalaemia, "hyperkalaemia", true), p => p.Outpatient ? p.If(KidneyDisease, 0.03) : p.Has(KidneyDisease) ? 0.12 : 0.01),

        // Brain: chronic.
        (new(Absence, "childhood absence epilepsy"), p => p.Years is > 4 and < 14 ? 0.06 : 0),
        (new(JuvenileMyoclonic, "juvenile myoclonic epilepsy"), p => p.Years is > 11 and < 45 ? 0.045 : 0),
        (new(TemporalEpilepsy, "temporal lobe epilepsy"), p => p.Set(Setting.MonitoringUnit) ? 0.42 : 0.07),
        (new(FrontalEpilepsy, "frontal lobe epilepsy"), p => p.Has(TemporalEpilepsy) ? 0.01 : p.Set(Setting.MonitoringUnit) ? 0.16 : 0.03),
        (new(FunctionalSeizures, "functional (non-epileptic) seizures"), p => p.Set(Setting.MonitoringUnit) ? 0.24 : p.Adult(0.025) * (p.Female ? 1.4 : 0.6)),
        (new(Glioma, "glioma"), p => p.Adult(p.Outpatient ? 0.015 : 0.03)),
        (new(Meningioma, "meningioma"), p => p.Logit(-5.4 + p.Decades(0.4) + (p.Female ? 0.6 : 0))),
        (new(Craniotomy, "previous craniotomy"), p => p.Has(Glioma) ? 0.6 : p.Has(Meningioma) ? 0.5 : 0.01),
        (new(Alzheimer, "Alzheimer's disease"), p => p.Years < 55 ? 0 : p.Logit(-3.1 + (0.11 * (p.Years - 72)))),
        (new(LewyBody, "dementia with Lewy bodies"), p => p.Has(Alzheimer) || p.Years < 55 ? 0 : p.Logit(-4.6 + (0.07 * (p.Years - 72)))),
        (new(Parkinson, "Parkinson's disease"), p => p.Years < 45 ? 0 : p.Logit(-4 + (0.05 * (p.Years - 70)))),
        (new(MultipleSclerosis, "multiple sclerosis"), p => p.Years is > 18 and < 65 ? p.Female ? 0.025 : 0.01 : 0),
        (new(Migraine, "migraine"), p => p.Female ? 0.15 : 0.06),
        (new(Depression, "depression"), p => p.Adult(p.Female ? 0.22 : 0.13)),
        (new(Anxiety, "anxiety disorder"), p => p.Has(Depression) ? 0.4 : 0.09),
        (new(Bipolar, "bipolar disorder"), p => p.Adult(0.03)),
        (new(Schizophrenia, "schizophrenia"), p => p.Adult(0.025)),
        (new(Alcohol, "alcohol use disorder"), p => p.Adult(p.Female ? 0.04 : 0.09)),
        (new(Insomnia, "insomnia"), p => p.Adult(0.1)),
        (new(Adhd, "attention-deficit hyperactivity disorder"), p => p.Years is > 5 and < 30 ? 0.1 : 0.01),
        (new(Autism, "autism spectrum disorder"), p => p.Years < 25 ? 0.07 : 0.01),
        (new(IntellectualDisability, "intellectual disability"), p => p.Has(Autism) ? 0.2 : 0.02),
        (new(Syncope, "syncope"), p => p.Outpatient ? 0.12 : 0.03),

        // Brain: acute, by setting.
        (new(Stroke, "ischaemic stroke", true), p => p.Logit((p.Outpatient ? -4.4 : p.Set(Setting.MonitoringUnit) ? -5 : -2.9) + p.Decades(0.35)
            + p.If(AtrialFibrillation, 0.9) + p.If(Hypertension, 0.4))),
        (new(IntracerebralBleed, "intracerebral haemorrhage", true), p => p.Care(0.002, 0.02, 0.08) * (p.Has(Hypertension) ? 1.4 : 0.8)),
        (new(Subarachnoid, "subarachnoid haemorrhage", true), p => p.Adult(p.Care(0.001, 0.008, 0.07))),
        (new(BrainInjury, "traumatic brain injury", true), p => p.Care(0.02, 0.03, 0.08)),
        (new(Encephalitis, "encephalitis", true), p => p.Care(0.001, 0.015, 0.03)),
        (new(CardiacArrest, "cardiac arrest", true), p => p.Set(Setting.IntensiveCare) ? p.Has(Coronary) ? 0.22 : 0.1 : 0),
        (new(HypoxicInjury, "hypoxic-ischaemic brain injury", true), p => p.Has(CardiacArrest) ? 0.75 : 0),
        (new(HepaticEncephalopathy, "hepatic encephalopathy", true), p => p.Adult(p.Care(0.001, 0.02, 0.05) * (p.Has(Alcohol) ? 6 : 0.7))),
        (new(Uraemia, "uraemia", true), p => p.Care(0.001, 0.015, 0.03) * (p.Has(KidneyDisease) ? 4 : 0.5)),
        (new(SepticEncephalopathy, "septic-metabolic encephalopathy", true), p => p.Care(0, 0.07, 0.22)),
        (new(StatusEpilepticus, "status epilepticus", true), p => p.Care(0, 0.01, 0.08) * (p.HasEpilepsy ? 3 : 0.8) * (p.Has(Encephalitis) ? 3 : 1)),
        (new(Delirium, "delirium", true), p => p.Outpatient ? 0 : p.Logit(-3.2 + p.Decades(0.35) + p.If(SepticEncephalopathy, 1.5) + p.If(Alzheimer, 1))),
    ];
}

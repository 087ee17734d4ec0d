using static Clef.Simulation.Patients.Icd;

namespace Clef.Simulation.Patients;

/// <summary>Who gets which drug: each line gives a drug, its actions, and the probability of having it given all diagnoses.</summary>
internal static class DrugModel
{
    internal static IReadOnlyList<(Drug Drug, Func<PatientDraft, double> Probability)> All { get; } =
    [
        // Antiseizure drugs.
        (new("N03AX14", "levetiracetam", new(Discharges: -0.7)), p => p.HasEpilepsy ? 0.45 : p.Has(StatusEpilepticus) ? 0.85
            : p.Has(Glioma) || p.Has(Subarachnoid) || p.Has(IntracerebralBleed) ? 0.55 : p.Has(BrainInjury) ? 0.35 : p.Has(FunctionalSeizures) ? 0.3 : 0.015),
        (new("N03AX09", "lamotrigine", new(Discharges: -0.6)), p => p.HasEpilepsy ? 0.25 : p.Has(Bipolar) ? 0.3 : 0.01),
        (new("N03AG01", "valproic acid", new(Slow: 0.08, AlphaHertz: -0.2, Discharges: -0.8)), p => p.Has(JuvenileMyoclonic) || p.Has(Absence) ? 0.4
            : p.HasEpilepsy ? 0.12 : p.Has(Bipolar) ? 0.25 : p.Has(StatusEpilepticus) ? 0.3 : p.If(Migraine, 0.04)),
        (new("N03AF01", "carbamazepine", new(Slow: 0.08, AlphaHertz: -0.4, Discharges: -0.4), new(PrMilliseconds: 8)),
            p => p.Has(TemporalEpilepsy) || p.Has(FrontalEpilepsy) ? 0.16 : p.If(Bipolar, 0.05)),
        (new("N03AB02", "phenytoin", new(Slow: 0.1, AlphaHertz: -0.3, Beta: 0.15, Discharges: -0.4)), p => p.Has(StatusEpilepticus) ? 0.4
            : p.Has(TemporalEpilepsy) || p.Has(FrontalEpilepsy) ? 0.08 : p.If(Subarachnoid, 0.2)),
        (new("N03AX11", "topiramate", new(Slow: 0.06, Discharges: -0.6)), p => p.HasEpilepsy ? 0.08 : p.If(Migraine, 0.15)),
        (new("N03AX18", "lacosamide", new(Discharges: -0.6), new(PrMilliseconds: 10)), p => p.Has(StatusEpilepticus) ? 0.4 : p.HasEpilepsy ? 0.12 : 0),
        (new("N05BA09", "clobazam", new(Beta: 0.7, Sedation: 0.1, Discharges: -0.7)), p => p.HasEpilepsy ? 0.08 : 0),
        (new("N03AE01", "clonazepam", new(Beta: 0.7, Sedation: 0.12, Discharges: -0.7)), p => p.Has(Anxiety) ? 0.08 : p.HasEpilepsy ? 0.05 : 0.005),
        (new("N03AA02", "phenobarbital", new(Beta: 0.75, Slow: 0.15, AlphaHertz: -0.3, Sedation: 0.25, Discharges: -0.7, Suppression: 0.04)),
            p => p.Has(StatusEpilepticus) ? 0.12 : p.HasEpilepsy ? 0.03 : 0),
        (new("N03AX12", "gabapentin", new(Slow: 0.04, Sedation: 0.08)), p => p.Has(Diabetes) ? 0.16 : 0.06),
        (new("N03AX16", "pregabalin", new(Slow: 0.05, Sedation: 0.08)), p => 0.03),

        // Sedatives and anaesthetics.
        (new("N05BA06", "lorazepam", new(Beta: 0.8, Sedation: 0.25, Spindles: 0.3, Discharges: -0.9)), p => p.Has(StatusEpilepticus) ? 0.7
            : p.Has(Alcohol) && !p.Outpatient ? 0.4 : p.Has(Anxiety) ? 0.12 : p.Care(0.005, 0.05, 0.12)),
        (new("N05BA01", "diazepam", new(Beta: 0.8, Sedation: 0.2, Spindles: 0.3, Discharges: -0.8)), p => p.Has(Anxiety) ? 0.06 : 0.01),
        (new("N05BA12", "alprazolam", new(Beta: 0.75, Sedation: 0.12)), p => p.Has(Anxiety) ? 0.14 : 0.005),
        (new("N05CD08", "midazolam", new(Beta: 0.9, Slow: 0.25, Sedation: 0.5, Discharges: -1, Suppression: 0.12)), p => p.Has(StatusEpilepticus) ? 0.45
            : p.Has(HypoxicInjury) ? 0.25 : p.Care(0, 0, 0.12)),
        (new("N01AX10", "propofol", new(Beta: 0.6, Slow: 0.4, AlphaGain: -0.8, Sedation: 0.7, Spindles: 0.4, Discharges: -1, Suppression: 0.3),
            new(Rate: -0.06)), p => p.Has(StatusEpilepticus) ? 0.4 : p.Has(HypoxicInjury) ? 0.5 : p.Care(0, 0, 0.25)),
        (new("N01AX03", "ketamine", new(Beta: 0.5, Slow: 0.15, Sedation: 0.4), new(Rate: 0.05)), p => p.Has(StatusEpilepticus) ? 0.12 : p.Care(0, 0, 0.03)),
        (new("N05CM18", "dexmedetomidine", new(Slow: 0.2, Sedation: 0.5, Spindles: 0.5), new(Rate: -0.12)), p => p.Care(0, 0.01, 0.18)),
        (new("N05CF02", "zolpidem", new(Beta: 0.25, Sedation: 0.1)), p => p.Has(Insomnia) ? 0.35 : 0.01),
        (new("N05CH01", "melatonin", new(Sedation: 0.05)), p => p.Has(Insomnia) ? 0.25 : p.Care(0.02, 0.12, 0.15)),
        (new("N05BB01", "hydroxyzine", new(Slow: 0.04, Sedation: 0.12), new(QtMilliseconds: 5)), p => p.Has(Anxiety) ? 0.12 : 0.02),

        // Opioids.
        (new("N02AA01", "morphine", new(Slow: 0.18, Sedation: 0.2, AlphaHertz: -0.3)), p => p.Care(0.005, 0.1, 0.15)),
        (new("N01AH01", "fentanyl", new(Slow: 0.25, Sedation: 0.35, AlphaHertz: -0.4), new(Rate: -0.05)), p => p.Care(0, 0.02, 0.4)),
        (new("N02AA05", "oxycodone", new(Slow: 0.12, Sedation: 0.12, AlphaHertz: -0.2)), p => p.Has(Glioma) ? 0.25 : p.Care(0.04, 0.18, 0.1)),
        (new("N07BC02", "methadone", new(Slow: 0.12, Sedation: 0.12), new(QtMilliseconds: 22)), p => p.Adult(0.012)),

        // Antipsychotics, antidepressants, mood.
        (new("N05AH02", "clozapine", new(Slow: 0.4, AlphaHertz: -0.7, Discharges: 0.9), new(Rate: 0.16, QtMilliseconds: 8)), p => p.If(Schizophrenia, 0.22)),
        (new("N05AH03", "olanzapine", new(Slow: 0.22, AlphaHertz: -0.4, Discharges: 0.3), new(QtMilliseconds: 4)), p => p.Has(Schizophrenia) ? 0.3 : p.If(Bipolar, 0.15)),
        (new("N05AH04", "quetiapine", new(Slow: 0.12, Sedation: 0.12, AlphaHertz: -0.2), new(QtMilliseconds: 9)), p => p.Has(Bipolar) ? 0.25
            : p.Has(Delirium) ? 0.35 : p.Has(LewyBody) ? 0.2 : p.Care(0.02, 0.05, 0.1)),
        (new("N05AD01", "haloperidol", new(Slow: 0.1), new(QtMilliseconds: 14)), p => p.Has(Delirium) ? 0.3 : p.If(Schizophrenia, 0.15)),
        (new("N05AX08", "risperidone", new(Slow: 0.1), new(QtMilliseconds: 6)), p => p.Has(Schizophrenia) ? 0.25 : p.If(Autism, 0.15)),
        (new("N06AB06", "sertraline", null, new(QtMilliseconds: 3)), p => p.Has(Depression) ? 0.28 : p.If(Anxiety, 0.15)),
        (new("N06AB04", "citalopram", null, new(QtMilliseconds: 10)), p => p.Has(Depression) ? 0.16 : 0.01),
        (new("N06AB10", "escitalopram", null, new(QtMilliseconds: 7)), p => p.Has(Depression) ? 0.18 : p.If(Anxiety, 0.1)),
        (new("N06AX12", "bupropion", new(Beta: 0.1, Discharges: 0.4)), p => p.If(Depression, 0.14)),
        (new("N06AA09", "amitriptyline", new(Slow: 0.1, Beta: 0.2, Discharges: 0.2), new(Rate: 0.06, QtMilliseconds: 9, QrsMilliseconds: 4)), p => p.If(Migraine, 0.14)),
        (new("N06AX05", "trazodone", new(Slow: 0.05, Sedation: 0.12), new(QtMilliseconds: 4)), p => p.Has(Insomnia) ? 0.25 : p.If(Depression, 0.08)),
        (new("N06AX11", "mirtazapine", new(Sedation: 0.1)), p => p.If(Depression, 0.1)),
        (new("N05AN01", "lithium", new(Slow: 0.3, AlphaHertz: -0.5, Discharges: 0.3), new(Rate: -0.04)), p => p.If(Bipolar, 0.35)),
        (new("N06BA04", "methylphenidate", new(Beta: 0.1), new(Rate: 0.06)), p => p.If(Adhd, 0.5)),

        // Dementia, movement, other neurology.
        (new("N06DA02", "donepezil", new(Slow: -0.05, AlphaHertz: 0.2), new(Rate: -0.06, PrMilliseconds: 6)), p => p.Has(Alzheimer) ? 0.55 : p.If(LewyBody, 0.5)),
        (new("N06DX01", "memantine"), p => p.If(Alzheimer, 0.35)),
        (new("N04BA02", "levodopa and carbidopa"), p => p.Has(Parkinson) ? 0.8 : p.If(LewyBody, 0.3)),
        (new("N02CC01", "sumatriptan"), p => p.If(Migraine, 0.3)),
        (new("M03BX01", "baclofen", new(Slow: 0.15, Sedation: 0.1, Discharges: 0.2)), p => p.Has(MultipleSclerosis) ? 0.3 : 0.01),
        (new("J01DE01", "cefepime", new(Slow: 0.35, Discharges: 0.5)), p => p.If(SepticEncephalopathy, 0.22)),
        (new("H02AB02", "dexamethasone", new(Beta: 0.05)), p => p.Has(Glioma) ? 0.45 : 0.01),
        (new("H02AB07", "prednisone"), p => p.Has(Copd) ? 0.15 : 0.03),
        (new("H03AA01", "levothyroxine sodium"), p => p.If(Hypothyroidism, 0.85)),

        // Heart and metabolism.
        (new("C07AB02", "metoprolol", null, new(Rate: -0.15, PrMilliseconds: 8)), p => p.Has(Coronary) ? 0.55 : p.Has(AtrialFibrillation) ? 0.5 : p.If(Hypertension, 0.15)),
        (new("C09AA03", "lisinopril"), p => p.Has(HeartFailure) ? 0.5 : p.If(Hypertension, 0.4)),
        (new("C08CA01", "amlodipine"), p => p.If(Hypertension, 0.28)),
        (new("C08DB01", "diltiazem", null, new(Rate: -0.12, PrMilliseconds: 12)), p => p.If(AtrialFibrillation, 0.18)),
        (new("C01AA05", "digoxin", null, new(Rate: -0.08, PrMilliseconds: 12, QtMilliseconds: -15, StSag: 0.06)), p => p.Has(AtrialFibrillation) ? 0.12 : p.If(HeartFailure, 0.08)),
        (new("C01BD01", "amiodarone", null, new(Rate: -0.1, PrMilliseconds: 12, QtMilliseconds: 25, QrsMilliseconds: 4)), p => p.Has(AtrialFibrillation) ? 0.12 : p.If(CardiacArrest, 0.4)),
        (new("C07AA07", "sotalol", null, new(Rate: -0.12, QtMilliseconds: 22)), p => p.If(AtrialFibrillation, 0.05)),
        (new("C03CA01", "furosemide"), p => p.Has(HeartFailure) ? 0.65 : p.If(KidneyDisease, 0.2)),
        (new("C10AA05", "atorvastatin"), p => p.Has(Coronary) ? 0.7 : p.Has(Hyperlipidaemia) ? 0.45 : p.If(Diabetes, 0.3)),
        (new("B01AC06", "aspirin"), p => p.Has(Coronary) ? 0.7 : p.Has(Stroke) ? 0.55 : 0.04),
        (new("B01AF02", "apixaban"), p => p.If(AtrialFibrillation, 0.5)),
        (new("A10BA02", "metformin"), p => p.If(Diabetes, 0.6)),
        (new("A10AB01", "insulin"), p => p.Has(Diabetes) ? 0.25 : p.Care(0, 0.02, 0.15)),
        (new("A02BC01", "omeprazole"), p => p.Adult(0.12)),
        (new("N02BE01", "paracetamol"), p => p.Care(0.05, 0.35, 0.4)),
    ];
}

namespace Clef.Simulation.Patients;

/// <summary>A diagnosis that the simulator knows.</summary>
/// <param name="Code">ICD-10-CM code.</param>
/// <param name="Name">The diagnosis in words, as a report would say it.</param>
/// <param name="Acute">True for what this admission is about, false for what is in the history.</param>
public sealed record Condition(string Code, string Name, bool Acute = false);

/// <summary>The codes that other parts of the causal model refer to by name.</summary>
public static class Icd
{
#pragma warning disable CS1591 // each name says what the code is
    public const string TemporalEpilepsy = "G40.209", FrontalEpilepsy = "G40.109", JuvenileMyoclonic = "G40.B09", Absence = "G40.A09",
        StatusEpilepticus = "G41.9", Stroke = "I63.9", IntracerebralBleed = "I61.9", Subarachnoid = "I60.9", BrainInjury = "S06.9X0A",
        Glioma = "C71.9", Meningioma = "D32.0", Craniotomy = "Z98.890", Encephalitis = "G04.90", Alzheimer = "G30.9", LewyBody = "G31.83",
        Parkinson = "G20", MultipleSclerosis = "G35", HepaticEncephalopathy = "K76.82", Uraemia = "N19", SepticEncephalopathy = "G93.41",
        HypoxicInjury = "G93.1", CardiacArrest = "I46.9", Delirium = "F05", Depression = "F32.9", Schizophrenia = "F20.9", Anxiety = "F41.9",
        Bipolar = "F31.9", Alcohol = "F10.20", Insomnia = "G47.00", SleepApnoea = "G47.33", Migraine = "G43.909", Syncope = "R55",
        FunctionalSeizures = "F44.5", Adhd = "F90.9", Autism = "F84.0", IntellectualDisability = "F79", Hypertension = "I10", Diabetes = "E11.9",
        Coronary = "I25.10", OldInfarction = "I25.2", AcuteIschaemia = "I24.9", HeartFailure = "I50.9", AtrialFibrillation = "I48.91",
        AtrialFlutter = "I48.92", LeftHypertrophy = "I51.7", KidneyDisease = "N18.9", Copd = "J44.9", Obesity = "E66.9", Hyperlipidaemia = "E78.5",
        FirstDegreeBlock = "I44.0", SecondDegreeBlock = "I44.1", CompleteBlock = "I44.2", LeftBundle = "I44.7", RightBundle = "I45.10",
        Pvc = "I49.3", Pac = "I49.1", LongQt = "I45.81", AorticStenosis = "I35.0", Hyperkalaemia = "E87.5", Hypothyroidism = "E03.9";
#pragma warning restore CS1591
}

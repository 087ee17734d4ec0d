using System.Numerics;
using Clef.Core;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Ecg;

/// <summary>One ECG phenomenon made to appear, for pictures and for tests.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">What the picture shows.</param>
/// <param name="Change">How the state of the heart differs from a healthy one.</param>
public sealed record EcgPhenomenon(string Name, string Title, Func<EcgPhysiology, EcgPhysiology> Change)
{
    /// <summary>A healthy heart at rest, middle of every normal range.</summary>
    public static EcgPhysiology Healthy { get; } = new()
    {
        Rhythm = EcgRhythm.Sinus, Rate = 68, RespiratoryVariation = 0.04, PrMilliseconds = 158, QrsMilliseconds = 92, QtcMilliseconds = 410, AxisDegrees = 45,
        Voltage = 1, TScale = 1, PvcRate = 0, PacRate = 0,
    };

    /// <summary>Every phenomenon.</summary>
    public static IReadOnlyList<EcgPhenomenon> All { get; } =
    [
        new("ecg-normal", "Normal sinus rhythm", s => s),
        new("ecg-sinus-arrhythmia", "Respiratory sinus arrhythmia of the young", s => s with { RespiratoryVariation = 0.13, Rate = 62 }),
        new("ecg-af", "Atrial fibrillation", s => s with { Rhythm = EcgRhythm.AtrialFibrillation, Rate = 92 }),
        new("ecg-flutter", "Atrial flutter", s => s with { Rhythm = EcgRhythm.AtrialFlutter }),
        new("ecg-pvc", "Ventricular premature beats", s => s with { PvcRate = 0.15 }),
        new("ecg-pac", "Atrial premature beats", s => s with { PacRate = 0.2 }),
        new("ecg-avb1", "First-degree atrioventricular block", s => s with { PrMilliseconds = 260 }),
        new("ecg-wenckebach", "Second-degree block, Wenckebach", s => s with { Rhythm = EcgRhythm.Wenckebach, PrMilliseconds = 190 }),
        new("ecg-avb3", "Complete atrioventricular block", s => s with { Rhythm = EcgRhythm.CompleteBlock, Rate = 78 }),
        new("ecg-lbbb", "Left bundle branch block", s => s with { LeftBundle = true, QrsMilliseconds = 152, AxisDegrees = 10 }),
        new("ecg-rbbb", "Right bundle branch block", s => s with { RightBundle = true, QrsMilliseconds = 140 }),
        new("ecg-lvh", "Left ventricular hypertrophy with strain", s => s with { Voltage = 1.75, Strain = 0.9, TScale = -0.25, AxisDegrees = 15, LeftAtrium = 0.6 }),
        new("ecg-ischaemia", "Ischaemic ST depression", s => s with { StVector = new Vector3(-0.7f, -0.5f, 0.35f) * 0.16f, TScale = 0.5, Rate = 88 }),
        new("ecg-inferior-mi", "Old inferior infarction", s => s with { Infarct = InfarctSite.Inferior, InfarctSize = 0.9, AxisDegrees = 15 }),
        new("ecg-anterior-mi", "Old anterior infarction", s => s with { Infarct = InfarctSite.Anterior, InfarctSize = 0.9 }),
        new("ecg-long-qt", "Long QT", s => s with { QtcMilliseconds = 510, Rate = 62 }),
        new("ecg-hyperkalaemia", "Hyperkalaemia: peaked T", s => s with { Hyperkalaemia = 1, TScale = 2.1, QrsMilliseconds = 118, PrMilliseconds = 190 }),
    ];

    /// <summary>Simulates ten seconds of it.</summary>
    public EcgRecord Simulate(ulong seed = 3, double noise = 0.7)
    {
        SimulatedPatient patient = PatientGenerator.Draw(seed, 0, age: 50) with { Site = Site.All[0] };
        return EcgSimulator.Simulate(patient, Change(Healthy), EcgSimulator.UsualSeconds, noise);
    }

    /// <summary>The phenomenon of a name.</summary>
    /// <exception cref="ClefException">No such phenomenon.</exception>
    public static EcgPhenomenon Named(string name) => All.FirstOrDefault(p => p.Name == name)
        ?? throw new ClefException("simulate show", "phenomenon", name, $"one of {string.Join(", ", All.Select(p => p.Name))}");
}

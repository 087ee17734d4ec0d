namespace Clef.Simulation.Patients;

/// <summary>
/// How a drug at its usual dose acts on the EEG. Signs and sizes follow the clinical literature in kind (Blume, J Clin Neurophysiol 2006, drug effects on EEG);
/// the numbers are set for the simulation.
/// </summary>
/// <param name="Beta">Added log gain of beta activity.</param>
/// <param name="Slow">Added encephalopathy-like slowing, on the 0 to 1 scale of the EEG physiology.</param>
/// <param name="AlphaHertz">Shift of the posterior rhythm.</param>
/// <param name="AlphaGain">Added log gain of the posterior rhythm.</param>
/// <param name="Sedation">Added sleepiness, 0 to 1.</param>
/// <param name="Spindles">Added log rate of spindles.</param>
/// <param name="Discharges">Added log rate of epileptiform discharges (negative protects, positive provokes).</param>
/// <param name="Suppression">Tendency to burst suppression, 0 to 1.</param>
public sealed record EegEffect(
    double Beta = 0, double Slow = 0, double AlphaHertz = 0, double AlphaGain = 0, double Sedation = 0, double Spindles = 0, double Discharges = 0,
    double Suppression = 0);

/// <summary>How a drug at its usual dose acts on the ECG.</summary>
/// <param name="Rate">Added log heart rate.</param>
/// <param name="PrMilliseconds">Longer atrioventricular conduction.</param>
/// <param name="QtMilliseconds">Longer repolarisation (corrected QT).</param>
/// <param name="QrsMilliseconds">Slower ventricular conduction.</param>
/// <param name="StSag">Sagging of the ST segment, millivolts (digitalis).</param>
public sealed record EcgEffect(double Rate = 0, double PrMilliseconds = 0, double QtMilliseconds = 0, double QrsMilliseconds = 0, double StSag = 0);

/// <summary>A drug that the simulator knows.</summary>
/// <param name="Code">ATC code.</param>
/// <param name="Name">International name.</param>
/// <param name="Eeg">What it does to the EEG; null for nothing.</param>
/// <param name="Ecg">What it does to the ECG; null for nothing.</param>
public sealed record Drug(string Code, string Name, EegEffect? Eeg = null, EcgEffect? Ecg = null);

/// <summary>A drug as one patient has it.</summary>
/// <param name="Drug">Which drug.</param>
/// <param name="Level">The effect relative to the usual, log-normal about 1: dose and the patient's response together.</param>
public sealed record DrugExposure(Drug Drug, double Level);

using Clef.Core;
using Clef.Simulation.Ecg;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using Clef.Simulation.Records;
using Clef.Simulation.Reports;

namespace Clef.Simulation;

/// <summary>Which signals a cohort has.</summary>
[Flags]
public enum Modality
{
    /// <summary>EEG sessions.</summary>
    Eeg = 1,

    /// <summary>ECG records.</summary>
    Ecg = 2,

    /// <summary>Both, of the same patients.</summary>
    Both = Eeg | Ecg,
}

/// <summary>
/// A simulated cohort in memory. Nothing is kept: each patient, session, record and report is made anew when asked for, always the same for the same seed,
/// from any thread and in any order, so that a training experiment needs no files.
/// </summary>
public sealed class SimulatedCohort
{
    /// <summary>Describes a cohort.</summary>
    /// <param name="count">How many patients, at least one.</param>
    /// <param name="seed">The seed.</param>
    /// <exception cref="ClefException">There are no patients.</exception>
    public SimulatedCohort(int count, ulong seed)
    {
        Count = count > 0 ? count : throw new ClefException("simulation", "patients", count, "at least one patient");
        Seed = seed;
    }

    /// <summary>How many patients.</summary>
    public int Count { get; }

    /// <summary>The seed.</summary>
    public ulong Seed { get; }

    /// <summary>Length of the EEG sessions, seconds: 1 second to 48 hours.</summary>
    public double EegSeconds { get; init => field = Length("EEG seconds", value); } = EegSimulator.UsualSeconds;

    /// <summary>Length of the ECG records, seconds: 1 second to 48 hours.</summary>
    public double EcgSeconds { get; init => field = Length("ECG seconds", value); } = EcgSimulator.UsualSeconds;

    /// <summary>How often the reports err.</summary>
    public ReportErrorRates ReportErrors { get; init; } = ReportErrorRates.Usual;

    /// <summary>All patients, in order.</summary>
    public IEnumerable<SimulatedPatient> Patients => Enumerable.Range(0, Count).Select(Patient);

    /// <summary>The patient at a place.</summary>
    public SimulatedPatient Patient(int index) => index >= 0 && index < Count
        ? PatientGenerator.Draw(Seed, index)
        : throw new ClefException("simulation", "patient", index, $"0 to {Count - 1}");

    /// <summary>The EEG session of a patient.</summary>
    public EegSession Eeg(SimulatedPatient patient) => EegSimulator.Simulate(patient, EegSeconds);

    /// <summary>The ECG record of a patient.</summary>
    public EcgRecord Ecg(SimulatedPatient patient) => EcgSimulator.Simulate(patient, EcgSeconds);

    /// <summary>The report of a session.</summary>
    public SimulatedReport Report(SimulatedPatient patient, EegPlan plan) => EegReportWriter.Write(patient, plan, ReportErrors);

    /// <summary>The reading of a record.</summary>
    public SimulatedReport Report(SimulatedPatient patient, EcgRecord record) => EcgReportWriter.Write(patient, record, ReportErrors);

    /// <summary>The structured record of a patient.</summary>
    public IReadOnlyList<Clef.Clinical.Records.PatientEvent> Events(SimulatedPatient patient) => RecordWriter.Events(patient);

    private static double Length(string name, double seconds) => seconds is >= 1 and <= 172800
        ? seconds
        : throw new ClefException("simulation", name, seconds, "1 second to 48 hours (172800)");
}

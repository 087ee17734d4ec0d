using System.Runtime.ExceptionServices;
using System.Text.Json;
using Clef.Clinical.Records;
using Clef.Core;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Formats.Wfdb;
using Clef.Signals.Recordings;
using Clef.Simulation.Ecg;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;

namespace Clef.Simulation.Writing;

/// <summary>
/// Writes a cohort as a folder that <c>clef cohort build</c> reads: <c>recordings/</c> (EDF for EEG, WFDB format 16 for ECG), <c>metadata.csv</c>,
/// <c>reports.csv</c>, <c>records/events.parquet</c> with the same as <c>events.csv</c>, and <c>truth.csv</c> with every latent cause, which is never an input of a
/// model. Patients are made in parallel; a run that was stopped goes on where it was, since a recording that is there is kept; the bytes do not depend on threads.
/// </summary>
public static class CohortFolder
{
    /// <summary>Writes the cohort.</summary>
    /// <param name="cohort">Which cohort.</param>
    /// <param name="modality">Which signals.</param>
    /// <param name="folder">Where; made if it is not there. A folder of another cohort is refused.</param>
    /// <param name="threads">How many patients at a time.</param>
    /// <param name="annotate">Whether to write sleep stages and events as annotations into the EEG files; off, so that labels do not leak.</param>
    /// <param name="progress">Receives the number of patients done.</param>
    /// <param name="stop">Stops between patients.</param>
    public static void Write(
        SimulatedCohort cohort, Modality modality, string folder, int threads, bool annotate = false, Action<int>? progress = null, CancellationToken stop = default)
    {
        Claim(cohort, modality, folder, annotate);
        string recordings = Path.Combine(folder, "recordings");
        Directory.CreateDirectory(recordings);
        var rows = new PatientRows[cohort.Count];
        int done = 0;
        try
        {
            Parallel.For(0, cohort.Count, new ParallelOptions { MaxDegreeOfParallelism = Math.Max(1, threads), CancellationToken = stop }, index =>
            {
                rows[index] = Patient(cohort, cohort.Patient(index), modality, recordings, annotate);
                progress?.Invoke(Interlocked.Increment(ref done));
            });
        }
        catch (AggregateException e)
        {
            ExceptionDispatchInfo.Throw(e.Flatten().InnerExceptions[0]); // the first cause, as if there were one thread
        }

        PatientRows.Write(Path.Combine(folder, "metadata.csv"), PatientRows.MetadataColumns, rows.SelectMany(r => r.Metadata));
        PatientRows.Write(Path.Combine(folder, "reports.csv"), PatientRows.ReportColumns, rows.SelectMany(r => r.Reports));
        PatientRows.Write(Path.Combine(folder, "truth.csv"), PatientRows.TruthColumns, rows.SelectMany(r => r.Truth));
        PatientRows.Write(Path.Combine(folder, "events.csv"), ["subject_id", "patient", "time", "code", "numeric_value", "text_value"], rows.SelectMany(r => r.Events).Select(PatientRows.EventRow));
        Directory.CreateDirectory(Path.Combine(folder, "records"));
        EventTable.Write(rows.SelectMany(r => r.Events), Path.Combine(folder, "records", "events.parquet"));
        AtomicFile.WriteText(Path.Combine(folder, "README.txt"), $"{Simulator.Mark}\n\nEvery recording, report, diagnosis and value in this folder is simulated (seed {cohort.Seed}).\ntruth.csv holds the latent causes and must never be an input of a model.\n");
    }

    /// <summary>The session's name: the patient and the modality.</summary>
    public static string SessionName(SimulatedPatient patient, Modality modality) => $"{patient.Id}-{(modality == Modality.Eeg ? "eeg" : "ecg")}";

    private static PatientRows Patient(SimulatedCohort cohort, SimulatedPatient patient, Modality modality, string folder, bool annotate)
    {
        PatientRows rows = PatientRows.Of(patient);
        rows.AddCauses(patient);
        var subject = new Subject(patient.Id, "SIMULATED", patient.Sex == Sex.Female ? "F" : "M", null, Math.Floor(patient.Age), "SIMULATED DATA, Clef simulator " + Simulator.Version);
        if (modality.HasFlag(Modality.Eeg))
        {
            string session = SessionName(patient, Modality.Eeg), path = Path.Combine(folder, session + ".edf");
            EegPlan plan = EegSimulator.Plan(patient, cohort.EegSeconds);
            if (!File.Exists(path))
            {
                EegSession eeg = EegSimulator.Render(patient, plan);
                using SimulatedRecording recording = SimulatedRecording.Of(session, EegSession.Labels, eeg.Signals, "uV", eeg.SampleRate, 3276.75, subject, patient.RecordedAt, annotate ? Marks(plan) : null);
                EdfWriter.Write(path, recording);
            }

            rows.Add(patient, session, "eeg", cohort.Report(patient, plan));
            rows.AddTruth(patient, session, plan);
        }

        if (modality.HasFlag(Modality.Ecg))
        {
            string session = SessionName(patient, Modality.Ecg), path = Path.Combine(folder, session + ".hea");
            EcgRecord ecg = cohort.Ecg(patient);
            if (!File.Exists(path)) // the header is written last, so that it vouches for the samples
            {
                using SimulatedRecording recording = SimulatedRecording.Of(session, EcgRecord.Leads, ecg.Signals, "mV", ecg.SampleRate, 32.7675, subject, patient.RecordedAt);
                WfdbWriter.Write(path, recording);
            }

            rows.Add(patient, session, "ecg", cohort.Report(patient, ecg));
            rows.AddTruth(patient, session, ecg);
        }

        return rows;
    }

    private static Annotation[] Marks(EegPlan plan) => [.. plan.Events.Select(e => new Annotation(e.Onset, e.Duration, $"SIMULATED {e.Kind}"))];

    /// <summary>Marks the folder as this cohort's, or refuses one that holds another.</summary>
    private static void Claim(SimulatedCohort cohort, Modality modality, string folder, bool annotate)
    {
        // The count is left out: a cohort may grow, and its first patients stay the same.
        string claim = JsonSerializer.Serialize(
            new { simulated = true, version = Simulator.Version, seed = cohort.Seed, eegSeconds = cohort.EegSeconds, ecgSeconds = cohort.EcgSeconds, annotations = annotate, modality = modality.ToString() });
        string path = Path.Combine(folder, "simulation.json");
        if (File.Exists(path) && File.ReadAllText(path).Trim() is var found && found != claim)
        {
            throw new ClefException(path, "cohort", found, $"this cohort ({claim}) or an empty folder");
        }

        AtomicFile.WriteText(path, claim + "\n");
    }
}

using System.Globalization;
using Clef.Clinical.Records;
using Clef.Clinical.Tables;
using Clef.Core;
using Clef.Simulation.Ecg;
using Clef.Simulation.Eeg;
using Clef.Simulation.Patients;
using Clef.Simulation.Reports;

namespace Clef.Simulation.Writing;

/// <summary>The rows that one patient adds to the cohort's tables.</summary>
internal sealed record PatientRows(List<string[]> Metadata, List<string[]> Reports, List<string[]> Truth, IReadOnlyList<PatientEvent> Events)
{
    internal static string[] MetadataColumns { get; } =
    [
        "session", "patient", "modality", "age", "sex", "race", "site", "external", "setting", "start", "smoker", "sbp", "dbp", "total-cholesterol", "hdl", "bmi", "pulse", "diabetes",
        "data",
    ];

    internal static string[] ReportColumns { get; } = ["session", "text"];

    internal static string[] TruthColumns { get; } = ["session", "patient", "kind", "name", "value", "detail"];

    internal static PatientRows Of(SimulatedPatient patient) => new([], [], [], Clef.Simulation.Records.RecordWriter.Events(patient));

    internal void Add(SimulatedPatient patient, string session, string modality, SimulatedReport report)
    {
        RecordedFactors r = patient.Recorded;
        Metadata.Add(
        [
            session, patient.Id, modality, Number(Math.Round(patient.Age, 1)), patient.Sex == Sex.Female ? "F" : "M", patient.Race, patient.Site.Name, patient.Site.External ? "1" : "0",
            patient.Setting.ToString(), patient.RecordedAt.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture), Flag(r.Smoker), Number(r.SystolicPressure), Number(r.DiastolicPressure),
            Number(r.TotalCholesterol), Number(r.Hdl), Number(r.Bmi), Number(r.Pulse), Flag(r.Diabetes), "simulated " + Simulator.Version,
        ]);
        Reports.Add([session, report.Text]);
        foreach (ReportError error in report.Errors)
        {
            Truth.Add([session, patient.Id, "report-error", error.Kind.ToString(), error.Finding, ""]);
        }
    }

    /// <summary>The causes that all sessions of a patient share.</summary>
    internal void AddCauses(SimulatedPatient patient)
    {
        void Cause(string kind, string name, string value, string detail = "") => Truth.Add(["", patient.Id, kind, name, value, detail]);
        foreach (Condition c in patient.Conditions)
        {
            Cause("condition", c.Code, "1", c.Name);
        }

        foreach (DrugExposure d in patient.Drugs)
        {
            Cause("drug", d.Drug.Code, Number(Math.Round(d.Level, 3)), d.Drug.Name);
        }

        Cause("risk", "systolic", Number(Math.Round(patient.Risk.SystolicPressure, 1)));
        Cause("risk", "total-cholesterol", Number(Math.Round(patient.Risk.TotalCholesterol, 2)));
        Cause("risk", "hdl", Number(Math.Round(patient.Risk.Hdl, 2)));
        Cause("risk", "bmi", Number(Math.Round(patient.Risk.Bmi, 1)));
        Cause("risk", "smoker", Flag(patient.Risk.Smoker));
        Cause("risk", "vascular-burden", Number(Math.Round(patient.VascularBurden, 3)));
    }

    internal void AddTruth(SimulatedPatient patient, string session, EegPlan plan)
    {
        EegPhysiology s = plan.Physiology;
        foreach (EegFindingTruth f in plan.Findings)
        {
            string detail = string.Join("; ", new[] { f.Place?.ToString(), f.Hertz is { } h ? $"{Number(Math.Round(h, 2))} Hz" : null, $"count {f.Count}", $"{Number(Math.Round(f.Seconds, 1))} s" }.Where(t => t is not null));
            Truth.Add([session, patient.Id, "eeg-finding", f.Finding.ToString(), Number(Math.Round(f.Severity, 3)), detail]);
        }

        (string, double)[] states = [("alpha-hertz", s.AlphaHertz), ("alpha-microvolts", s.AlphaMicrovolts), ("beta-gain", s.BetaGain), ("slowing", s.Slowing), ("sleepiness", s.Sleepiness), ("amplitude", s.Amplitude), ("suppression", s.SuppressionRatio)];
        foreach ((string name, double value) in states)
        {
            Truth.Add([session, patient.Id, "eeg-state", name, Number(Math.Round(value, 4)), ""]);
        }
    }

    internal void AddTruth(SimulatedPatient patient, string session, EcgRecord record)
    {
        EcgPhysiology s = record.Physiology;
        foreach (EcgFinding f in record.Findings)
        {
            Truth.Add([session, patient.Id, "ecg-finding", f.ToString(), "1", ""]);
        }

        (string, double)[] states = [("rate", record.Rate), ("pr", s.PrMilliseconds), ("qrs", s.QrsMilliseconds), ("qtc", s.QtcMilliseconds), ("axis", s.AxisDegrees), ("voltage", s.Voltage), ("t-scale", s.TScale), ("strain", s.Strain)];
        foreach ((string name, double value) in states)
        {
            Truth.Add([session, patient.Id, "ecg-state", name, Number(Math.Round(value, 4)), ""]);
        }
    }

    /// <summary>Writes a CSV table whole or not at all.</summary>
    internal static void Write(string path, string[] columns, IEnumerable<string[]> rows) => AtomicFile.Write(path, stream =>
    {
        using var text = new StreamWriter(stream, new System.Text.UTF8Encoding(false), 1 << 16, leaveOpen: true);
        var table = new DelimitedWriter(text);
        table.Write(columns);
        foreach (string[] row in rows)
        {
            table.Write(row);
        }
    });

    internal static string[] EventRow(PatientEvent e) =>
    [
        PatientEvent.SubjectId(e.Patient).ToString(CultureInfo.InvariantCulture), e.Patient, e.Time?.ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture) ?? "", e.Code, Number(e.Number), e.Text ?? "",
    ];

    private static string Number(double? value) => value?.ToString("0.######", CultureInfo.InvariantCulture) ?? "";

    private static string Flag(bool? value) => value is { } v ? v ? "1" : "0" : "";
}

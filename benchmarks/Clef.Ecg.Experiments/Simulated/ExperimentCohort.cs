using System.Globalization;
using System.Text;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Ecg.Windows;
using Clef.Evaluation.Probes;
using Clef.Signals.Heart;
using Clef.Signals.Preparation;
using Clef.Simulation.Ecg;
using Clef.Simulation.Patients;

namespace Clef.Ecg.Experiments.Simulated;

/// <summary>
/// The simulated cohort of a design: patients of 40 to 89 years in the simulator's order, the first for pretraining (all leads), the next for probes and
/// test (lead I). Windows and labels are made once and kept in the folder of results.
/// </summary>
internal sealed class ExperimentCohort : IDisposable
{
    private const string Parts = "parts"; // the column of a patient's part

    private ExperimentCohort(WindowStore pretraining, WindowStore labelled, Part[] part, double[][] values, double[][] facts, double[][] heart) =>
        (Pretraining, Labelled, Part, Values, Facts, Heart) = (pretraining, labelled, part, values, facts, heart);

    /// <summary>Windows to pretrain on.</summary>
    public WindowStore Pretraining { get; }

    /// <summary>Windows with labels.</summary>
    public WindowStore Labelled { get; }

    /// <summary>The part of each labelled record.</summary>
    public Part[] Part { get; }

    /// <summary>(task, record): the truth.</summary>
    public double[][] Values { get; }

    /// <summary>(record): age in years and sex, 1 for a man.</summary>
    public double[][] Facts { get; }

    /// <summary>(record, feature): heart rate and its variability; NaN where there are too few beats.</summary>
    public double[][] Heart { get; }

    /// <summary>The patients to pretrain on, with their metadata.</summary>
    public static IEnumerable<SimulatedPatient> PretrainingPatients(SimulatedDesign design) => OfAge(design.CohortSeed).Take(design.Pretraining);

    /// <summary>Simulated patients of the ages of the score.</summary>
    public static IEnumerable<SimulatedPatient> OfAge(ulong seed) => Enumerable.Range(0, int.MaxValue).Select(i => PatientGenerator.Draw(seed, i))
        .Where(p => p.Age >= SimulatedDesign.Ages.From && p.Age < SimulatedDesign.Ages.Below);

    /// <summary>Opens the cohort, or simulates it.</summary>
    public static ExperimentCohort Open(SimulatedDesign design, string folder, Action<string> tell)
    {
        string key = FormattableString.Invariant($"simulated {design.Simulator}, seed {design.CohortSeed}, {design.Pretraining} + {design.ProbeTraining} + {design.ProbeValidation} + {design.Test}, {design.Seconds} s");
        var preparation = new EcgPreparation(SimulatedDesign.Pipeline);
        WindowStore pretraining = WindowStore.OpenOrBuild(Path.Combine(folder, "pretraining"), key, SimulatedDesign.Pipeline, () => PretrainingPatients(design)
            .Select((p, i) => Prepared(preparation, p, EcgSimulator.Simulate(p, design.Seconds), all: true, i, design.Pretraining, tell)));
        int labelledCount = design.ProbeTraining + design.ProbeValidation + design.Test;
        string labels = Path.Combine(folder, "labels.csv");
        var text = new StringBuilder($"patient,{Parts},").AppendJoin(',', SimulatedTasks.All.Select(t => t.Name)).Append('\n');
        bool simulated = false;
        WindowStore labelled = WindowStore.OpenOrBuild(Path.Combine(folder, "labelled"), key, SimulatedDesign.Pipeline, () =>
        {
            simulated = true;
            return OfAge(design.CohortSeed).Skip(design.Pretraining).Take(labelledCount).Select((p, i) =>
            {
                EcgRecord record = EcgSimulator.Simulate(p, design.Seconds);
                Part part = i < design.ProbeTraining ? Evaluation.Probes.Part.Train : i < design.ProbeTraining + design.ProbeValidation ? Evaluation.Probes.Part.Validation : Evaluation.Probes.Part.Test;
                text.Append(CultureInfo.InvariantCulture, $"{p.Id},{part},")
                    .AppendJoin(',', SimulatedTasks.All.Select(t => t.Answer(p, record)).Select(v => double.IsNaN(v) ? "" : v.ToString("R", CultureInfo.InvariantCulture))).Append('\n');
                if (i == labelledCount - 1)
                {
                    AtomicFile.WriteText(labels, text.ToString()); // before the store is whole, so that a whole store has its labels
                }

                return Prepared(preparation, p, record, all: false, i, labelledCount, tell);
            });
        });
        tell(simulated ? "simulated cohort made" : "simulated cohort opened");
        CsvTable table = CsvTable.Read(labels);
        int rows = table.Rows.Count, age = table.Column("age"), male = table.Column("sex"), part = table.Column(Parts);
        return new ExperimentCohort(
            pretraining,
            labelled,
            [.. table.Rows.Select(r => Enum.Parse<Part>(r[part]))],
            [.. SimulatedTasks.All.Select(t => Enumerable.Range(0, rows).Select(r => table.Number(r, table.Column(t.Name)) ?? double.NaN).ToArray())],
            [.. Enumerable.Range(0, rows).Select(r => new[] { table.Number(r, age)!.Value, table.Number(r, male)!.Value })],
            [.. labelled.Records.Select(r => HeartFeatures(labelled.Window(r, 0, 0)))]);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Pretraining.Dispose();
        Labelled.Dispose();
    }

    private static RecordWindows Prepared(EcgPreparation preparation, SimulatedPatient patient, EcgRecord record, bool all, int index, int count, Action<string> tell)
    {
        if (index % 100 == 99)
        {
            tell($"simulated {index + 1} of {count} ECGs");
        }

        return new RecordWindows(patient.Id, patient.Id, [.. EcgRecord.Leads.Take(all ? EcgRecord.Leads.Count : 1)
            .Select((lead, l) => (lead, preparation.Prepare(record.Signals[l], record.SampleRate, lead, zScore: false)))]);
    }

    private static double[] HeartFeatures(ReadOnlySpan<float> window)
    {
        double rate = SimulatedDesign.Pipeline.SampleRate;
        HeartRhythm heart = HeartRhythm.Of(RPeakDetector.Detect(window, rate), rate);
        return [heart.Intervals, heart.BeatsPerMinute ?? double.NaN, heart.SlowestBeatsPerMinute ?? double.NaN, heart.FastestBeatsPerMinute ?? double.NaN,
            heart.Sdnn ?? double.NaN, heart.Rmssd ?? double.NaN, heart.Pnn50 ?? double.NaN];
    }
}

using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>Tasks over patients: all sessions of a patient are pooled and have one label.</summary>
public sealed class PatientLevelTests : IDisposable
{
    private const string Tasks = """
        tasks:
          - { name: by_patient, level: patient, positive: { diagnosis: G40 }, controls: { match: [] } }
          - { name: by_session, positive: { diagnosis: G40 }, controls: { match: [] } }
          - { name: matched, level: patient, positive: { diagnosis: G40 }, controls: { match: [sex] } }
          - { name: in_time, level: patient, positive: { diagnosis: G40, window: [~, 0] }, controls: { match: [] } }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-patients-").FullName;

    [Fact]
    public void A_patient_s_row_is_the_mean_of_the_sessions_each_counting_once()
    {
        string path = Path.Combine(_folder, "e.csv");
        File.WriteAllText(path, "session,patient,e0\na,P,1\nb,P,4\nb,P,6\nc,Q,9\n"); // b has two tokens
        var source = new ModelSource("m", ModelKind.Embedding, path);
        BenchRow[] sessions = [new("a", "P", Part.Train), new("b", "P", Part.Train), new("c", "Q", Part.Test)];
        BenchRow[] patients = CohortBench.Patients(sessions);
        patients.Select(p => p.Id).ShouldBe(["P", "Q"]);
        ModelVectors vectors = source.Align("patients", patients);
        vectors.Starts.ShouldBe([0, 2, 3]);
        vectors.Tokens.Values.ShouldBe([1, 5, 9]);
        vectors.Pooled().Values.ShouldBe([3, 9]);
        source.Has("patients", new BenchRow("P", "P", Part.Train) { Sessions = ["a", "lost"] }).ShouldBeFalse();
        source.Has("patients", new BenchRow("P", "P", Part.Train) { Sessions = ["x"], SessionFiles = ["a"] }).ShouldBeTrue(); // named by its file
    }

    [Fact]
    public void Labels_hold_for_all_sessions_of_a_patient_and_the_table_has_a_row_for_each_patient()
    {
        (CohortStore store, IReadOnlyList<BenchTable> tables) = Made();
        tables.Select(t => t.Name).ShouldBe(["cohort", "patients"]);
        BenchTable patients = tables[1];
        patients.Rows.Count.ShouldBe(300);
        tables[0].Rows.Count.ShouldBe(300 * 3);
        patients.Rows.ShouldAllBe(r => r.Sessions!.Count == 3 && r.Session!.Id == r.Sessions[0]);
        patients.Tasks.Select(t => t.Name).ShouldBe(["by_patient", "matched", "in_time"]);
        patients.Tasks[0].Values.Count(v => v == 1).ShouldBe(150);
        patients.Tasks[0].Values.Count(v => v == 0).ShouldBe(150);

        // Diagnosed between the second session and the third: the third makes the patient positive; no patient is its own control.
        patients.Tasks[2].Values.Count(v => v == 1).ShouldBe(150);
        var labeller = new TaskLabeller(store, new RuleEvaluator(store, CodeMap.BuiltIn));
        foreach (TaskDefinition task in TaskFile.Parse("t", Tasks).Where(t => t.Level == TaskLevel.Patient))
        {
            (IReadOnlyList<SessionLabel> labels, TaskSummary summary) = labeller.Label(task);
            labels.GroupBy(l => l.Patient).ShouldAllBe(g => g.Select(l => l.Label).Distinct().Count() == 1);
            summary.Candidates.ShouldBe(150);
            (summary.Positives + summary.Controls + summary.Excluded.Values.Sum()).ShouldBe(900);
            labels.Where(l => l.Label < 0).ShouldAllBe(l => l.Reason.Length > 0);
        }
    }

    [Fact]
    public void Pooling_lifts_a_signal_that_is_weak_in_each_session()
    {
        (_, IReadOnlyList<BenchTable> tables) = Made();
        var random = new Random(2);
        string[] ids = tables[0].Rows.Select(r => r.Id).ToArray();
        float[] values = tables[0].Rows.SelectMany(r => Enumerable.Range(0, 4)
            .Select(j => (float)(Metrics.IntervalTests.Gaussian(random) + (j == 0 && Positive(r.Patient) ? 1 : 0)))).ToArray();
        string path = Path.Combine(_folder, "e.parquet");
        new EmbeddingTable("session", ids, tables[0].Rows.Select(r => (string?)r.Patient).ToArray(), 4, values).Write(path);
        ResultSet set = Run(tables, [new ModelSource("model", ModelKind.Embedding, path)]);
        double patient = set.Primary(new("patients", "model", "logistic", 1, "by_patient", Part.Test))!.Interval.Value;
        double session = set.Primary(new("cohort", "model", "logistic", 1, "by_session", Part.Test))!.Interval.Value;

        // One standard deviation between the classes: Phi(1 / sqrt 2) = 0.760 for one session, Phi(sqrt 3 / sqrt 2) = 0.890 for the mean of three.
        session.ShouldBeInRange(0.68, 0.84);
        patient.ShouldBeGreaterThan(session + 0.05);
    }

    [Fact]
    public void The_number_of_sessions_is_a_recording_fact()
    {
        (_, IReadOnlyList<BenchTable> tables) = Made(i => Positive(i) ? 5 : 2);
        ResultSet set = Run(tables, []);
        set.Primary(new("patients", FactBaselines.RecordingFacts, "logistic", 1, "by_patient", Part.Test))!.Interval.Low.ShouldBeGreaterThan(0.95);
    }

    private ResultSet Run(IReadOnlyList<BenchTable> tables, IReadOnlyList<ModelSource> models)
    {
        var folder = new RunFolder(Path.Combine(_folder, "run"));
        var description = new RunDescription("t", "", "", "made up", RunFolder.Digest(tables), 0, ["logistic"], 1, [1],
            [.. models.Select(m => new ModelDescription(m.Name, m.Kind, m.Width, m.Digest)),
                new(FactBaselines.Demographics, ModelKind.Baseline, 0, ""), new(FactBaselines.RecordingFacts, ModelKind.Baseline, 0, "")], []);
        new BenchRunner(folder, new BenchOptions { Seeds = 1 }).Run(description, tables, models);
        return ResultSet.Compute(folder, 100);
    }

    private static bool Positive(string patient) => patient[^1] % 2 == 0;

    /// <summary>300 patients, half of them with a diagnosis a day before their last session.</summary>
    private (CohortStore, IReadOnlyList<BenchTable>) Made(Func<string, int>? sessionsOf = null)
    {
        var sessions = new List<Session>();
        var events = new List<PatientEvent>();
        var begin = new DateTime(2020, 1, 1);
        for (int i = 0; i < 300; i++)
        {
            string patient = $"p{i:000}";
            int count = sessionsOf?.Invoke(patient) ?? 3;
            sessions.AddRange(Enumerable.Range(0, count)
                .Select(k => new Session($"{patient}-{k}", patient, $"{patient}-{k}.edf") { Start = begin.AddDays(100 * k), Content = $"{patient}{k}",
                Sex = i / 2 % 2 == 0 ? "F" : "M" }));
            events.Add(new(patient, begin.AddDays(-10), "ICD10CM/I10"));
            if (Positive(patient))
            {
                events.Add(new(patient, begin.AddDays((100 * (count - 1)) - 1), "ICD10CM/G40.1"));
            }
        }

        CohortStore store = CohortStore.Create(Path.Combine(_folder, "cohort"));
        store.WriteSessions(sessions);
        store.WriteFingerprints([]);
        EventTable.Write(events, store.Table("events"));
        store.Write(new CohortDescription("nowhere", sessions.Count, 0, 0, events.Count, 0, 1800));
        CohortSplitter.Write(store, CohortSplitter.Split(store.Sessions(), new SplitOptions { Shares = [("train", 0.5), ("validation", 0.2), ("test", 0.3)] }));
        store = CohortStore.Open(store.Folder);
        return (store, CohortBench.Label(store, SuiteFile.Parse("t.yaml", Tasks), new RuleEvaluator(store, CodeMap.BuiltIn), null, 5));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

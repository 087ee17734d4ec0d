using System.Text;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Cohorts.Checks;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>
/// Demographics cannot tell cases from controls that are matched on them: their mean AUROC is one half, neither above nor below. It was 0.478 as long
/// as one model of propensity was fitted over all splits, whose score equations make what is unbalanced in test the opposite of what is unbalanced in
/// training.
/// </summary>
public sealed class MatchedDemographicsTests : IDisposable
{
    private const int Tasks = 120, Patients = 1500;

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-matched-").FullName;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void Demographics_are_at_one_half_on_matched_controls_whether_age_matters_or_not(double dependence)
    {
        CohortStore store = Make(dependence);
        var yaml = new StringBuilder("tasks:\n");
        for (int t = 0; t < Tasks; t++)
        {
            yaml.Append($"  - {{ name: t{t}, positive: {{ diagnosis: {Code(t)} }} }}\n");
        }

        IReadOnlyList<BenchTable> tables = CohortBench.Label(
            store, SuiteFile.Parse("many.yaml", yaml.ToString()), new RuleEvaluator(store, CodeMap.BuiltIn), null, 5);
        tables[0].Scored.Count.ShouldBe(Tasks);
        var folder = new RunFolder(Path.Combine(_folder, "run"));
        new BenchRunner(folder, new BenchOptions { Seeds = 1 }).Run(
            new RunDescription("many", "", "", "made up", RunFolder.Digest(tables), 0, ["logistic"], 1, [1],
                [new(FactBaselines.Demographics, ModelKind.Baseline, 0, ""), new(FactBaselines.RecordingFacts, ModelKind.Baseline, 0, "")], []), tables, []);
        MacroResult mean = MacroResult.Of(ResultSet.Compute(folder, 20)).Single(m => m.Model == FactBaselines.Demographics && m.Heading == "all");

        // About 30 cases in each test part: a task's AUROC has an error of 0.07, the mean of 120 independent ones of 0.007.
        mean.Interval.Value.ShouldBeInRange(0.484, 0.516);

        // Nor is a matched site a leak: a cross-fitted AUROC below one half must not be turned round.
        IReadOnlyList<BenchTask> tasks = tables[0].Tasks;
        double site = tasks.Average(t =>
            Giveaways.Measure(Enumerable.Range(0, tables[0].Rows.Count).Where(i => !double.IsNaN(t.Values[i]))
            .Select(i => (tables[0].Rows[i].Session!, t.Values[i] == 1)).ToArray()).Single(g => g.Fact == "site").Roc.Area);
        site.ShouldBeLessThan(0.51);
    }

    private static string Code(int task) => $"{(char)('A' + (task / 10))}{task % 10}0";

    private CohortStore Make(double dependence)
    {
        var random = new Random(11);
        var sessions = new List<Session>();
        var events = new List<PatientEvent>();
        for (int i = 0; i < Patients; i++)
        {
            string patient = $"p{i:0000}";
            double age = 20 + (60 * random.NextDouble());
            sessions.Add(new Session($"s{i:0000}", patient, "f") { Age = age, Sex = random.Next(2) == 0 ? "F" : "M",
                Site = $"{(char)('A' + random.Next(3))}", Setting = random.Next(2) == 0 ? "ward" : "clinic", Start = new DateTime(2020, 1, 1),
                Content = $"{i}" });
            events.Add(new(patient, new DateTime(2019, 1, 1), "SEX/F"));
            for (int t = 0; t < Tasks; t++)
            {
                if (random.NextDouble() < 1 / (1 + Math.Exp(2.4 - (dependence * (age - 50) / 17))))
                {
                    events.Add(new(patient, new DateTime(2019, 1, 1), $"ICD10CM/{Code(t)}"));
                }
            }
        }

        CohortStore store = CohortStore.Create(Path.Combine(_folder, "cohort"));
        store.WriteSessions(sessions);
        store.WriteFingerprints([]);
        EventTable.Write(events, store.Table("events"));
        store.Write(new CohortDescription("nowhere", sessions.Count, 0, 0, events.Count, 0, 1800));
        CohortSplitter.Write(store, CohortSplitter.Split(
            store.Sessions(), new SplitOptions { Shares = [("train", 0.6), ("validation", 0.15), ("test", 0.25)] }));
        return CohortStore.Open(store.Folder);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

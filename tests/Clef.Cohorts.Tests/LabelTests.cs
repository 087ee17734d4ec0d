using System.Text.Json;
using Clef.Clinical.Codes;
using Clef.Clinical.Records;
using Clef.Cohorts.Checks;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.DuckDb;
using Shouldly;

namespace Clef.Cohorts.Tests;

public sealed class LabelTests : IDisposable
{
    private const string Tasks = """
        tasks:
          - name: dis_epilepsy
            group: disease
            positive: { diagnosis: [G40], window: [-3650, 0] }
            exclude: { diagnosis: R56.0 }
            controls: { match: [age, sex, site], caliper: 0.2 }
          - name: find_spikes
            group: finding
            positive: { any: [ { finding: spikes }, { all: [ { medication: N03, window: [~, 30] }, { not: { metadata: kind, equals: routine } } ] } ] }
            controls: { match: [] }
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-labels-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void PropensityLogitsAreThoseOfScikitLearn()
    {
        // Golden/propensity.json: scikit-learn's LogisticRegression(C=100, solver newton-cg, tol 1e-12) on random rows (numpy, seed 1).
        using JsonDocument golden = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Golden", "propensity.json")));
        double[][] rows = golden.RootElement.GetProperty("rows").EnumerateArray().Select(r => r.EnumerateArray().Select(v => v.GetDouble()).ToArray()).ToArray();
        bool[] positive = golden.RootElement.GetProperty("positive").EnumerateArray().Select(v => v.GetInt32() == 1).ToArray();
        double[] expected = golden.RootElement.GetProperty("logits").EnumerateArray().Select(v => v.GetDouble()).ToArray();
        double[] logits = PropensityModel.Logits(rows, positive);
        for (int i = 0; i < expected.Length; i++)
        {
            logits[i].ShouldBe(expected[i], 1e-6);
        }
    }

    [Fact]
    public void SeparableCovariatesStayFinite() =>
        PropensityModel.Logits([[0.0], [1.0], [2.0], [3.0]], [false, false, true, true]).ShouldAllBe(l => double.IsFinite(l));

    [Fact]
    public void MatchingBalancesAPlantedConfounder()
    {
        CohortStore store = Confounded(600);
        CohortSplitter.Write(store, CohortSplitter.Split(store.Sessions(), new SplitOptions()));
        var labeller = new TaskLabeller(store, new RuleEvaluator(store, CodeMap.BuiltIn));
        (IReadOnlyList<SessionLabel> labels, TaskSummary summary) = labeller.Label(TaskFile.Parse("t", Tasks)[0]);
        CovariateBalance age = summary.Balance.Single(b => b.Covariate == "age");
        age.Before.ShouldBeGreaterThan(0.5);
        summary.Balance.ShouldAllBe(b => Math.Abs(b.After) < 0.15);
        summary.Positives.ShouldBeGreaterThan(100);
        summary.Controls.ShouldBe(summary.Positives);
        labels.Count.ShouldBe(600);
        (summary.Positives + summary.Controls + summary.Excluded.Values.Sum()).ShouldBe(600);

        // A control is in the split of its positive, is used once, and no patient has both labels.
        var byId = labels.ToDictionary(l => l.Session);
        labels.Where(l => l.Label == 0).ShouldAllBe(l => byId[l.MatchedTo].Label == 1 && byId[l.MatchedTo].Split == l.Split);
        labels.Where(l => l.Label >= 0).GroupBy(l => l.Patient).ShouldAllBe(g => g.Select(l => l.Label).Distinct().Count() == 1);
        summary.Excluded["meets the exclusion"].ShouldBe(10);
        summary.Excluded["not known"].ShouldBe(5);
        labeller.Write(labels, summary);
        TaskLabeller.Read(Path.Combine(store.LabelsFolder, "dis_epilepsy.parquet")).ShouldBe(labels);
        labeller.Label(TaskFile.Parse("t", Tasks)[0]).Labels.ShouldBe(labels);
    }

    [Fact]
    public void RulesAnswerTrueFalseOrUnknown()
    {
        var at = new DateTime(2015, 6, 1);
        CohortStore store = Make(
            [new("a", "A", "a") { Start = at }, new("b", "B", "b") { Start = at }, new("c", "C", "c"), new("d", "D", "d") { Start = at }],
            [
                new("A", at.AddDays(-10), "SNOMED/84757009"), new("A", at.AddDays(10), "RXNORM/114477"), new("A", at.AddDays(10.2), "RXNORM/114477"), new("A", at.AddDays(-1), "LOINC/8480-6", 150),
                new("B", at.AddDays(1), "ICD10CM/G40.909"), new("C", at, "ICD10CM/G40.909"),
            ]);
        using (var database = new DuckDatabase())
        {
            database.WriteFile(store.Table("reports"), "SELECT unnest(['a', 'b']) AS session, 'text' AS text");
            database.WriteFile(store.Table("findings"), "SELECT 'a' AS session, 'spikes' AS finding, 'present' AS status UNION ALL SELECT 'b', 'spikes', 'absent'");
            database.WriteFile(store.Table("metadata"), "SELECT unnest(['a', 'b', 'c']) AS session, unnest(['routine', 'long', NULL]) AS kind, unnest(['1.5', 'x', '9']) AS score");
        }

        var evaluator = new RuleEvaluator(store, CodeMap.BuiltIn);
        string Answer(string rule) => string.Concat(store.Sessions().Select(s => evaluator.Holds(TaskFile.Parse("t", $"tasks: [ {{ name: x, positive: {rule} }} ]")[0].Positive, s) switch { true => 'T', false => 'F', null => '?' }));
        Answer("{ diagnosis: G40 }").ShouldBe("TTT?");
        Answer("{ diagnosis: G40, window: [-30, 0] }").ShouldBe("TF??");
        Answer("{ diagnosis: G40, window: [~, 5] }").ShouldBe("TT??");
        Answer("{ diagnosis: I10 }").ShouldBe("FFF?");
        Answer("{ medication: N03AX14 }").ShouldBe("TFF?");
        Answer("{ medication: N03, at-least: 2 }").ShouldBe("FFF?");
        Answer("{ event: LOINC/8480-6, above: 140 }").ShouldBe("TFF?");
        Answer("{ event: LOINC/8480-6, above: 160 }").ShouldBe("FFF?");
        Answer("{ finding: spikes }").ShouldBe("TF??");
        Answer("{ finding: spikes, status: absent }").ShouldBe("FT??");
        Answer("{ metadata: kind, equals: [long, short] }").ShouldBe("FT??");
        Answer("{ metadata: score, above: 1, below: 5 }").ShouldBe("T?F?");
        Answer("{ not: { finding: spikes } }").ShouldBe("FT??");
        Answer("{ any: [ { finding: spikes }, { diagnosis: G40 } ] }").ShouldBe("TTT?");
        Answer("{ all: [ { finding: spikes }, { diagnosis: I10 } ] }").ShouldBe("FFF?");
        Should.Throw<ClefException>(() => Answer("{ metadata: colour, equals: red }")).Message.ShouldContain("colour");
    }

    [Theory]
    [InlineData("tasks: [ { name: a, positive: { diagnosis: G40, windov: [0, 1] } } ]", "windov")]
    [InlineData("tasks: [ { name: a/b, positive: { diagnosis: G40 } } ]", "a/b")]
    [InlineData("tasks: [ { name: a, positive: { diagnosis: G40, finding: x } } ]", "exactly one")]
    [InlineData("tasks: [ { name: a, positive: { finding: x, window: [0, 1] } } ]", "window")]
    [InlineData("tasks: [ { name: a, positive: { diagnosis: G40, window: [5, 1] } } ]", "window")]
    [InlineData("tasks: [ { name: a, positive: { diagnosis: G40 }, controls: { match: [colour] } } ]", "colour")]
    [InlineData("tasks: [ { name: a, positive: { diagnosis: G40 } }, { name: a, positive: { diagnosis: G41 } } ]", "once")]
    [InlineData("tasks: [ { name: a } ]", "positive")]
    [InlineData("tasks: [", "line")]
    [InlineData("", "tasks")]
    [InlineData("tasks: [ { name: a, positive: { diagnosis: [] } } ]", "list")]
    public void WrongTaskFilesAreNamedWithTheirLine(string text, string part) =>
        Should.Throw<ClefException>(() => TaskFile.Parse("tasks.yaml", text)).Message.ShouldSatisfyAllConditions(m => m.ShouldContain(part), m => m.ShouldContain("tasks.yaml"));

    [Fact]
    public void PlantedLeaksAreFoundAndACleanCohortPasses()
    {
        CohortStore store = Confounded(400);
        CohortSplitter.Write(store, CohortSplitter.Split(store.Sessions(), new SplitOptions()));
        IReadOnlyList<TaskDefinition> tasks = TaskFile.Parse("t", Tasks.Split("  - name: find_spikes", StringSplitOptions.None)[0]);
        var evaluator = new RuleEvaluator(store, CodeMap.BuiltIn);
        var labeller = new TaskLabeller(store, evaluator);
        (IReadOnlyList<SessionLabel> labels, TaskSummary summary) = labeller.Label(tasks[0]);
        labeller.Write(labels, summary);
        IReadOnlyList<CheckResult> clean = new CohortCheck(store).Run(null, (tasks, evaluator));
        clean.ShouldAllBe(r => r.Level != CheckLevel.Failed);
        clean.Single(r => r.Check == "giveaways of dis_epilepsy").Level.ShouldBe(CheckLevel.Passed);
        clean.Single(r => r.Check == "evidence of dis_epilepsy").Level.ShouldBe(CheckLevel.Passed);

        // The positives' recordings are longer, of one site, first in the folder; two names of one person; an event after death; a patient without split.
        HashSet<string> positive = labels.Where(l => l.Label == 1).Select(l => l.Session).ToHashSet();
        Session[] leaking = store.Sessions().Select((s, i) => positive.Contains(s.Id) ? s with { DurationSeconds = 1300 + i, Site = "clinic", FileOrder = i } : s with { FileOrder = 1000 + i })
            .Append(new Session("twin", "p-0001", "twin") { Content = "twin" }).ToArray();
        store.WriteSessions(leaking);
        EventTable.Write([.. store.Events().SelectMany(g => g), new PatientEvent("p0001", new DateTime(2000, 1, 1), EventCodes.Death), new PatientEvent("p0001", new DateTime(2010, 1, 1), "ICD10CM/I10")], store.Table("events"));
        IReadOnlyList<CheckResult> leaks = new CohortCheck(store).Run(null, null);
        leaks.Single(r => r.Check == "patients in splits").Items.ShouldBe(["p-0001"]);
        leaks.Single(r => r.Check == "patient names").Level.ShouldBe(CheckLevel.Failed);
        leaks.Single(r => r.Check == "times").Items.ShouldContain("p0001: ICD10CM/I10 at 2010-01-01");
        CheckResult given = leaks.Single(r => r.Check == "giveaways of dis_epilepsy");
        given.Level.ShouldBe(CheckLevel.Failed);
        given.Text.ShouldContain("recording length");
        given.Text.ShouldContain("file order");
        given.Text.ShouldContain("site");
    }

    [Fact]
    public void EvidenceAfterTheRecordingIsNamed()
    {
        var at = new DateTime(2015, 6, 1);
        CohortStore store = Make([new("a", "A", "a") { Start = at }, new("b", "B", "b") { Start = at }], [new("A", at.AddDays(100), "ICD10CM/G40.1"), new("B", at.AddDays(-1), "ICD10CM/G40.1")]);
        IReadOnlyList<TaskDefinition> tasks = TaskFile.Parse("t", "tasks: [ { name: x, positive: { diagnosis: G40 } } ]");
        CheckResult result = new CohortCheck(store).Run(null, (tasks, new RuleEvaluator(store, CodeMap.BuiltIn))).Single(r => r.Check == "evidence of x");
        result.Level.ShouldBe(CheckLevel.Warning);
        result.Items.ShouldBe(["a: first evidence 100 days after"]);
    }

    /// <summary>A cohort in which age and site make the diagnosis likely; 10 sessions meet the exclusion and 5 patients have no record.</summary>
    private CohortStore Confounded(int count)
    {
        var random = new Random(5);
        var sessions = new List<Session>();
        var events = new List<PatientEvent>();
        for (int i = 0; i < count; i++)
        {
            string patient = $"p{i:0000}";
            double age = 20 + (60 * random.NextDouble());
            string site = random.Next(2) == 0 ? "east" : "west";
            var start = new DateTime(2014, 1, 1).AddDays(random.Next(700)).AddHours(random.Next(24));
            sessions.Add(new Session($"s{random.Next(1_000_000):000000}-{i}", patient, "f") { Age = age, Sex = random.Next(2) == 0 ? "F" : "M", Site = site, Start = start, DurationSeconds = 1200 + random.Next(200), FileOrder = random.Next(10_000), Channels = 19, SampleRate = 200, Content = $"{i}" });
            if (i < 5)
            {
                continue;
            }

            events.Add(new(patient, null, random.Next(2) == 0 ? "SEX/F" : "SEX/M"));
            if (i < 15)
            {
                events.Add(new(patient, start.AddDays(-3), "ICD10CM/R56.00"));
            }
            else if (random.NextDouble() < 1 / (1 + Math.Exp(-((age - 55) / 15) - (site == "east" ? 0.5 : -0.5))) * 0.8)
            {
                events.Add(new(patient, start.AddDays(-random.Next(1, 900)), "ICD10CM/G40.909"));
            }
        }

        return Make(sessions, events);
    }

    private CohortStore Make(IReadOnlyList<Session> sessions, IReadOnlyList<PatientEvent> events)
    {
        CohortStore store = CohortStore.Create(Path.Combine(_folder, "cohort"));
        store.WriteSessions(sessions);
        store.WriteFingerprints([]);
        EventTable.Write(events, store.Table("events"));
        store.Write(new CohortDescription("nowhere", sessions.Count, 0, 0, events.Count, 0, 1800));
        return CohortStore.Open(store.Folder);
    }
}

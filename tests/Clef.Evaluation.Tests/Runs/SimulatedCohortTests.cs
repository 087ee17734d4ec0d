using Clef.Clinical.Codes;
using Clef.Cohorts.Build;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Splits;
using Clef.Cohorts.Store;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;
using Clef.Simulation;
using Clef.Simulation.Writing;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>The whole way on a small simulated cohort: recordings, cohort, features, 234 tasks, run, results.</summary>
public sealed class SimulatedCohortTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-bench-simulated-").FullName;

    [Fact]
    public void All_234_tasks_are_listed_and_those_with_cases_are_scored()
    {
        string made = Path.Combine(_folder, "made"), cohort = Path.Combine(_folder, "cohort");
        CohortFolder.Write(new SimulatedCohort(60, 5) { EegSeconds = 12 }, Modality.Eeg, made, 2);
        CohortBuilder.Build(new CohortSources(
            Path.Combine(made, "recordings"), Path.Combine(made, "metadata.csv"), Path.Combine(made, "reports.csv"), Path.Combine(made, "records")),
            cohort, (_, _) => { }, default);
        CohortStore store = CohortStore.Open(cohort);
        CohortSplitter.Write(store, CohortSplitter.Split(store.Sessions(), new SplitOptions { Shares = [("train", 0.4), ("validation", 0.2), ("test", 0.4)] }));
        BenchTable table = CohortBench.Label(store, SuiteFile.Read("eeg234"), new RuleEvaluator(store, CodeMap.BuiltIn), 6, 2).Single();
        table.Tasks.Count.ShouldBe(234);
        table.Scored.Count.ShouldBeGreaterThan(5);
        table.Tasks.Where(t => t.Skipped is not null).ShouldAllBe(t => t.Skipped!.Length > 10);

        using SourceFolder recordings = SourceFolder.OpenPath(Path.Combine(made, "recordings"));
        EmbeddingTable features = BandPower.Of(store, recordings);
        features.Count.ShouldBe(60);
        features.Values.ToArray().ShouldAllBe(v => float.IsFinite(v));
        string file = Path.Combine(_folder, "bands.parquet");
        features.Write(file);
        var source = new ModelSource("band-power", ModelKind.Embedding, file);
        BenchRunner.Restrict([table], [source], 2, out IReadOnlyList<MissingRows> missing).Single().Scored.Count.ShouldBe(table.Scored.Count);
        missing.ShouldBeEmpty();
        var folder = new RunFolder(Path.Combine(_folder, "run"));
        var description = new RunDescription(
            "eeg234", "", "d", "simulated", RunFolder.Digest([table]), 0, ["logistic"], 1, [1],
            [new("band-power", ModelKind.Embedding, features.Width, source.Digest), new(FactBaselines.Demographics, ModelKind.Baseline, 0, ""),
            new(FactBaselines.RecordingFacts, ModelKind.Baseline, 0, "")], []);
        new BenchRunner(folder, new BenchOptions { Seeds = 1 }).Run(description, [table], [source]);
        ResultSet set = ResultSet.Compute(folder, 50);
        MacroResult.Of(set).Single(m => m.Model == "band-power" && m.Heading == "all").Tasks.ShouldBe(table.Scored.Count);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

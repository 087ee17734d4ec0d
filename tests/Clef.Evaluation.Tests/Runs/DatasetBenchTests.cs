using Clef.Core;
using Clef.Core.Tables;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Runs;
using Clef.Evaluation.Suites;
using Clef.Testing;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>Suites of dataset targets on a real archive.</summary>
public sealed class DatasetBenchTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("clef-datasets-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_dataset_that_the_suite_does_not_know_is_an_error_and_not_a_silence() =>
        Should.Throw<ClefException>(() => DatasetBench.Read(SuiteFile.Read("ecg18"), new Dictionary<string, string> { ["cinc2017"] = "strips.zip" }, 5))
            .Message.ShouldContain("ptb-xl");

    [RecordingsFact("ecg-ludb.zip")]
    public void The_open_suite_runs_on_an_archive_with_embeddings_named_by_file()
    {
        string archive = Path.Combine(SharedData.Recordings!, "ecg-ludb.zip");
        IReadOnlyList<BenchTable> tables = DatasetBench.Read(SuiteFile.Read("ecg-open"), new Dictionary<string, string> { ["ludb"] = archive }, 3);
        tables.Count.ShouldBe(9);
        tables.Where(t => t.Rows.Count == 0).SelectMany(t => t.Tasks).ShouldAllBe(t => t.Skipped!.Contains("not at hand"));
        BenchTable sex = tables.Single(t => t.Name == "ludb_sex"), age = tables.Single(t => t.Name == "ludb_age");
        sex.Rows.Count.ShouldBe(136);
        sex.Rows.Select(r => r.Part).Distinct().Count().ShouldBe(3);
        age.Rows[0].File.ShouldStartWith("data/");

        // The target is no baseline of itself: the sex table knows ages and no sexes, and the other way round.
        sex.Rows.ShouldAllBe(r => r.Sex == null && r.Age != null);
        age.Rows.ShouldAllBe(r => r.Age == null && r.Sex != null);

        // Embeddings as 'clef ecg embed' writes them: a row a file. This one holds the answers, and so must be found by its file to score.
        BenchRow[] rows = [.. age.Rows];
        float[] values = [.. rows.SelectMany(r => new[] { r.Sex == "F" ? 1f : 0f, (float)Age(r) })];
        string path = Path.Combine(_folder, "answers.parquet");
        new EmbeddingTable("record", [.. rows.Select(r => r.File!)], new string?[rows.Length], 2, values).Write(path);
        var model = new ModelSource("answers", ModelKind.Embedding, path);
        BenchRunner.Restrict([sex, age], [model], 3, out IReadOnlyList<MissingRows> missing).Sum(t => t.Rows.Count).ShouldBe(rows.Length + sex.Rows.Count);
        missing.ShouldBeEmpty();
        ModelVectors aligned = model.Align("ludb_age", rows);
        Enumerable.Range(0, rows.Length).Select(i => aligned.Pooled().Row(i)[1]).ShouldBe(rows.Select(Age));

        double Age(BenchRow row) => age.Tasks[0].Values[Array.IndexOf(rows, row)];
    }
}

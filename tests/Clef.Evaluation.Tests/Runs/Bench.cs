using Clef.Cohorts.Store;
using Clef.Core.Tables;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Results;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Tests.Runs;

/// <summary>A made-up benchmark of 400 sessions in a temporary folder: noise embeddings unless a test plants something in them.</summary>
internal sealed class Bench : IDisposable
{
    public const int Count = 400;

    public string Folder { get; } = Directory.CreateTempSubdirectory("clef-bench-").FullName;

    /// <summary>Rows: half for training, a quarter each for validation and test.</summary>
    public static BenchRow[] Rows(Func<int, Session, Session>? change = null)
    {
        var random = new Random(3);
        return Enumerable.Range(0, Count).Select(i =>
        {
            var session = new Session($"s{i:000}", $"p{i:000}", $"s{i:000}.edf")
            {
                Start = new DateTime(2020, 1, 1).AddDays(random.Next(2000)).AddHours(random.Next(24)), DurationSeconds = 1200 + random.Next(600),
                    Channels = 19, SampleRate = 200,
                Labels = "Fp1|Fp2", Site = random.Next(2) == 0 ? "A" : "B", Setting = random.Next(2) == 0 ? "ward" : "clinic",
                    FileOrder = random.Next(Count), Format = "EDF", Age = random.Next(20, 90), Sex = random.Next(2) == 0 ? "F" : "M",
            };
            session = change is null ? session : change(i, session);
            Part part = (i / 2 % 4) switch { 0 => Part.Validation, 1 => Part.Test, _ => Part.Train };
            return new BenchRow(session.Id, session.Patient, part) { Session = session, Site = session.Site, Age = session.Age, Sex = session.Sex };
        }).ToArray();
    }

    /// <summary>A label: 1 for even rows.</summary>
    public static bool Label(int row) => row % 2 == 0;

    public static BenchTask Task(string name, BenchRow[] rows, Func<int, bool>? label = null) =>
        new BenchTask(name, name, "planted", false, Enumerable.Range(0, Count).Select(i => (label ?? Label)(i) ? 1.0 : 0.0).ToArray(),
            null) { Candidates = Count / 2, Concepts = ["G40"] }.Checked(rows, 5);

    /// <summary>Embeddings of 8 numbers of noise, the first with something added.</summary>
    public ModelSource Model(string name, int seed, Func<int, double>? signal = null, ModelKind kind = ModelKind.Embedding, Action<float[]>? change = null)
    {
        var random = new Random(seed);
        var values = new float[Count * 8];
        for (int i = 0; i < values.Length; i++)
        {
            double normal = Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
            values[i] = (float)(normal + (i % 8 == 0 ? signal?.Invoke(i / 8) ?? 0 : 0));
        }

        change?.Invoke(values);
        string path = Path.Combine(Folder, name + ".parquet");
        new EmbeddingTable("session", Enumerable.Range(0, Count).Select(i => $"s{i:000}").ToArray(), Enumerable.Range(0, Count)
            .Select(i => (string?)$"p{i:000}").ToArray(), 8, values).Write(path);
        return new ModelSource(name, kind, path);
    }

    public RunFolder Run(BenchTable table, IReadOnlyList<ModelSource> models, BenchOptions? options = null, string name = "run",
        IReadOnlyList<ScoreSource>? supervised = null)
    {
        BenchOptions chosen = (options ?? new BenchOptions { Seeds = 1 }).Checked();
        var folder = new RunFolder(Path.Combine(Folder, name));
        var description = new RunDescription(
            "planted", "made up", "suite", "test", RunFolder.Digest([table]), 0, chosen.Probes, chosen.Seeds, chosen.Fractions,
            [.. models.Select(m => new ModelDescription(m.Name, m.Kind, m.Width, m.Digest)), .. (supervised ?? [])
                .Select(m => new ModelDescription(m.Name, ModelKind.Supervised, 0, m.Digest)),
                new(FactBaselines.Demographics, ModelKind.Baseline, 0, ""), new(FactBaselines.RecordingFacts, ModelKind.Baseline, 0, "")], ["test"],
                    "clef 1.2.3");
        new BenchRunner(folder, chosen).Run(description, [table], models, supervised);
        return folder;
    }

    public static ResultKey Key(string model, string task) => new("cohort", model, "logistic", 1, task, Part.Test);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}

using Clef.Core;
using Clef.Evaluation.Baselines;
using Clef.Evaluation.Drift;

namespace Clef.Evaluation.Runs;

/// <summary>Runs a benchmark: every model and baseline, probe, share of labels and seed over every table, and keeps the predictions.</summary>
public sealed class BenchRunner(RunFolder folder, BenchOptions options)
{
    // Networks are slow, so that fewer tasks make a unit; a logistic fit gains from having all of them at once.
    private const int TasksInNetworkUnit = 16;

    private readonly BenchOptions _options = options.Checked();

    /// <summary>
    /// Leaves out the rows that some model has no embedding of, so that all models are judged on the same rows. A model that joins a run is judged on
    /// the rows with which the run was begun, and must have them all.
    /// </summary>
    /// <param name="tables">The tables.</param>
    /// <param name="models">The models.</param>
    /// <param name="leastTest">The fewest test rows of each class.</param>
    /// <param name="missing">What was left out, by model and table.</param>
    /// <param name="begun">A run that may have been begun already; null for none.</param>
    public static IReadOnlyList<BenchTable> Restrict(
        IReadOnlyList<BenchTable> tables, IReadOnlyList<ModelSource> models, int leastTest, out IReadOnlyList<MissingRows> missing, RunFolder? begun = null)
    {
        Dictionary<string, HashSet<string>>? before =
            begun?.TryTables()?.ToDictionary(t => t.Name, t => t.Rows.Select(r => r.Id).ToHashSet(StringComparer.Ordinal));
        IReadOnlyList<MissingRows> all = MissingRows.Of(tables, models);
        foreach (MissingRows lacking in before is null ? [] : all)
        {
            if (lacking.Missing.FirstOrDefault(id => before!.TryGetValue(lacking.Table, out HashSet<string>? had) && had.Contains(id)) is { } id)
            {
                throw new ClefException(lacking.File, "session", id,
                    $"an embedding of it: the run in {begun!.Folder} was begun with it; a run without it needs another folder");
            }
        }

        missing = all;
        ILookup<string, string> without = all.SelectMany(m => m.Missing.Select(id => (m.Table, Id: id)))
            .ToLookup(m => m.Table, m => m.Id, StringComparer.Ordinal);
        BenchTable[] restricted = tables.Select(table =>
        {
            HashSet<string> dropped = without[table.Name].ToHashSet(StringComparer.Ordinal);
            HashSet<string>? known = before?.GetValueOrDefault(table.Name);
            int[] kept = Enumerable.Range(0, table.Rows.Count)
                .Where(i => !dropped.Contains(table.Rows[i].Id) && known?.Contains(table.Rows[i].Id) != false).ToArray();
            BenchRow[] rows = kept.Select(i => table.Rows[i]).ToArray();
            return table.Rows.Count == 0 ? table : new BenchTable(
                table.Name, rows, table.Tasks.Select(t => (t with { Values = kept.Select(i => t.Values[i]).ToArray() }).Checked(rows, leastTest)).ToArray());
        }).ToArray();
        return restricted.Any(t => t.Rows.Count > 0) || tables.All(t => t.Rows.Count == 0)
            ? restricted
            : throw new ClefException("bench", "embeddings", string.Join(", ", models.Select(m => m.Path)), "at least one session that all of them have");
    }

    /// <summary>Begins or goes on with a run.</summary>
    /// <param name="description">What it is made from; a folder that holds another run is refused, models may be added.</param>
    /// <param name="tables">The tables, restricted to what all models have.</param>
    /// <param name="models">The models.</param>
    /// <param name="supervised">Models that come with scores of their own.</param>
    /// <param name="progress">Receives units done, all units, and what is next.</param>
    /// <param name="cancel">Stops between units and within fits.</param>
    public void Run(
        RunDescription description, IReadOnlyList<BenchTable> tables, IReadOnlyList<ModelSource> models, IReadOnlyList<ScoreSource>? supervised = null,
            Action<int, int, string>? progress = null, CancellationToken cancel = default)
    {
        Claim(description);
        folder.Write(tables);
        var jobs = new List<(BenchTable Table, string Model, string Probe, double Fraction, int Seed)>();
        string[] names = [.. models.Select(m => m.Name), FactBaselines.Demographics, FactBaselines.RecordingFacts];
        foreach (BenchTable table in tables.Where(t => t.Scored.Count > 0))
        {
            jobs.AddRange(from name in names from probe in _options.Probes from fraction in _options.Fractions
                from seed in Enumerable.Range(0, _options.Seeds) select (table, name, probe, fraction, seed));
        }

        int done = 0;
        foreach (IGrouping<(BenchTable Table, string Model),
            (BenchTable Table, string Model, string Probe, double Fraction, int Seed)> group in jobs.GroupBy(j => (j.Table, j.Model)))
        {
            var vectors = new Lazy<ModelVectors>(() => models.FirstOrDefault(m => m.Name == group.Key.Model)?.Align(group.Key.Table.Name, group.Key.Table.Rows)
                ?? FactBaselines.Of(group.Key.Table.Rows, group.Key.Table.Scored).Single(b => b.Name == group.Key.Model));
            foreach ((BenchTable table, string model, string probe, double fraction, int seed) in group)
            {
                progress?.Invoke(done, jobs.Count, $"{table.Name} {model} {probe} {fraction:P0} seed {seed}");
                BenchTask[][] chunks = Chunks(table, probe);
                for (int chunk = 0; chunk < chunks.Length; chunk++)
                {
                    var unit = new ProbeUnit(table.Name, model, probe, fraction, seed, chunk);
                    if (!File.Exists(folder.File(unit.File)))
                    {
                        cancel.ThrowIfCancellationRequested();
                        folder.Write(unit, ProbeUnit.Fit(table, chunks[chunk], vectors.Value, probe, fraction, seed, _options.Mlp, cancel));
                    }
                }

                done++;
            }

            if (!File.Exists(folder.File(EmbeddingMap.Name(group.Key.Table.Name, group.Key.Model))))
            {
                EmbeddingMap.Write(folder, group.Key.Table, vectors.Value);
            }

            if (!File.Exists(folder.File(DriftResult.Name(group.Key.Table.Name, group.Key.Model))))
            {
                DriftResult.Write(folder, group.Key.Table, vectors.Value);
            }
        }

        foreach (ScoreSource model in supervised ?? [])
        {
            tables.Where(t => t.Scored.Count > 0).ToList().ForEach(t => Keep(t, model));
        }

        progress?.Invoke(jobs.Count, jobs.Count, "done");
    }

    /// <summary>Keeps a supervised model's scores under every probe, since none is fitted; with fewer labels it was not trained.</summary>
    private void Keep(BenchTable table, ScoreSource model)
    {
        foreach (string probe in _options.Probes)
        {
            for (int seed = 0; seed < _options.Seeds; seed++)
            {
                IReadOnlyList<Prediction> scores = model.Predictions(table, seed);
                foreach (double fraction in _options.Fractions)
                {
                    for (int chunk = 0; chunk < ChunkCount(table.Scored.Count, probe); chunk++)
                    {
                        folder.Write(new ProbeUnit(table.Name, model.Name, probe, fraction, seed, chunk), fraction == 1 && chunk == 0 ? scores : []);
                    }
                }
            }
        }
    }

    /// <summary>The units of a table under a probe: how many chunks its scored tasks make.</summary>
    public static int ChunkCount(int scored, string probe) => probe.EndsWith("mlp", StringComparison.Ordinal)
        ? (scored + TasksInNetworkUnit - 1) / TasksInNetworkUnit : 1;

    private static BenchTask[][] Chunks(BenchTable table, string probe) =>
        ChunkCount(table.Scored.Count, probe) == 1 ? [table.Scored.ToArray()] : table.Scored.Chunk(TasksInNetworkUnit).ToArray();

    private void Claim(RunDescription description)
    {
        RunDescription? found = folder.TryDescribe();
        if (found is not null)
        {
            void Same(string field, object was, object now)
            {
                if (!was.Equals(now))
                {
                    throw new ClefException(folder.Folder, field, was, $"{now}, as asked for now; another run needs another folder");
                }
            }

            Same("suite", found.Suite, description.Suite);
            Same("suite digest", found.SuiteDigest, description.SuiteDigest);
            Same("probes", string.Join(' ', found.Probes), string.Join(' ', description.Probes));
            Same("seeds", found.Seeds, description.Seeds);
            Same("shares of labels", string.Join(' ', found.Fractions), string.Join(' ', description.Fractions));
            if (found.LabelsDigest != description.LabelsDigest)
            {
                throw new ClefException(
                    folder.Folder, "rows and labels (digest)", found.LabelsDigest,
                    $"{description.LabelsDigest}, as asked for now: another cohort, split, level or least number of cases; another run needs another folder");
            }

            foreach (ModelDescription model in description.Models)
            {
                Same($"digest of {model.Name}", found.Models.FirstOrDefault(m => m.Name == model.Name)?.Digest ?? model.Digest, model.Digest);
            }

            ModelDescription[] added = description.Models.Where(m => found.Models.All(f => f.Name != m.Name)).ToArray();
            description = description with
            {
                Models = [.. found.Models, .. added], Commands = found.Commands.Concat(description.Commands).Distinct().ToArray(),
                    DroppedRows = found.DroppedRows,
            };
        }

        folder.Write(description);
    }
}

using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Runs;

namespace Clef.Evaluation.Results;

/// <summary>Which predictions a figure is about.</summary>
/// <param name="Table">The table.</param>
/// <param name="Model">The model.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Fraction">The share of labels.</param>
/// <param name="Task">The task.</param>
/// <param name="Part">Test or external.</param>
public sealed record ResultKey(string Table, string Model, string Probe, double Fraction, string Task, Part Part);

/// <summary>One figure of one task.</summary>
/// <param name="Key">What it is about.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Interval">Mean over seeds with the interval over patients.</param>
/// <param name="Seeds">The figure of each seed.</param>
public sealed record Result(ResultKey Key, string Metric, Interval Interval, double[] Seeds)
{
    /// <summary>DeLong's interval of the first seed beside it, which takes rows as independent; AUROC only.</summary>
    public Interval? DeLong { get; init; }

    /// <summary>Why the figure should not be taken at its face; null for nothing.</summary>
    public string? Flag { get; init; }

    /// <summary>Patients that the figure rests on.</summary>
    public int Patients { get; init; }

    /// <summary>The figure under each draw of patients; the primary metric only.</summary>
    public double[]? Replicates { get; init; }
}

/// <summary>All results of a run, computed from its predictions.</summary>
public sealed class ResultSet
{
    private readonly Dictionary<ResultKey, Result> _primary = [];
    private readonly Dictionary<(string Table, string Model, string Probe, double Fraction), IReadOnlyDictionary<string, TaskPredictions>> _predictions = [];

    private ResultSet(RunDescription description, IReadOnlyList<StoredTable> tables)
    {
        Description = description;
        Tables = tables;
    }

    /// <summary>What the run was made from.</summary>
    public RunDescription Description { get; }

    /// <summary>The tables.</summary>
    public IReadOnlyList<StoredTable> Tables { get; }

    /// <summary>Every figure.</summary>
    public IReadOnlyList<Result> Results { get; private set; } = [];

    /// <summary>The probe that rankings use.</summary>
    public string Probe => Description.Probes[0];

    /// <summary>The primary figure of a task; null where there is none.</summary>
    public Result? Primary(ResultKey key) => _primary.GetValueOrDefault(key);

    /// <summary>The predictions of a model for every task of a table.</summary>
    public IReadOnlyDictionary<string,
        TaskPredictions> Predictions(string table, string model, string probe, double fraction) => _predictions[(table, model, probe, fraction)];

    /// <summary>Reads a run's predictions and computes every figure.</summary>
    /// <param name="folder">The run.</param>
    /// <param name="replicates">Draws of patients.</param>
    /// <param name="seed">The draws' seed.</param>
    /// <param name="cancel">Stops between draws.</param>
    public static ResultSet Compute(RunFolder folder, int replicates = 1000, int seed = 0, CancellationToken cancel = default)
    {
        var set = new ResultSet(folder.Describe(), folder.Tables());
        var results = new List<Result>();
        foreach (StoredTable table in set.Tables.Where(t => t.Tasks.Any(k => k.Skipped is null)))
        {
            set.Load(folder, table);
            results.AddRange(set.Evaluate(table, replicates, seed, cancel));
        }

        set.Results = results;
        return set;
    }

    private void Load(RunFolder folder, StoredTable table)
    {
        StoredTask[] scored = table.Tasks.Where(t => t.Skipped is null).ToArray();
        foreach (ModelDescription model in Description.Models)
        {
            foreach (string probe in Description.Probes)
            {
                foreach (double fraction in Description.Fractions)
                {
                    int chunks = BenchRunner.ChunkCount(scored.Length, probe);
                    ILookup<string, Prediction>[] seeds = Enumerable.Range(0, Description.Seeds).Select(s => Enumerable.Range(0, chunks)
                        .Select(c => new ProbeUnit(table.Name, model.Name, probe, fraction, s, c))
                        .SelectMany(u => File.Exists(folder.File(u.File)) ? folder.Read(u)
                            : throw new Core.ClefException(folder.File(u.File), null, null, "predictions; run 'clef bench run' again to finish the run"))
                        .ToLookup(p => p.Task, StringComparer.Ordinal)).ToArray();
                    _predictions[(table.Name, model.Name, probe, fraction)] =
                        scored.ToDictionary(t => t.Name, t => new TaskPredictions(t, seeds.Select(s => s[t.Name])), StringComparer.Ordinal);
                }
            }
        }
    }

    private List<Result> Evaluate(StoredTable table, int replicates, int seed, CancellationToken cancel)
    {
        var figures = new DrawnFigures(table.Rows.Select(r => r.Patient).ToArray(), replicates, seed);
        var added = new List<(ResultKey Key, string Metric, int Figure, TaskPredictions Task, PartScores Part)>();
        foreach (((string name, string model, string probe, double fraction), IReadOnlyDictionary<string,
            TaskPredictions> tasks) in _predictions.Where(p => p.Key.Table == table.Name))
        {
            foreach (TaskPredictions task in tasks.Values.Where(t => t.Seeds > 0))
            {
                foreach (Part part in (Part[])[Part.Test, Part.External])
                {
                    PartScores scores = task.Of(part);
                    if (scores.Rows.Length == 0)
                    {
                        continue;
                    }

                    var key = new ResultKey(name, model, probe, fraction, task.Task.Name, part);
                    foreach ((string metric, ResampledMetric[] metrics) in TaskMetrics.All(task, scores).Take(fraction < 1 ? 1 : int.MaxValue))
                    {
                        added.Add((key, metric, figures.Add(metrics, scores.Rows), task, scores));
                    }
                }
            }
        }

        figures.Draw(cancel);
        var results = new List<Result>(added.Count);
        foreach ((ResultKey key, string metric, int figure, TaskPredictions task, PartScores part) in added)
        {
            bool primary = metric == TaskMetrics.Primary(task.Task.Regression);
            var result = new Result(key, metric, figures.Interval(figure), figures.Seeds(figure))
            {
                DeLong = metric == "auroc" && double.IsFinite(figures.Value(figure)) ? new DeLong(part.Scores[0], part.Labels).Interval() : null,
                Patients = figures.Patients(figure),
                Replicates = primary ? figures.Replicates(figure) : null,
            };
            if (primary)
            {
                _primary[key] = result;
            }

            results.Add(result);
        }

        for (int i = 0; i < results.Count; i++)
        {
            if (results[i].Replicates is not null && ReachedByFacts.Say(this, results[i]) is { } flag)
            {
                results[i] = results[i] with { Flag = flag };
                _primary[results[i].Key] = results[i];
            }
        }

        return results;
    }
}

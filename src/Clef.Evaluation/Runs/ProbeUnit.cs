using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>The smallest piece of a run that is kept and resumed: one model, probe, share of labels and seed on some tasks of a table.</summary>
/// <param name="Table">The table.</param>
/// <param name="Model">The model's name.</param>
/// <param name="Probe">The probe.</param>
/// <param name="Fraction">The share of labels.</param>
/// <param name="Seed">The seed.</param>
/// <param name="Chunk">Which chunk of the tasks.</param>
public sealed record ProbeUnit(string Table, string Model, string Probe, double Fraction, int Seed, int Chunk)
{
    /// <summary>The file of its predictions, within the run folder.</summary>
    public string File => FormattableString.Invariant($"predictions/{Table}/{Model}/{Probe}-{Fraction * 100:0.###}-seed{Seed}-{Chunk}.parquet");

    /// <summary>Fits the tasks and returns what the probe says of every labelled row outside training.</summary>
    public static IReadOnlyList<Prediction> Fit(
        BenchTable table, IReadOnlyList<BenchTask> tasks, ModelVectors vectors, string probe, double fraction, int seed, MlpProbeOptions mlp,
        CancellationToken cancel)
    {
        Part[] parts = SeedSampling.Parts(table.Rows, seed);
        BenchTask[] thinned = tasks.Select(t => t with { Values = SeedSampling.Thin(t, table.Rows, parts, fraction, seed) }).ToArray();
        DenseMatrix pooled = vectors.Pooled();
        BenchTask[] regressions = thinned.Where(t => t.Regression).ToArray();
        ProbeTask[] binary = thinned.Where(t => !t.Regression).Select(t => t.Binary()).ToArray();
        var results = new List<ProbeResult>();
        if (probe == "logistic")
        {
            results.AddRange(regressions.Select(t => RidgeProbe.Fit(pooled, new RegressionTask(t.Name, t.Values), parts)));
            results.AddRange(binary.Length == 0 ? [] : LogisticProbe.Fit(pooled, binary, parts, cancel: cancel));
        }
        else if (probe == "knn")
        {
            // Shares of neighbours become logits, kept within plus and minus 9.2 (0.0001 to 0.9999).
            results.AddRange((binary.Length == 0 ? [] : NeighbourProbe.Fit(pooled, binary, parts))
                .Select(r => r with { Scores = r.Scores.Select(ToLogit).ToArray() }));
        }
        else
        {
            bool tokens = probe == "token-mlp";
            var fitted = new ProbeResult[binary.Length];
            Parallel.For(0, binary.Length, new ParallelOptions { CancellationToken = cancel }, i =>
                fitted[i] = MlpProbe.Fit(tokens ? vectors.Tokens : pooled, tokens ? vectors.Starts : null, binary[i], parts, mlp with { Seed = seed }));
            results.AddRange(fitted);
        }

        Dictionary<string, BenchTask> byName = thinned.ToDictionary(t => t.Name, StringComparer.Ordinal);
        return results.SelectMany(r => Enumerable.Range(0, table.Rows.Count)
            .Where(i => parts[i] != Part.Train && !double.IsNaN(byName[r.Task].Values[i]) && double.IsFinite(r.Scores[i]))
            .Select(i => new Prediction(r.Task, i, parts[i], byName[r.Task].Values[i], r.Scores[i]))).ToArray();
    }

    private static double ToLogit(double share) => double.IsNaN(share) ? share
        : Math.Log(Math.Clamp(share, 1e-4, 1 - 1e-4) / (1 - Math.Clamp(share, 1e-4, 1 - 1e-4)));
}

/// <summary>What a probe says of one row.</summary>
/// <param name="Task">The task.</param>
/// <param name="Row">The row's index in the table.</param>
/// <param name="Part">The part under the seed.</param>
/// <param name="Value">Label or true number.</param>
/// <param name="Score">Logit or predicted number.</param>
public sealed record Prediction(string Task, int Row, Part Part, double Value, double Score);

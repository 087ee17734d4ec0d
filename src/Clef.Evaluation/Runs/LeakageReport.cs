using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Clef.Cohorts.Checks;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Core.Tables;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Runs;

/// <summary>
/// The leakage check of a run: the cohort's own checks, the facts that give each task's label away, and vectors of different patients that are the same
/// in two parts of the split (a recording that was embedded under two names).
/// </summary>
public static class LeakageReport
{
    private const string File = "leakage.csv", Equal = "equal vectors of ", Repeated = "repeated vectors of ";

    /// <summary>Runs all checks.</summary>
    /// <param name="store">The cohort; null for datasets, where only the vectors are checked.</param>
    /// <param name="recordings">The recordings, to confirm duplicates; null where they are not at hand.</param>
    /// <param name="tables">The tables.</param>
    /// <param name="models">The models.</param>
    /// <param name="rules">The tasks' rules with their evaluator, for positives that rest on evidence after the recording; null skips that.</param>
    public static IReadOnlyList<CheckResult> Run(
        CohortStore? store, SourceFolder? recordings, IReadOnlyList<BenchTable> tables, IReadOnlyList<ModelSource> models,
            (IReadOnlyList<TaskDefinition> Tasks, RuleEvaluator Evaluator)? rules = null)
    {
        var results = new List<CheckResult>();
        if (store is not null)
        {
            results.AddRange(new CohortCheck(store).Run(recordings, rules).Where(r => !r.Check.StartsWith("giveaways of ", StringComparison.Ordinal)));
        }

        foreach (BenchTable table in tables)
        {
            results.AddRange(table.Scored.Where(t => !t.Regression && table.Rows.Any(r => r.Session is not null)).Select(t => Given(table, t)));
            results.AddRange(models.Where(_ => table.Rows.Count > 0).SelectMany(m => SameVectors(table, m, tables.Count > 1 ? $" on {table.Name}" : "")));
        }

        return results;
    }

    /// <summary>Writes the results into a run. What an earlier call found of a model that is not among the present ones stays: models may join a run
    /// one by one.</summary>
    public static void Write(RunFolder folder, IReadOnlyList<CheckResult> results)
    {
        HashSet<string> now = results.Select(r => r.Check).ToHashSet(StringComparer.Ordinal);
        IEnumerable<CheckResult> earlier = Read(folder)
            .Where(r => !now.Contains(r.Check)
            && (r.Check.StartsWith(Equal, StringComparison.Ordinal) || r.Check.StartsWith(Repeated, StringComparison.Ordinal)));
        folder.WriteCsv(File, ["check", "level", "text", "items"],
            results.Concat(earlier).Select(r => (IReadOnlyList<string?>)[r.Check, r.Level.ToString(), r.Text, string.Join(" | ", r.Items.Take(20))]));
    }

    /// <summary>Reads the results of a run.</summary>
    public static IReadOnlyList<CheckResult> Read(RunFolder folder) => !System.IO.File.Exists(folder.File(File)) ? []
        : CsvTable.Read(folder.File(File)).Rows.Select(r =>
            new CheckResult(r[0], Enum.Parse<CheckLevel>(r[1]), r[2], r[3].Length == 0 ? [] : r[3].Split(" | "))).ToArray();

    private static CheckResult Given(BenchTable table, BenchTask task)
    {
        (Session, bool)[] labelled = Enumerable.Range(0, table.Rows.Count).Where(i => !double.IsNaN(task.Values[i]) && table.Rows[i].Session is not null)
            .Select(i => (table.Rows[i].Session!, task.Values[i] == 1)).ToArray();
        IReadOnlyList<Giveaway> facts = Giveaways.Measure(labelled);
        // The interval is widened to hold over all facts of the task: with ten facts at 95 % each, some task of 234 would be accused by chance.
        double z = 1.96 * Math.Sqrt(Math.Log(Math.Max(2, facts.Count * table.Scored.Count)));
        Giveaway[] given = facts.Where(f => f.GivesAway && Low(f, z) > 0.5).OrderByDescending(f => f.Roc.Area).ToArray();
        string[] items = facts.Select(f => FormattableString.Invariant($"{f.Fact}: AUROC {f.Roc.Area:F3} [{f.Roc.Low:F3}, {f.Roc.High:F3}]")).ToArray();
        return given.Length == 0
            ? new($"giveaways of {task.Name}", CheckLevel.Passed, $"none of {facts.Count} facts of {labelled.Length} recordings gives the label away", items)
            : new($"giveaways of {task.Name}", given.Any(g => g.Roc.Low > 0.65) ? CheckLevel.Failed : CheckLevel.Warning,
                $"{string.Join(", ", given.Select(g => g.Fact))} give the label away", items);
    }

    /// <summary>The lower end at another width, from the width of the 95 % interval.</summary>
    private static double Low(Giveaway g, double z) => g.Roc.Area - ((g.Roc.Area - g.Roc.Low) / 1.96 * z);

    /// <summary>Sessions in two parts with one and the same vector, and sessions that have a vector twice (a file that was joined to itself).</summary>
    private static IEnumerable<CheckResult> SameVectors(BenchTable table, ModelSource model, string where)
    {
        ModelVectors vectors = model.Align(table.Name, table.Rows);
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var crossing = new List<string>();
        var repeated = new List<string>();
        for (int r = 0; r < table.Rows.Count; r++)
        {
            string[] keys = Enumerable.Range(vectors.Starts[r], vectors.Starts[r + 1] - vectors.Starts[r]).Select(v => Key(vectors.Tokens.Row(v))).ToArray();
            if (keys.Distinct(StringComparer.Ordinal).Count() < keys.Length)
            {
                repeated.Add(table.Rows[r].Id);
            }

            // Rows with one vector only: tokens of different sessions may well agree.
            if (keys.Length == 1 && !seen.TryAdd(keys[0], r))
            {
                BenchRow first = table.Rows[seen[keys[0]]], second = table.Rows[r];
                if (first.Part != second.Part && (first.Part is Part.Test or Part.External || second.Part is Part.Test or Part.External))
                {
                    crossing.Add($"{first.Id} ({first.Part}) = {second.Id} ({second.Part})");
                }
            }
        }

        yield return crossing.Count == 0
            ? new($"{Equal}{model.Name}{where}", CheckLevel.Passed, "no session of the test part has the vector of a session that was fitted on", [])
            : new($"{Equal}{model.Name}{where}", CheckLevel.Failed,
                $"{crossing.Count} sessions of the test part have the very vector of another session", crossing);
        if (repeated.Count > 0)
        {
            yield return new($"{Repeated}{model.Name}{where}", CheckLevel.Warning,
                $"{repeated.Count} sessions have the same vector more than once in {model.Path}", repeated);
        }
    }

    private static string Key(ReadOnlySpan<double> vector) => Convert.ToHexString(SHA256.HashData(MemoryMarshal.AsBytes(vector)));
}

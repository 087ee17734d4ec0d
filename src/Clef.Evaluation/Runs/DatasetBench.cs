using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Sources;
using Clef.Datasets;
using Clef.Evaluation.Probes;
using Clef.Evaluation.Suites;

namespace Clef.Evaluation.Runs;

/// <summary>Makes tables from public datasets: one for each target, and for each class of a target one task.</summary>
public static class DatasetBench
{
    /// <summary>Reads the targets whose datasets are at hand; the others become empty tables that say so.</summary>
    /// <param name="suite">Targets.</param>
    /// <param name="places">Folders or archives by dataset.</param>
    /// <param name="leastTest">The fewest test rows of each class.</param>
    public static IReadOnlyList<BenchTable> Read(Suite suite, IReadOnlyDictionary<string, string> places, int leastTest)
    {
        if (suite.Targets.Count == 0)
        {
            throw new ClefException(suite.Name, "targets", 0, "a suite of dataset targets; this one has tasks over a cohort");
        }

        string[] known = [.. suite.Targets.Select(t => t.Dataset).Distinct()];
        if (places.Keys.FirstOrDefault(p => !known.Contains(p)) is { } odd)
        {
            throw new ClefException(suite.Name, "dataset", odd, $"one that the suite has targets of: {string.Join(", ", known)}");
        }

        return suite.Targets.Select(target =>
        {
            if (!places.TryGetValue(target.Dataset, out string? place))
            {
                return new BenchTable(target.Name, [],
                    [new BenchTask(target.Name, target.Name, target.Group, false, [], $"the dataset {target.Dataset} is not at hand")]);
            }

            using SourceFolder folder = SourceFolder.OpenPath(place);
            Dataset dataset = DatasetCatalogue.Find(target.Dataset);
            DatasetItems items = dataset.Read(folder, target.Task);
            return Table(target, items, dataset.Tasks.Single(t => t.Name == target.Task).Kind, leastTest, RecordingFacts.Of(folder, items.Items));
        }).ToArray();
    }

    /// <summary>The table of one target.</summary>
    /// <param name="target">The target.</param>
    /// <param name="items">Its items.</param>
    /// <param name="kind">What it asks for.</param>
    /// <param name="leastTest">The fewest test rows of each class.</param>
    /// <param name="facts">What the recordings say of themselves, one an item; null leaves them out.</param>
    public static BenchTable Table(DatasetTarget target, DatasetItems items, TaskKind kind, int leastTest, IReadOnlyList<Session?>? facts = null)
    {
        // The embedding of a file is an item's own only where the item is all of it.
        Dictionary<string, int> files = items.Items.GroupBy(i => i.File, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Count(), StringComparer.Ordinal);
        BenchRow[] rows = items.Items.Select((i, k) => new BenchRow(i.Id, i.Patient, PartOf(i))
        {
            File = files[i.File] == 1 && i is { FromSeconds: 0, Seconds: null } ? i.File : null,
            // What is asked for is no fact of the row: age does not predict age.
            Age = target.Task == "age" ? null : i.Age,
            Sex = target.Task == "sex" ? null : i.Sex,
            Start = facts?[k]?.Start,
            Session = facts?[k],
        }).ToArray();
        BenchTask[] tasks = kind == TaskKind.Regression
            ? [new(target.Name, target.Name, target.Group, true, items.Items.Select(i => i.Value ?? double.NaN).ToArray(), null)]
            : (kind == TaskKind.Binary ? items.Classes.Skip(1) : items.Classes).Select(c => new BenchTask(
                kind == TaskKind.Binary ? target.Name : $"{target.Name}:{c}", target.Name, target.Group, false,
                    items.Items.Select(i => i.Classes.Contains(c) ? 1.0 : 0.0).ToArray(), null)).ToArray();
        return new BenchTable(target.Name, rows, tasks.Select(t => (t with { Candidates = t.Values.Count(v => v == 1) }).Checked(rows, leastTest)).ToArray());
    }

    /// <summary>A dataset without a split of its own is dealt by the patients' hash: 70, 15 and 15 parts of a hundred.</summary>
    private static Part PartOf(DatasetItem item) => item.Split != "all"
        ? CohortBench.PartOf(item.Split, "dataset")
        : StableHash.Fraction("bench", item.Patient) switch { < 0.7 => Part.Train, < 0.85 => Part.Validation, _ => Part.Test };
}

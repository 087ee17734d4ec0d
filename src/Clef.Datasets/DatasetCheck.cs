using Clef.Core;
using Clef.Core.Sources;

namespace Clef.Datasets;

/// <summary>What a task of a folder holds.</summary>
/// <param name="Task">The task.</param>
/// <param name="Items">Number of items.</param>
/// <param name="Patients">Number of persons.</param>
/// <param name="Splits">Items in each split.</param>
/// <param name="Classes">Items of each class, in the task's order.</param>
/// <param name="LeftOut">Records left out, by reason.</param>
/// <param name="Corrected">Records touched by each defect's correction.</param>
/// <param name="Problems">What is wrong: missing recordings, a person in two splits, an empty task.</param>
public sealed record TaskCheck(
    string Task,
    int Items,
    int Patients,
    IReadOnlyDictionary<string, int> Splits,
    IReadOnlyList<KeyValuePair<string, int>> Classes,
    IReadOnlyDictionary<string, int> LeftOut,
    IReadOnlyDictionary<string, int> Corrected,
    IReadOnlyList<string> Problems);

/// <summary>Checks that a folder is laid out as a dataset is, and counts what its tasks hold.</summary>
public static class DatasetCheck
{
    private const int MostProblems = 20;

    /// <summary>The parts of the layout that are missing.</summary>
    public static IReadOnlyList<string> Missing(Dataset dataset, SourceFolder folder) =>
        dataset.Layout.Where(l => !Dataset.Present(folder, l)).ToArray();

    /// <summary>Counts one task.</summary>
    public static TaskCheck Run(Dataset dataset, SourceFolder folder, string task)
    {
        DatasetItems read = dataset.Read(folder, task);
        var files = folder.FileNames.ToHashSet(StringComparer.Ordinal);
        var problems = new List<string>();
        string[] missing = read.Items.Select(i => i.File).Where(f => !files.Contains(f)).Distinct().ToArray();
        problems.AddRange(missing.Take(MostProblems).Select(f => $"the recording {f} is not there"));
        if (missing.Length > MostProblems)
        {
            problems.Add($"and {missing.Length - MostProblems} more recordings are not there");
        }

        problems.AddRange(read.Items.GroupBy(i => i.Patient, StringComparer.Ordinal)
            .Where(g => g.Select(i => i.Split).Distinct().Count() > 1)
            .Select(g => $"{g.Key} is in two splits")
            .Take(MostProblems));
        problems.AddRange(read.Items.GroupBy(i => i.Id, StringComparer.Ordinal)
            .Where(g => g.Count() > 1)
            .Select(g => $"{g.Key} names {g.Count()} items")
            .Take(MostProblems));
        if (read.Items.Count == 0)
        {
            problems.Add("no item");
        }

        return new(
            task,
            read.Items.Count,
            read.Items.Select(i => i.Patient).Distinct(StringComparer.Ordinal).Count(),
            new SortedDictionary<string, int>(
                read.Items.GroupBy(i => i.Split).ToDictionary(g => g.Key, g => g.Count()), StringComparer.Ordinal),
            read.Classes.Select(c => new KeyValuePair<string, int>(c, read.Items.Count(i => i.Classes.Contains(c)))).ToArray(),
            read.LeftOut,
            read.Corrected,
            problems);
    }
}

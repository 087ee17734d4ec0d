using Clef.Cohorts.Labels;

namespace Clef.Evaluation.Suites;

/// <summary>A task of a public dataset, with the label rules, classes and split of that dataset's adapter.</summary>
/// <param name="Name">The target's name in tables.</param>
/// <param name="Group">Its heading.</param>
/// <param name="Dataset">The dataset's name in the catalogue.</param>
/// <param name="Task">The dataset's task.</param>
public sealed record DatasetTarget(string Name, string Group, string Dataset, string Task);

/// <summary>A benchmark as data: either tasks by rules over a cohort, or targets of public datasets.</summary>
/// <param name="Name">The file's name without extension.</param>
/// <param name="Description">The comment at the file's head, which says whose list it is and what was chosen.</param>
/// <param name="Digest">SHA-256 of the file, in hex.</param>
/// <param name="Tasks">Tasks over a cohort; empty where the suite has targets.</param>
/// <param name="Targets">Targets of datasets; empty where the suite has tasks.</param>
public sealed record Suite(string Name, string Description, string Digest, IReadOnlyList<TaskDefinition> Tasks, IReadOnlyList<DatasetTarget> Targets)
{
    /// <summary>Tasks or targets, whichever the suite has.</summary>
    public int Count => Tasks.Count + Targets.Count;
}

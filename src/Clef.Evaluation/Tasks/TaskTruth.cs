using Clef.Datasets;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Tasks;

/// <summary>The labels of a task over rows, in the form that probes and metrics take.</summary>
/// <param name="Kind">The kind of task.</param>
/// <param name="Classes">The classes that are scored: the positive one of a binary task, all of others, none for regression.</param>
/// <param name="Labels">(class, row): 1 or 0.</param>
/// <param name="Values">The numbers of a regression task, one a row; else empty.</param>
/// <param name="Patients">The patient of each row.</param>
/// <param name="Parts">The part of each row.</param>
public sealed record TaskTruth(
    TaskKind Kind, IReadOnlyList<string> Classes, IReadOnlyList<sbyte[]> Labels, double[] Values, IReadOnlyList<string> Patients, Part[] Parts)
{
    /// <summary>Number of rows.</summary>
    public int Rows => Parts.Length;

    /// <summary>The labels of a dataset's items whose split is <c>train</c>, <c>validation</c> or <c>test</c>.</summary>
    /// <param name="kind">The kind of task.</param>
    /// <param name="classes">All classes; the second of a binary task is the positive one.</param>
    /// <param name="items">The items, one a row.</param>
    public static TaskTruth Of(TaskKind kind, IReadOnlyList<string> classes, IReadOnlyList<DatasetItem> items)
    {
        string[] scored = kind switch { TaskKind.Regression => [], TaskKind.Binary => [classes[^1]], _ => [.. classes] };
        return new TaskTruth(
            kind,
            scored,
            [.. scored.Select(c => items.Select(i => (sbyte)(i.Classes.Contains(c) ? 1 : 0)).ToArray())],
            kind == TaskKind.Regression ? [.. items.Select(i => i.Value ?? double.NaN)] : [],
            [.. items.Select(i => i.Patient)],
            [.. items.Select(i => i.Split switch { "train" => Part.Train, "validation" => Part.Validation, _ => Part.Test })]);
    }

    /// <summary>The rows of a part.</summary>
    public int[] RowsOf(Part part) => [.. Enumerable.Range(0, Rows).Where(i => Parts[i] == part)];
}

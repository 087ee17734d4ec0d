using Clef.Core;

namespace Clef.Datasets.Labelled;

/// <summary>The answers of a labelled set as the outputs of a network.</summary>
public sealed class LabelledTargets
{
    private readonly float[][] _targets;

    /// <summary>Works out the outputs; numbers are standardised by the training part.</summary>
    public LabelledTargets(TaskKind kind, IReadOnlyList<string> classes, IReadOnlyList<DatasetItem> items, IReadOnlyList<int> training)
    {
        (Kind, Classes) = (kind, classes);
        if (kind == TaskKind.Regression)
        {
            double[] values = [.. training.Select(i => items[i].Value!.Value)];
            Mean = values.Average();
            double deviation = Math.Sqrt(values.Average(v => (v - Mean) * (v - Mean)));
            Scale = deviation > 0 ? deviation : 1;
        }

        _targets = [.. items.Select(item => kind == TaskKind.Regression
            ? [(float)((item.Value!.Value - Mean) / Scale)]
            : classes.Select(c => item.Classes.Contains(c) ? 1f : 0f).ToArray())];
        int wrong = kind is TaskKind.Binary or TaskKind.MultiClass ? Array.FindIndex(_targets, t => t.Count(v => v == 1) != 1) : -1;
        if (wrong >= 0)
        {
            throw new ClefException(items[wrong].Id, "classes", string.Join(", ", items[wrong].Classes), $"exactly one of {string.Join(", ", classes)}");
        }
    }

    /// <summary>The kind of task.</summary>
    public TaskKind Kind { get; }

    /// <summary>The classes, one an output; none for regression.</summary>
    public IReadOnlyList<string> Classes { get; }

    /// <summary>Outputs of the head.</summary>
    public int Outputs => Kind == TaskKind.Regression ? 1 : Classes.Count;

    /// <summary>What is added to a scaled number.</summary>
    public double Mean { get; }

    /// <summary>What a number is scaled by.</summary>
    public double Scale { get; } = 1;

    /// <summary>The outputs wanted of one item.</summary>
    public float[] Of(int item) => _targets[item];
}

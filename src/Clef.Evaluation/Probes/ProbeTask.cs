using Clef.Core;

namespace Clef.Evaluation.Probes;

/// <summary>Which part of a split a row belongs to.</summary>
public enum Part : byte
{
    /// <summary>Fits the probe.</summary>
    Train,

    /// <summary>Chooses penalties, thresholds and temperatures.</summary>
    Validation,

    /// <summary>Is measured, once.</summary>
    Test,

    /// <summary>Is scored but neither fitted on nor measured with the test part (an external site).</summary>
    External,
}

/// <summary>The labels of one binary task over all rows: 1 positive, 0 negative, -1 excluded.</summary>
/// <param name="Name">The task's name.</param>
/// <param name="Labels">One label a row.</param>
public sealed record ProbeTask(string Name, sbyte[] Labels)
{
    /// <summary>The labelled rows of one part, in order.</summary>
    public int[] Rows(ReadOnlySpan<Part> parts, Part part)
    {
        if (parts.Length != Labels.Length)
        {
            throw new ClefException(null, $"labels of task '{Name}'", Labels.Length, $"one a row, {parts.Length}");
        }

        var rows = new List<int>();
        for (int i = 0; i < Labels.Length; i++)
        {
            if (Labels[i] >= 0 && parts[i] == part)
            {
                rows.Add(i);
            }
        }

        return rows.ToArray();
    }

    /// <summary>How many rows of one part are positive and negative.</summary>
    public (int Positive, int Negative) Count(ReadOnlySpan<Part> parts, Part part)
    {
        int[] rows = Rows(parts, part);
        int positive = rows.Count(i => Labels[i] == 1);
        return (positive, rows.Length - positive);
    }
}

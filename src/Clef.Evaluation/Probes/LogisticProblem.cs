namespace Clef.Evaluation.Probes;

/// <summary>One penalised logistic fit among many on the same rows.</summary>
internal sealed class LogisticProblem(sbyte[] labels, double penalty)
{
    /// <summary>1, 0, or -1 for a row that does not take part.</summary>
    public sbyte[] Labels { get; } = labels;

    /// <summary>The factor of |w|^2 / 2.</summary>
    public double Penalty { get; } = penalty;

    /// <summary>How many rows take part.</summary>
    public int Count { get; } = labels.Count(l => l >= 0);

    /// <summary>The solution: one weight an axis, then the intercept.</summary>
    public double[] Weights { get; set; } = [];
}

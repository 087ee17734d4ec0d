namespace Clef.Evaluation.Intervals;

/// <summary>A figure with its confidence interval; NaN ends where there were too few defined replicates.</summary>
/// <param name="Value">The point estimate.</param>
/// <param name="Low">Lower end.</param>
/// <param name="High">Upper end.</param>
public readonly record struct Interval(double Value, double Low, double High)
{
    /// <summary>Three decimals with the interval in brackets, the form of the tables.</summary>
    public override string ToString() => FormattableString.Invariant($"{Value:F3} [{Low:F3}, {High:F3}]");
}

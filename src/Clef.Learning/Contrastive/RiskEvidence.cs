namespace Clef.Learning.Contrastive;

/// <summary>What is known of one patient's clinical risk.</summary>
/// <param name="Risk">The score on any scale; NaN where it cannot be computed.</param>
/// <param name="Completeness">Share of the metadata attributes that are known, (A - m) / A in the paper: 1 all, 0 none.</param>
/// <param name="Expected">The score's expectation given the inputs that are known; the score itself where all are.</param>
/// <param name="Variance">The score's variance given the inputs that are known; 0 where all are.</param>
public readonly record struct RiskEvidence(double Risk, double Completeness, double Expected, double Variance)
{
    /// <summary>A patient whose score is known.</summary>
    public static RiskEvidence Known(double risk) => new(risk, 1, risk, 0);
}

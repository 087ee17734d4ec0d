namespace Clef.Clinical.Risk;

/// <summary>
/// The answer of a risk score for one person: a ten-year risk, or the reason why there is none. There is never a number
/// beside a reason.
/// </summary>
public sealed record RiskResult
{
    /// <summary>The name of the score, such as <c>score2</c>.</summary>
    public required string Score { get; init; }

    /// <summary>Whether there is a score, and if not, why.</summary>
    public required RiskStatus Status { get; init; }

    /// <summary>Ten-year risk as a fraction from 0 to 1; null unless <see cref="Status"/> is <see cref="RiskStatus.Scored"/>.</summary>
    public double? Risk { get; init; }

    /// <summary>The risk category of the guideline that goes with the score; null where there is no risk.</summary>
    public string? Category { get; init; }

    /// <summary>The attributes that the score needs and that are not known, whatever the status.</summary>
    public required IReadOnlyList<RiskAttribute> Missing { get; init; }

    /// <summary>A, the number of attributes that the score needs.</summary>
    public required int AttributeCount { get; init; }

    /// <summary>What a reader has to know: why there is no number, or with what reserve to read it.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>
    /// m/A, the share of attributes that are missing: the missing-metadata rate of the ECG model's loss (paper: M depends on
    /// (A - m)/A of both patients of a pair).
    /// </summary>
    public double MissingRate => (double)Missing.Count / AttributeCount;

    /// <summary>(A - m)/A, the share of attributes that are known.</summary>
    public double KnownRate => 1 - MissingRate;

    /// <summary>Ten-year risk in per cent, or null.</summary>
    public double? Percent => 100 * Risk;
}

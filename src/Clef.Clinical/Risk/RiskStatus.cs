namespace Clef.Clinical.Risk;

/// <summary>Whether a person has a score, and if not, why.</summary>
public enum RiskStatus
{
    /// <summary>A score was computed from complete inputs.</summary>
    Scored,

    /// <summary>At least one attribute that the score needs is not known.</summary>
    MissingInputs,

    /// <summary>The age lies outside the range for which the score was derived.</summary>
    AgeOutsideRange,

    /// <summary>The person does not belong to the population of the score (such as a person with diabetes for SCORE2).</summary>
    OtherPopulation,
}

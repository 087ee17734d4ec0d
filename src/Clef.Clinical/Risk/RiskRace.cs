namespace Clef.Clinical.Risk;

/// <summary>
/// Race as the pooled cohort equations ask for it. The 2013 guideline derived equations for two groups and advises those of White
/// people for all others, with the warning that they may over- or underestimate.
/// </summary>
public enum RiskRace
{
    /// <summary>Non-Hispanic White.</summary>
    White,

    /// <summary>African American.</summary>
    Black,

    /// <summary>Any other; the equations for White people are used, and the result says so.</summary>
    Other,
}

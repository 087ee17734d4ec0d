namespace Clef.Clinical.Risk;

/// <summary>The calibration region of the SCORE2 family.</summary>
public enum RiskRegion
{
    /// <summary>Low-risk countries of Europe.</summary>
    Low,

    /// <summary>Moderate-risk countries of Europe.</summary>
    Moderate,

    /// <summary>High-risk countries of Europe.</summary>
    High,

    /// <summary>Very-high-risk countries of Europe, western Asia and northern Africa.</summary>
    VeryHigh,

    /// <summary>Asia-Pacific, low to moderate risk: work in progress of the authors, not published as final.</summary>
    AsiaPacificLowModerate,

    /// <summary>Asia-Pacific, high risk: work in progress of the authors.</summary>
    AsiaPacificHigh,

    /// <summary>Asia-Pacific, very high risk: work in progress of the authors.</summary>
    AsiaPacificVeryHigh,
}

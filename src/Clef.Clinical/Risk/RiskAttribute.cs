namespace Clef.Clinical.Risk;

/// <summary>An input of a risk score. The set that a score needs is its attributes; the paper's A is their number.</summary>
public enum RiskAttribute
{
    /// <summary>Age in years.</summary>
    Age,

    /// <summary>Sex.</summary>
    Sex,

    /// <summary>Whether the person smokes now.</summary>
    Smoking,

    /// <summary>Systolic blood pressure.</summary>
    SystolicPressure,

    /// <summary>Total cholesterol.</summary>
    TotalCholesterol,

    /// <summary>HDL cholesterol.</summary>
    HdlCholesterol,

    /// <summary>Whether the person has diabetes.</summary>
    Diabetes,

    /// <summary>Age when diabetes was found.</summary>
    DiabetesAge,

    /// <summary>Glycated haemoglobin.</summary>
    Hba1c,

    /// <summary>Estimated glomerular filtration rate.</summary>
    Egfr,

    /// <summary>Whether blood pressure is treated with drugs.</summary>
    PressureTreatment,

    /// <summary>The race that chooses a pooled cohort equation.</summary>
    Race,

    /// <summary>Body-mass index.</summary>
    BodyMassIndex,
}

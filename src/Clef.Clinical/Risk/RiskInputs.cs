using Clef.Clinical.Units;

namespace Clef.Clinical.Risk;

/// <summary>What is known of one person. A null is "not known", and no score ever fills it silently.</summary>
public sealed record RiskInputs
{
    /// <summary>Age.</summary>
    public Age? Age { get; init; }

    /// <summary>Sex.</summary>
    public Sex? Sex { get; init; }

    /// <summary>Whether the person smokes now.</summary>
    public bool? Smoker { get; init; }

    /// <summary>Systolic blood pressure.</summary>
    public SystolicPressure? SystolicPressure { get; init; }

    /// <summary>Total cholesterol.</summary>
    public Cholesterol? TotalCholesterol { get; init; }

    /// <summary>HDL cholesterol.</summary>
    public Cholesterol? HdlCholesterol { get; init; }

    /// <summary>Whether the person has diabetes.</summary>
    public bool? Diabetes { get; init; }

    /// <summary>Age when diabetes was found.</summary>
    public Age? DiabetesAge { get; init; }

    /// <summary>Glycated haemoglobin.</summary>
    public GlycatedHaemoglobin? Hba1c { get; init; }

    /// <summary>Estimated glomerular filtration rate.</summary>
    public FiltrationRate? Egfr { get; init; }

    /// <summary>Whether blood pressure is treated with drugs.</summary>
    public bool? PressureTreated { get; init; }

    /// <summary>Race, for the pooled cohort equations alone.</summary>
    public RiskRace? Race { get; init; }

    /// <summary>Body-mass index.</summary>
    public BodyMassIndex? BodyMassIndex { get; init; }

    /// <summary>Whether an attribute is known.</summary>
    public bool Knows(RiskAttribute attribute) => attribute switch
    {
        RiskAttribute.Age => Age.HasValue,
        RiskAttribute.Sex => Sex.HasValue,
        RiskAttribute.Smoking => Smoker.HasValue,
        RiskAttribute.SystolicPressure => SystolicPressure.HasValue,
        RiskAttribute.TotalCholesterol => TotalCholesterol.HasValue,
        RiskAttribute.HdlCholesterol => HdlCholesterol.HasValue,
        RiskAttribute.Diabetes => Diabetes.HasValue,
        RiskAttribute.DiabetesAge => DiabetesAge.HasValue,
        RiskAttribute.Hba1c => Hba1c.HasValue,
        RiskAttribute.Egfr => Egfr.HasValue,
        RiskAttribute.PressureTreatment => PressureTreated.HasValue,
        RiskAttribute.Race => Race.HasValue,
        RiskAttribute.BodyMassIndex => BodyMassIndex.HasValue,
        _ => throw new ArgumentOutOfRangeException(nameof(attribute)),
    };

    /// <summary>A copy in which the given attributes are those of <paramref name="donor"/>.</summary>
    public RiskInputs With(IEnumerable<RiskAttribute> attributes, RiskInputs donor)
    {
        RiskInputs filled = this;
        foreach (RiskAttribute attribute in attributes)
        {
            filled = attribute switch
            {
                RiskAttribute.Age => filled with { Age = donor.Age },
                RiskAttribute.Sex => filled with { Sex = donor.Sex },
                RiskAttribute.Smoking => filled with { Smoker = donor.Smoker },
                RiskAttribute.SystolicPressure => filled with { SystolicPressure = donor.SystolicPressure },
                RiskAttribute.TotalCholesterol => filled with { TotalCholesterol = donor.TotalCholesterol },
                RiskAttribute.HdlCholesterol => filled with { HdlCholesterol = donor.HdlCholesterol },
                RiskAttribute.Diabetes => filled with { Diabetes = donor.Diabetes },
                RiskAttribute.DiabetesAge => filled with { DiabetesAge = donor.DiabetesAge },
                RiskAttribute.Hba1c => filled with { Hba1c = donor.Hba1c },
                RiskAttribute.Egfr => filled with { Egfr = donor.Egfr },
                RiskAttribute.PressureTreatment => filled with { PressureTreated = donor.PressureTreated },
                RiskAttribute.Race => filled with { Race = donor.Race },
                RiskAttribute.BodyMassIndex => filled with { BodyMassIndex = donor.BodyMassIndex },
                _ => throw new ArgumentOutOfRangeException(nameof(attributes)),
            };
        }

        return filled;
    }
}

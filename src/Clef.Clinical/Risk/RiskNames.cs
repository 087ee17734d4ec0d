using Clef.Core;

namespace Clef.Clinical.Risk;

/// <summary>The names of attributes as the command line, column mappings and messages write them.</summary>
public static class RiskNames
{
    private static readonly (RiskAttribute Attribute, string Name)[] Names =
    [
        (RiskAttribute.Age, "age"),
        (RiskAttribute.Sex, "sex"),
        (RiskAttribute.Smoking, "smoker"),
        (RiskAttribute.SystolicPressure, "sbp"),
        (RiskAttribute.TotalCholesterol, "total-cholesterol"),
        (RiskAttribute.HdlCholesterol, "hdl"),
        (RiskAttribute.Diabetes, "diabetes"),
        (RiskAttribute.DiabetesAge, "diabetes-age"),
        (RiskAttribute.Hba1c, "hba1c"),
        (RiskAttribute.Egfr, "egfr"),
        (RiskAttribute.PressureTreatment, "treated"),
        (RiskAttribute.Race, "race"),
        (RiskAttribute.BodyMassIndex, "bmi"),
    ];

    /// <summary>All names, in the order of the attributes.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Names.Select(n => n.Name)];

    /// <summary>The name of an attribute.</summary>
    public static string Of(RiskAttribute attribute) => Names.Single(n => n.Attribute == attribute).Name;

    /// <summary>The attribute of a name; fails by listing the names.</summary>
    public static RiskAttribute Parse(string name) =>
        Names.Where(n => n.Name == name).Select(n => (RiskAttribute?)n.Attribute).SingleOrDefault()
        ?? throw new ClefException(null, "attribute", name, $"one of {string.Join(", ", All)}");

    /// <summary>The name of a status in tables and JSON, such as <c>missing-inputs</c>.</summary>
    public static string Of(RiskStatus status) => status switch
    {
        RiskStatus.Scored => "scored",
        RiskStatus.MissingInputs => "missing-inputs",
        RiskStatus.AgeOutsideRange => "age-outside-range",
        RiskStatus.OtherPopulation => "other-population",
        _ => throw new ArgumentOutOfRangeException(nameof(status)),
    };
}

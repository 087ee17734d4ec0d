using Clef.Clinical.Units;
using Clef.Core;

namespace Clef.Clinical.Risk.Tables;

/// <summary>The units in which bare numbers of a table or a command line are given.</summary>
/// <param name="Cholesterol">Builds a cholesterol from a number.</param>
/// <param name="Hba1c">Builds an HbA1c from a number.</param>
public sealed record RiskUnits(Func<double, Cholesterol> Cholesterol, Func<double, GlycatedHaemoglobin> Hba1c)
{
    /// <summary>Parses <c>mmol/L</c> or <c>mg/dL</c>, and <c>mmol/mol</c> or <c>%</c>.</summary>
    public static RiskUnits Parse(string cholesterol, string hba1c) => new(
        cholesterol.ToUpperInvariant() switch
        {
            "MMOL/L" => v => new Cholesterol(v),
            "MG/DL" => Units.Cholesterol.FromMilligramsPerDecilitre,
            _ => throw new ClefException(null, "cholesterol unit", cholesterol, "mmol/L or mg/dL"),
        },
        hba1c.ToUpperInvariant() switch
        {
            "MMOL/MOL" => v => new GlycatedHaemoglobin(v),
            "%" => GlycatedHaemoglobin.FromPercent,
            _ => throw new ClefException(null, "HbA1c unit", hba1c, "mmol/mol or %"),
        });
}

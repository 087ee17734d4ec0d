using System.Globalization;

namespace Clef.Clinical.Units;

/// <summary>Glycated haemoglobin, HbA1c.</summary>
public readonly record struct GlycatedHaemoglobin : IComparable<GlycatedHaemoglobin>
{
    /// <summary>Creates a value from mmol/mol; fails with a <see cref="Core.ClefException"/> outside 5 to 250 mmol/mol.</summary>
    public GlycatedHaemoglobin(double millimolesPerMole) =>
        MillimolesPerMole = Quantity.Within("HbA1c", millimolesPerMole, 5, 250, "mmol/mol");

    /// <summary>The value in mmol/mol.</summary>
    public double MillimolesPerMole { get; }

    /// <summary>Slope of the IFCC-NGSP master equation: NGSP % = 0.09148 x IFCC + 2.152 (Hoelzel et al., Clin Chem 2004).</summary>
    private const double Slope = 0.09148, Intercept = 2.152;

    /// <summary>The value in NGSP (DCCT) per cent.</summary>
    public double Percent => Slope * MillimolesPerMole + Intercept;

    /// <summary>Creates a value from NGSP (DCCT) per cent.</summary>
    public static GlycatedHaemoglobin FromPercent(double value) => new((value - Intercept) / Slope);

    /// <inheritdoc/>
    public int CompareTo(GlycatedHaemoglobin other) => MillimolesPerMole.CompareTo(other.MillimolesPerMole);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MillimolesPerMole:0.###} mmol/mol");
}

using System.Globalization;

namespace Clef.Clinical.Units;

/// <summary>A cholesterol concentration (total or HDL).</summary>
public readonly record struct Cholesterol : IComparable<Cholesterol>
{
    /// <summary>Creates a value from mmol/L; fails with a <see cref="Core.ClefException"/> outside 0.05 to 40 mmol/L.</summary>
    public Cholesterol(double millimolesPerLitre) =>
        MillimolesPerLitre = Quantity.Within("cholesterol", millimolesPerLitre, 0.05, 40, "mmol/L");

    /// <summary>The value in mmol/L.</summary>
    public double MillimolesPerLitre { get; }

    /// <summary>Milligrams per decilitre in one mmol/L of cholesterol, as the SCORE2 programs convert (38.67).</summary>
    public const double MilligramsPerMillimole = 38.67;

    /// <summary>The value in mg/dL.</summary>
    public double MilligramsPerDecilitre => MillimolesPerLitre * MilligramsPerMillimole;

    /// <summary>Creates a value from mg/dL.</summary>
    public static Cholesterol FromMilligramsPerDecilitre(double value) => new(value / MilligramsPerMillimole);

    /// <inheritdoc/>
    public int CompareTo(Cholesterol other) => MillimolesPerLitre.CompareTo(other.MillimolesPerLitre);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MillimolesPerLitre:0.###} mmol/L");
}

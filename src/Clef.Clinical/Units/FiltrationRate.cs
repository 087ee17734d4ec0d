using System.Globalization;

namespace Clef.Clinical.Units;

/// <summary>Estimated glomerular filtration rate.</summary>
public readonly record struct FiltrationRate : IComparable<FiltrationRate>
{
    /// <summary>
    /// Creates a value from mL/min/1.73 m²; fails with a <see cref="Core.ClefException"/> outside 1 to 300 mL/min/1.73 m².
    /// </summary>
    public FiltrationRate(double millilitres) => Millilitres = Quantity.Within("eGFR", millilitres, 1, 300, "mL/min/1.73 m²");

    /// <summary>The value in mL/min/1.73 m².</summary>
    public double Millilitres { get; }

    /// <inheritdoc/>
    public int CompareTo(FiltrationRate other) => Millilitres.CompareTo(other.Millilitres);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Millilitres:0.###} mL/min/1.73 m²");
}

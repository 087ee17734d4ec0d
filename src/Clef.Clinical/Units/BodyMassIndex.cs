using System.Globalization;

namespace Clef.Clinical.Units;

/// <summary>Body-mass index.</summary>
public readonly record struct BodyMassIndex : IComparable<BodyMassIndex>
{
    /// <summary>Creates a value from kg/m²; fails with a <see cref="Core.ClefException"/> outside 5 to 150 kg/m².</summary>
    public BodyMassIndex(double kilogramsPerSquareMetre) =>
        KilogramsPerSquareMetre = Quantity.Within("body-mass index", kilogramsPerSquareMetre, 5, 150, "kg/m²");

    /// <summary>The value in kg/m².</summary>
    public double KilogramsPerSquareMetre { get; }

    /// <inheritdoc/>
    public int CompareTo(BodyMassIndex other) => KilogramsPerSquareMetre.CompareTo(other.KilogramsPerSquareMetre);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{KilogramsPerSquareMetre:0.###} kg/m²");
}

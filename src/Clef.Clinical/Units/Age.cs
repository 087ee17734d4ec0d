using System.Globalization;

namespace Clef.Clinical.Units;

/// <summary>Age in years; fractions are kept.</summary>
public readonly record struct Age : IComparable<Age>
{
    /// <summary>Creates a value from years; fails with a <see cref="Core.ClefException"/> outside 0 to 130 years.</summary>
    public Age(double years) => Years = Quantity.Within("age", years, 0, 130, "years");

    /// <summary>The value in years.</summary>
    public double Years { get; }

    /// <inheritdoc/>
    public int CompareTo(Age other) => Years.CompareTo(other.Years);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Years:0.###} years");
}

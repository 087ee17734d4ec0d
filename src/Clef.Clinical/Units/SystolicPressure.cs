using System.Globalization;

namespace Clef.Clinical.Units;

/// <summary>Systolic blood pressure.</summary>
public readonly record struct SystolicPressure : IComparable<SystolicPressure>
{
    /// <summary>Creates a value from mmHg; fails with a <see cref="Core.ClefException"/> outside 40 to 350 mmHg.</summary>
    public SystolicPressure(double millimetresOfMercury) =>
        MillimetresOfMercury = Quantity.Within("systolic pressure", millimetresOfMercury, 40, 350, "mmHg");

    /// <summary>The value in mmHg.</summary>
    public double MillimetresOfMercury { get; }

    /// <inheritdoc/>
    public int CompareTo(SystolicPressure other) => MillimetresOfMercury.CompareTo(other.MillimetresOfMercury);

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{MillimetresOfMercury:0.###} mmHg");
}

using Clef.Core;

namespace Clef.Clinical.Units;

/// <summary>The check that every clinical quantity makes when it is built.</summary>
internal static class Quantity
{
    /// <summary>
    /// Returns <paramref name="value"/> where it is finite and within what a living person can show; fails by name otherwise.
    /// </summary>
    public static double Within(string name, double value, double low, double high, string unit) =>
        value >= low && value <= high
            ? value
            : throw new ClefException(null, name, value, FormattableString.Invariant($"a value from {low} to {high} {unit}"));
}

using MathNet.Numerics;

namespace Clef.Evaluation.Intervals;

/// <summary>The standard normal distribution.</summary>
internal static class Normal
{
    /// <summary>P(Z > z), accurate in the far tail.</summary>
    public static double Tail(double z) => 0.5 * SpecialFunctions.Erfc(z / Constants.Sqrt2);

    /// <summary>The value below which Z falls with probability <paramref name="p"/>.</summary>
    public static double Quantile(double p) => -Constants.Sqrt2 * SpecialFunctions.ErfcInv(2 * p);
}

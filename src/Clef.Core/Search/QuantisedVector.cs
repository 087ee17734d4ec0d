using System.Numerics.Tensors;

namespace Clef.Core.Search;

/// <summary>
/// A unit vector as 8-bit codes: v = scale x codes + rest, with the rest's length kept. The cosine with any unit query is then known from the codes up to the
/// rest's length (Cauchy-Schwarz), which is what makes the coarse search exact.
/// </summary>
internal static class QuantisedVector
{
    /// <summary>Normalises into <paramref name="unit"/> and writes the codes. A vector without length stays zero.</summary>
    /// <returns>The scale, and an upper bound of the rest's length.</returns>
    public static (float Scale, float Error) Encode(ReadOnlySpan<float> vector, Span<float> unit, Span<sbyte> codes)
    {
        float norm = MathF.Sqrt(TensorPrimitives.SumOfSquares(vector));
        TensorPrimitives.Multiply(vector, norm > 0 ? 1 / norm : 0, unit);
        float largest = unit.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude<float>(unit));
        float scale = largest / sbyte.MaxValue;
        double rest = 0;
        for (int i = 0; i < unit.Length; i++)
        {
            codes[i] = scale > 0 ? (sbyte)MathF.Round(unit[i] / scale) : (sbyte)0;
            double error = unit[i] - ((double)scale * codes[i]);
            rest += error * error;
        }

        return (scale, (float)(Math.Sqrt(rest) * (1 + 1e-6)) + 1e-7f); // room for the rounding of this very sum
    }

    /// <summary>A unit query as 16-bit numbers: query = scale x numbers + rest.</summary>
    public static (float Scale, float Error) EncodeQuery(ReadOnlySpan<float> unit, Span<short> numbers)
    {
        float largest = unit.IsEmpty ? 0 : MathF.Abs(TensorPrimitives.MaxMagnitude(unit));
        float scale = largest / ShortDot.QueryRange;
        double rest = 0;
        for (int i = 0; i < unit.Length; i++)
        {
            numbers[i] = scale > 0 ? (short)MathF.Round(unit[i] / scale) : (short)0;
            double error = unit[i] - ((double)scale * numbers[i]);
            rest += error * error;
        }

        return (scale, (float)(Math.Sqrt(rest) * (1 + 1e-6)) + 1e-7f);
    }
}

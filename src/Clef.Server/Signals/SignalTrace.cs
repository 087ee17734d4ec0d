using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Clef.Server.Signals;

/// <summary>One line of a tile.</summary>
/// <param name="Name">Channel or pair.</param>
/// <param name="Unit">uV for a voltage, else as recorded.</param>
/// <param name="Rate">Samples, or columns, a second.</param>
/// <param name="Values">Samples; or for each column the least and the greatest, one after the other.</param>
internal sealed record SignalTrace(string Name, string Unit, double Rate, float[] Values)
{
    private const short Nothing = short.MinValue;
    private const int Piece = 16 << 10; // numbers written at once

    /// <summary>Reduces samples to the least and greatest of each column. A column without a recorded sample is NaN.</summary>
    public SignalTrace ToColumns(int columns, double seconds)
    {
        var extremes = new float[columns * 2];
        for (int c = 0; c < columns; c++)
        {
            int from = (int)((long)c * Values.Length / columns), to = (int)((long)(c + 1) * Values.Length / columns);
            (extremes[2 * c], extremes[(2 * c) + 1]) = Extremes(Values.AsSpan(from, to - from));
        }

        return this with { Rate = columns / seconds, Values = extremes };
    }

    /// <summary>The least and greatest of the recorded samples; NaN where there is none. No comparison with NaN holds, so that gaps drop out.</summary>
    public static (float Least, float Greatest) Extremes(ReadOnlySpan<float> samples)
    {
        var least = new Vector<float>(float.PositiveInfinity);
        var greatest = new Vector<float>(float.NegativeInfinity);
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(samples);
        foreach (Vector<float> v in vectors)
        {
            least = Vector.ConditionalSelect(Vector.LessThan(v, least), v, least);
            greatest = Vector.ConditionalSelect(Vector.GreaterThan(v, greatest), v, greatest);
        }

        float low = float.PositiveInfinity, high = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++)
        {
            (low, high) = (Math.Min(low, least[i]), Math.Max(high, greatest[i]));
        }

        foreach (float v in samples[(vectors.Length * Vector<float>.Count)..])
        {
            (low, high) = (v < low ? v : low, v > high ? v : high);
        }

        return low <= high ? (low, high) : (float.NaN, float.NaN);
    }

    /// <summary>Appends the numbers to a body, some at a time.</summary>
    /// <returns>What one step of the numbers is worth in the unit.</returns>
    public float Write(SampleEncoding encoding, Stream body)
    {
        (float least, float greatest) = encoding == SampleEncoding.F32 ? (0, 0) : Extremes(Values);
        float largest = Math.Max(Math.Abs(least), Math.Abs(greatest));
        float scale = largest > 0 && float.IsFinite(largest) ? largest / short.MaxValue : 1;
        byte[] piece = ArrayPool<byte>.Shared.Rent(Piece * sizeof(float));
        try
        {
            for (int at = 0; at < Values.Length; at += Piece)
            {
                ReadOnlySpan<float> values = Values.AsSpan(at, Math.Min(Piece, Values.Length - at));
                body.Write(piece, 0, encoding == SampleEncoding.F32 ? Floats(values, piece) : Shorts(values, scale, piece));
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(piece);
        }

        return scale;
    }

    private static int Floats(ReadOnlySpan<float> values, Span<byte> piece)
    {
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteSingleLittleEndian(piece[(i * sizeof(float))..], values[i]);
        }

        return values.Length * sizeof(float);
    }

    private static int Shorts(ReadOnlySpan<float> values, float scale, Span<byte> piece)
    {
        for (int i = 0; i < values.Length; i++)
        {
            short value = float.IsFinite(values[i]) ? (short)Math.Clamp(MathF.Round(values[i] / scale), -short.MaxValue, short.MaxValue) : Nothing;
            BinaryPrimitives.WriteInt16LittleEndian(piece[(i * sizeof(short))..], value);
        }

        return values.Length * sizeof(short);
    }
}

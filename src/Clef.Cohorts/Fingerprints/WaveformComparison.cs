using Clef.Signals.Recordings;

namespace Clef.Cohorts.Fingerprints;

/// <summary>How alike two recordings are where they overlap.</summary>
/// <param name="Correlation">Pearson's correlation of the comparable signals, without sign; NaN where they cannot be compared.</param>
/// <param name="OverlapSeconds">The length compared.</param>
/// <param name="OffsetSeconds">Time in the first minus time in the second, refined.</param>
public readonly record struct WaveformSimilarity(double Correlation, double OverlapSeconds, double OffsetSeconds);

/// <summary>Confirms a candidate pair by its waveforms.</summary>
public static class WaveformComparison
{
    /// <summary>
    /// From this correlation on two recordings are called copies. Copies that are rescaled, requantised or resampled reach 0.99; two
    /// regular ECGs of one rate whose beats happen to fall together reach 0.96.
    /// </summary>
    public const double Copy = 0.98;

    /// <summary>At most this much is compared.</summary>
    private const double MostSeconds = 60;

    /// <summary>The shortest overlap that proves anything.</summary>
    private const double LeastSeconds = 3;

    /// <summary>Compares two channels at about an offset.</summary>
    public static WaveformSimilarity Compare(Recording first, Recording second, FingerprintMatch match)
    {
        double from = Math.Max(0, match.OffsetSeconds);
        double overlap = Math.Min(first.DurationSeconds - from, second.DurationSeconds - (from - match.OffsetSeconds));
        double seconds = Math.Min(overlap, MostSeconds);
        float[] a = ComparableSignal.Of(first, match.FirstChannel, from, seconds);
        float[] b = ComparableSignal.Of(second, match.SecondChannel, from - match.OffsetSeconds, seconds);
        return Compare(a, b, match.OffsetSeconds);
    }

    /// <summary>Compares two comparable signals, trying shifts of up to 0.1 s on a grid of a quarter of a sample.</summary>
    public static WaveformSimilarity Compare(ReadOnlySpan<float> a, ReadOnlySpan<float> b, double offset)
    {
        // Half a second at both ends belongs to the filter.
        const int Edge = 64, Shift = 13;
        int count = Math.Min(a.Length, b.Length) - (2 * (Edge + Shift));
        if (count < LeastSeconds * ComparableSignal.Rate)
        {
            return new(double.NaN, Math.Max(0, count / ComparableSignal.Rate), offset);
        }

        double best = 0, at = 0;
        for (double shift = -Shift; shift <= Shift - 1; shift += 0.25)
        {
            double r = Math.Abs(Correlate(a.Slice(Edge + Shift, count), b, Edge + Shift, shift));
            if (r > best)
            {
                (best, at) = (r, shift);
            }
        }

        return new(best, count / ComparableSignal.Rate, offset - (at / ComparableSignal.Rate));
    }

    private static double Correlate(ReadOnlySpan<float> a, ReadOnlySpan<float> b, int start, double shift)
    {
        int whole = (int)Math.Floor(shift);
        float part = (float)(shift - whole);
        double sa = 0, sb = 0, saa = 0, sbb = 0, sab = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double x = a[i];
            int k = start + i + whole;
            double y = b[k] + (part * (b[k + 1] - b[k]));
            sa += x;
            sb += y;
            saa += x * x;
            sbb += y * y;
            sab += x * y;
        }

        double n = a.Length;
        double va = saa - (sa * sa / n), vb = sbb - (sb * sb / n);
        return va > 0 && vb > 0 ? (sab - (sa * sb / n)) / Math.Sqrt(va * vb) : 0;
    }
}

namespace Clef.Signals.Filtering;

/// <summary>Fills missing samples so that a filter can run over them; what was filled stays known by the count or the mask.</summary>
public static class GapFilling
{
    /// <summary>
    /// Replaces NaN and infinite samples by the straight line between their neighbours; before the first and after the last finite sample that
    /// sample is held; a signal without any becomes zero.
    /// </summary>
    /// <returns>How many samples were replaced.</returns>
    public static long Interpolate(Span<float> signal)
    {
        long filled = 0;
        int previous = -1;
        for (int i = 0; i <= signal.Length; i++)
        {
            if (i < signal.Length && !float.IsFinite(signal[i]))
            {
                continue;
            }

            int missing = i - previous - 1;
            if (missing > 0)
            {
                Bridge(signal, previous, i);
                filled += missing;
            }

            previous = i;
        }

        return filled;
    }

    private static void Bridge(Span<float> signal, int left, int right)
    {
        if (left < 0 || right == signal.Length)
        {
            float held = left >= 0 ? signal[left] : right < signal.Length ? signal[right] : 0;
            signal[(left + 1)..right].Fill(held);
            return;
        }

        double from = signal[left];
        double slope = (signal[right] - from) / (right - left);
        for (int k = left + 1; k < right; k++)
        {
            signal[k] = (float)(from + (slope * (k - left)));
        }
    }
}

namespace Clef.Signals.Preparation;

/// <summary>Continuation of a signal beyond its ends by reflection.</summary>
internal static class Reflection
{
    /// <summary>
    /// The signal with samples added on either side, mirrored at its first and last sample without repeating them; a short signal is mirrored to and fro,
    /// a single sample is held.
    /// </summary>
    public static float[] Pad(ReadOnlySpan<float> signal, int before, int after)
    {
        var padded = new float[signal.Length + before + after];
        if (signal.IsEmpty)
        {
            return padded;
        }

        signal.CopyTo(padded.AsSpan(before));
        for (int i = 0; i < before; i++)
        {
            padded[i] = signal[Mirror(i - before, signal.Length)];
        }

        for (int i = 0; i < after; i++)
        {
            padded[before + signal.Length + i] = signal[Mirror(signal.Length + i, signal.Length)];
        }

        return padded;
    }

    private static int Mirror(int index, int length)
    {
        if (length == 1)
        {
            return 0;
        }

        int period = 2 * (length - 1);
        int within = ((index % period) + period) % period;
        return within < length ? within : period - within;
    }
}

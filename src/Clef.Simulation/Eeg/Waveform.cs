namespace Clef.Simulation.Eeg;

/// <summary>The shapes of EEG transients, as sums of bell curves in time; microvolts, surface negative below zero. Durations follow the IFCN glossary (2017).</summary>
internal static class Waveform
{
    /// <summary>Spike of 60 ms with its slow wave.</summary>
    internal static float[] Spike(double rate) => Draw(rate, 0.7, (0.12, 0.011, -1), (0.145, 0.016, 0.42), (0.31, 0.075, -0.48));

    /// <summary>Sharp wave of 130 ms with its slow wave.</summary>
    internal static float[] SharpWave(double rate) => Draw(rate, 0.9, (0.15, 0.026, -1), (0.215, 0.035, 0.45), (0.43, 0.1, -0.5));

    /// <summary>One spike-and-wave of the given length: the spike, then the dome.</summary>
    internal static float[] SpikeWave(double rate, double period, int spikes)
    {
        var parts = new List<(double, double, double)>();
        for (int k = 0; k < spikes; k++)
        {
            double at = (0.09 * Math.Min(1, period / 0.33)) + (0.055 * (k - ((spikes - 1) / 2.0)));
            parts.Add((at, 0.012, k == spikes - 1 ? -0.85 : -0.75));
            parts.Add((at + 0.025, 0.012, 0.35));
        }

        parts.Add((period * 0.62, period * 0.17, -0.8));
        return Draw(rate, period * 1.3, [.. parts]);
    }

    /// <summary>A periodic discharge: blunt sharp wave of about 200 ms with an after-going slow wave.</summary>
    internal static float[] PeriodicDischarge(double rate) => Draw(rate, 0.8, (0.14, 0.024, -1), (0.21, 0.035, 0.6), (0.38, 0.09, -0.45));

    /// <summary>Negative, large positive, negative; each phase longer than the one before.</summary>
    internal static float[] Triphasic(double rate) => Draw(rate, 0.8, (0.11, 0.035, -0.55), (0.24, 0.055, 1), (0.45, 0.1, -0.5));

    /// <summary>Vertex sharp wave, negative over the vertex.</summary>
    internal static float[] Vertex(double rate) => Draw(rate, 0.6, (0.13, 0.022, 0.15), (0.2, 0.034, -1), (0.32, 0.06, 0.4));

    /// <summary>K-complex: a negative sharp wave, then a slower positive one, at least half a second together.</summary>
    internal static float[] KComplex(double rate) => Draw(rate, 1.6, (0.45, 0.085, -1), (0.78, 0.15, 0.65), (1.15, 0.17, -0.12));

    /// <summary>Positive occipital sharp transient of sleep.</summary>
    internal static float[] Posts(double rate) => Draw(rate, 0.22, (0.07, 0.026, 1), (0.15, 0.03, -0.25));

    /// <summary>A blink: the eye's positive front turns up and back, with a slight undershoot.</summary>
    internal static float[] Blink(double rate, double length) => Draw(rate, length * 3, (length * 0.75, length * 0.24, 1), (length * 1.6, length * 0.45, -0.12));

    private static float[] Draw(double rate, double seconds, params ReadOnlySpan<(double Centre, double Width, double Size)> bells)
    {
        var shape = new float[Math.Max(1, (int)(seconds * rate))];
        for (int i = 0; i < shape.Length; i++)
        {
            double t = i / rate, sum = 0;
            foreach ((double centre, double width, double size) in bells)
            {
                double z = (t - centre) / width;
                sum += Math.Abs(z) < 6 ? size * Math.Exp(-0.5 * z * z) : 0;
            }

            shape[i] = (float)sum;
        }

        return shape;
    }
}

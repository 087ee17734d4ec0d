namespace Clef.Signals.Noise;

/// <summary>Gaussian noise of unit variance with a given spectrum, made by small recursive filters driven by white noise.</summary>
public static class ShapedNoise
{
    /// <summary>
    /// A narrow-band rhythm that waxes and wanes by itself: a two-pole resonance of the given centre and half-power bandwidth.
    /// </summary>
    /// <param name="destination">Receives the samples.</param>
    /// <param name="hertz">Centre frequency.</param>
    /// <param name="bandwidth">Half-power bandwidth in hertz; the envelope's memory is about 1 / (pi x bandwidth) seconds.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="random">The stream of the driving noise.</param>
    public static void Rhythm(Span<float> destination, double hertz, double bandwidth, double sampleRate, CounterRandom random)
    {
        random.FillNormal(destination);
        double radius = Math.Exp(-Math.PI * bandwidth / sampleRate);
        double a = 2 * radius * Math.Cos(2 * Math.PI * hertz / sampleRate), b = radius * radius;
        double gain = Math.Sqrt((1 - b) * (((1 + b) * (1 + b)) - (a * a)) / (1 + b)); // unit variance of an AR(2) process
        double y1 = random.Normal(), y2 = y1 * a / (1 + b);
        for (int i = 0; i < destination.Length; i++)
        {
            double y = (a * y1) - (b * y2) + (gain * destination[i]);
            y2 = y1;
            y1 = y;
            destination[i] = (float)y;
        }
    }

    /// <summary>Low-pass noise: flat below the corner, falling as 1/f^2 in power above it (an Ornstein-Uhlenbeck process).</summary>
    public static void LowPass(Span<float> destination, double cornerHertz, double sampleRate, CounterRandom random)
    {
        random.FillNormal(destination);
        double keep = Math.Exp(-2 * Math.PI * cornerHertz / sampleRate), gain = Math.Sqrt(1 - (keep * keep)), y = random.Normal();
        for (int i = 0; i < destination.Length; i++)
        {
            y = (keep * y) + (gain * destination[i]);
            destination[i] = (float)y;
        }
    }

    /// <summary>
    /// 1/f noise between two frequencies: low-pass stages whose corners are an octave and a half apart, fed by one white noise. Each stage
    /// has unit variance, so at any frequency the stage nearest above it dominates and the sum approximates a half-order integrator.
    /// </summary>
    public static void Pink(Span<float> destination, double lowHertz, double highHertz, double sampleRate, CounterRandom random)
    {
        random.FillNormal(destination);
        int stages = Math.Max(1, (int)Math.Round(Math.Log2(highHertz / lowHertz) / 1.5) + 1);
        Span<double> keep = stackalloc double[stages];
        Span<double> gain = stackalloc double[stages];
        Span<double> state = stackalloc double[stages];
        double variance = 0;
        for (int k = 0; k < stages; k++)
        {
            double corner = lowHertz * Math.Pow(2, 1.5 * k);
            keep[k] = Math.Exp(-2 * Math.PI * Math.Min(corner, 0.45 * sampleRate) / sampleRate);
            gain[k] = Math.Sqrt(1 - (keep[k] * keep[k]));
            state[k] = random.Normal(); // each stage alone has unit variance; a random start avoids a settling time
        }

        // The stages share one driving noise, so their sum has the variance of every pair: g_i g_j / (1 - k_i k_j).
        for (int i = 0; i < stages; i++)
        {
            for (int j = 0; j < stages; j++)
            {
                variance += gain[i] * gain[j] / (1 - (keep[i] * keep[j]));
            }
        }

        double scale = 1 / Math.Sqrt(variance);
        for (int n = 0; n < destination.Length; n++)
        {
            double sum = 0;
            for (int k = 0; k < stages; k++)
            {
                state[k] = (keep[k] * state[k]) + (gain[k] * destination[n]);
                sum += state[k];
            }

            destination[n] = (float)(sum * scale);
        }
    }
}

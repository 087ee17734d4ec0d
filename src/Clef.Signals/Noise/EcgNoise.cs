namespace Clef.Signals.Noise;

/// <summary>
/// Simulated ECG noise, made where real noise arises: at the ten electrodes. A lead is the difference of its electrodes, so leads that share
/// an electrode share its noise, as on the body; the same seed gives the same electrodes to every lead. The result is scaled to a chosen
/// standard deviation per lead (0.1 mV in the augmentation of the ECG model), or to zero where the noise is flat.
/// </summary>
public static class EcgNoise
{
    // Right arm, left arm, left leg, then V1 to V6; the right leg is the ground.
    private const int Electrodes = 9;

    /// <summary>The lead names that are understood, in the standard order.</summary>
    public static IReadOnlyList<string> Leads { get; } = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];

    /// <summary>Makes the noise of one lead.</summary>
    /// <param name="kind">What causes the noise.</param>
    /// <param name="lead">Index into <see cref="Leads"/>.</param>
    /// <param name="sampleRate">Samples a second.</param>
    /// <param name="seed">The seed; leads made from one seed belong together.</param>
    /// <param name="destination">Receives the noise, mean zero.</param>
    /// <param name="standardDeviation">The standard deviation of the result, in the caller's unit.</param>
    /// <exception cref="ArgumentOutOfRangeException">The lead is not one of the twelve, or the rate is not a positive number.</exception>
    public static void Fill(
        EcgNoiseKind kind, int lead, double sampleRate, ulong seed, Span<float> destination, double standardDeviation = 0.1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(lead);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(lead, Leads.Count);
        if (!(sampleRate > 0 && double.IsFinite(sampleRate)))
        {
            throw new ArgumentOutOfRangeException(nameof(sampleRate), sampleRate, "expected a positive number of samples a second");
        }

        destination.Clear();
        var root = new CounterRandom(seed);
        var potential = new float[destination.Length];
        Span<double> weights = stackalloc double[Electrodes];
        LeadWeights(lead, weights);
        for (int electrode = 0; electrode < Electrodes; electrode++)
        {
            if (weights[electrode] == 0)
            {
                continue;
            }

            ElectrodeNoise.Fill(kind, electrode, sampleRate, root, potential);
            AddWeighted(destination, potential, (float)weights[electrode]);
        }

        Standardise(destination, standardDeviation);
    }

    /// <summary>Makes the noise of all twelve leads: lead x sample.</summary>
    public static float[][] TwelveLeads(EcgNoiseKind kind, int samples, double sampleRate, ulong seed, double standardDeviation = 0.1)
    {
        var root = new CounterRandom(seed);
        var potentials = new float[Electrodes][];
        for (int electrode = 0; electrode < Electrodes; electrode++)
        {
            potentials[electrode] = new float[samples];
            ElectrodeNoise.Fill(kind, electrode, sampleRate, root, potentials[electrode]);
        }

        var leads = new float[Leads.Count][];
        Span<double> weights = stackalloc double[Electrodes];
        for (int lead = 0; lead < leads.Length; lead++)
        {
            leads[lead] = new float[samples];
            LeadWeights(lead, weights);
            for (int electrode = 0; electrode < Electrodes; electrode++)
            {
                AddWeighted(leads[lead], potentials[electrode], (float)weights[electrode]);
            }

            Standardise(leads[lead], standardDeviation);
        }

        return leads;
    }

    /// <summary>How a lead adds up the electrodes: the definitions of Einthoven, Goldberger and Wilson.</summary>
    private static void LeadWeights(int lead, Span<double> w)
    {
        w.Clear();
        (double right, double left, double foot) = lead switch
        {
            0 => (-1, 1, 0),
            1 => (-1, 0, 1),
            2 => (0, -1, 1),
            3 => (1, -0.5, -0.5),
            4 => (-0.5, 1, -0.5),
            5 => (-0.5, -0.5, 1),
            _ => (-1.0 / 3, -1.0 / 3, -1.0 / 3),
        };
        (w[0], w[1], w[2]) = (right, left, foot);
        if (lead >= 6)
        {
            w[lead - 3] = 1;
        }
    }

    private static void AddWeighted(Span<float> sum, ReadOnlySpan<float> potential, float weight)
    {
        for (int i = 0; weight != 0 && i < sum.Length; i++)
        {
            sum[i] += weight * potential[i];
        }
    }

    private static void Standardise(Span<float> x, double deviation)
    {
        double mean = 0, square = 0;
        foreach (float v in x)
        {
            mean += v;
        }

        mean /= Math.Max(1, x.Length);
        foreach (float v in x)
        {
            square += (v - mean) * (v - mean);
        }

        double spread = Math.Sqrt(square / Math.Max(1, x.Length));
        double scale = spread > 1e-12 ? deviation / spread : 0;
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)((x[i] - mean) * scale);
        }
    }
}

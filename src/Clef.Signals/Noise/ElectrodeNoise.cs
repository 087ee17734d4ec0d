namespace Clef.Signals.Noise;

/// <summary>
/// The noise potential of one electrode. Numbers are chosen after the descriptions of the MIT-BIH Noise Stress Test records (Moody, Muldrow and
/// Mark, Computers in Cardiology 1984): wander below 1 Hz, muscle above 5 Hz in bursts, electrode motion in between and abrupt.
/// </summary>
internal static class ElectrodeNoise
{
    /// <summary>Fills a span with the noise of one electrode, of standard deviation about 1 when it is active.</summary>
    internal static void Fill(EcgNoiseKind kind, int electrode, double rate, CounterRandom root, Span<float> x)
    {
        x.Clear();
        if (kind is EcgNoiseKind.BaselineWander or EcgNoiseKind.Mixture)
        {
            Wander(electrode, rate, root.Fork("wander"), x, kind == EcgNoiseKind.Mixture ? 0.7 : 1);
        }

        if (kind is EcgNoiseKind.ElectrodeMovement or EcgNoiseKind.Mixture)
        {
            Movement(electrode, rate, root.Fork("electrode"), x, kind == EcgNoiseKind.Mixture ? 0.6 : 1);
        }

        if (kind is EcgNoiseKind.MotionArtefact or EcgNoiseKind.Mixture)
        {
            Muscle(electrode, rate, root.Fork("motion"), x, kind == EcgNoiseKind.Mixture ? 0.5 : 1);
        }

        if (kind == EcgNoiseKind.Mixture)
        {
            Mains(electrode, rate, root.Fork("mains"), x);
        }
    }

    /// <summary>Breathing common to the electrodes (12 to 20 a minute, larger on the chest) and each electrode's own drift.</summary>
    private static void Wander(int electrode, double rate, CounterRandom root, Span<float> x, double scale)
    {
        double breath = root.Uniform(0.2, 0.33), phase = root.Uniform(0, 2 * Math.PI), depth = root.Uniform(0.3, 1);
        CounterRandom own = root.Fork((ulong)electrode);
        double lag = own.Normal(0, 0.4), amount = depth * own.Uniform(0.3, 1) * (electrode >= 3 ? 1 : 0.6) * scale;
        var slow = new float[x.Length];
        ShapedNoise.LowPass(slow, 0.05, rate, own);
        Smooth(slow, 0.6, rate);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += (float)((amount * Math.Sin((2 * Math.PI * breath * i / rate) + phase + lag)) + (scale * slow[i]));
        }
    }

    /// <summary>Abrupt shifts of the skin potential that recover within about a second, with a wobble, at random moments.</summary>
    private static void Movement(int electrode, double rate, CounterRandom root, Span<float> x, double scale)
    {
        CounterRandom own = root.Fork((ulong)electrode);
        var wobble = new float[x.Length];
        ShapedNoise.Rhythm(wobble, own.Uniform(1, 4), 2.5, rate, own);
        var activity = new float[x.Length];
        ShapedNoise.LowPass(activity, 0.3, rate, own);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += (float)(scale * 0.5 * wobble[i] * Math.Exp(0.7 * activity[i]));
        }

        double seconds = x.Length / rate;
        for (double at = own.Exponential(2.5) - 1; at < seconds; at += own.Exponential(2.5))
        {
            double size = own.Normal(0, 2) * scale, recovery = own.Uniform(0.15, 0.9), rise = own.Uniform(0.01, 0.08);
            for (int i = Math.Max(0, (int)(at * rate)); i < Math.Min(x.Length, (at + (6 * recovery)) * rate); i++)
            {
                double t = (i / rate) - at;
                x[i] += (float)(size * (1 - Math.Exp(-t / rise)) * Math.Exp(-t / recovery));
            }
        }
    }

    /// <summary>Muscle activity in bursts that the limb electrodes share in part, and the low-frequency jerk that goes with it.</summary>
    private static void Muscle(int electrode, double rate, CounterRandom root, Span<float> x, double scale)
    {
        var burst = new float[x.Length];
        ShapedNoise.LowPass(burst, 0.25, rate, root.Fork("burst"));
        CounterRandom own = root.Fork((ulong)electrode);
        var muscle = new float[x.Length];
        ShapedNoise.Rhythm(muscle, Math.Min(22, 0.3 * rate), Math.Min(30, 0.4 * rate), rate, own);
        var jerk = new float[x.Length];
        ShapedNoise.Rhythm(jerk, 3, 3, rate, own);
        double tone = own.Uniform(0.6, 1.4) * scale;
        for (int i = 0; i < x.Length; i++)
        {
            double envelope = tone * Math.Exp(burst[i] - 0.5);
            x[i] += (float)(envelope * ((0.8 * muscle[i]) + (0.6 * jerk[i])));
        }
    }

    private static void Mains(int electrode, double rate, CounterRandom root, Span<float> x)
    {
        double hertz = root.Chance(0.5) ? 50 : 60, phase = root.Uniform(0, 2 * Math.PI);
        double size = root.Fork((ulong)electrode).LogNormal(0.15, 0.7);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] += (float)(size * Math.Sin((2 * Math.PI * hertz * i / rate) + phase));
        }
    }

    /// <summary>A one-pole low-pass, in place, starting settled on the first sample.</summary>
    private static void Smooth(Span<float> x, double cornerHertz, double rate)
    {
        double keep = Math.Exp(-2 * Math.PI * cornerHertz / rate), y = x.Length > 0 ? x[0] : 0;
        for (int i = 0; i < x.Length; i++)
        {
            y = (keep * y) + ((1 - keep) * x[i]);
            x[i] = (float)y;
        }
    }
}

using Clef.Signals.Noise;

namespace Clef.Simulation.Eeg;

/// <summary>
/// A focal seizure: low fast activity, then a rhythm that slows and grows (theta to delta), turns sharp, spreads to the neighbouring lobe and then to the other
/// side, ends at once, and leaves slow activity at the focus for a minute.
/// </summary>
internal static class SeizureRenderer
{
    internal static void Render(EegCanvas canvas, EegEvent e, Func<ScalpPlace, float[]> gains, CounterRandom random)
    {
        double rate = canvas.SampleRate;
        var ictal = new float[Math.Max(1, (int)(e.Duration * rate))];
        double phase = random.Uniform(0, 6.28), wobble = 0;
        for (int i = 0; i < ictal.Length; i++)
        {
            double part = (double)i / ictal.Length;
            wobble += (0.002 * random.Normal()) - (0.002 * wobble);
            double hertz = HertzAt(part, e.Hertz) * (1 + wobble);
            phase += 2 * Math.PI * hertz / rate;
            double sharp = 0.15 + (0.45 * part);
            ictal[i] = (float)(SizeAt(part) * (Math.Sin(phase) + (sharp * Math.Sin((2 * phase) + 1)) + (0.5 * sharp * sharp * Math.Sin((3 * phase) + 2))));
        }

        int first = (int)(e.Onset * rate);
        float size = (float)e.Microvolts;
        canvas.Add(ictal, first, gains(e.Place), size);
        Spread(canvas, ictal, first, gains(Neighbour(e.Place)), 0.6f * size, 0.3);
        Spread(canvas, ictal, first, gains(e.Place.Mirrored), 0.5f * size, 0.6);
        PostIctal(canvas, e, gains(e.Place), random);
    }

    /// <summary>14 Hz at the start, the seizure's own rhythm after a fifth, 2.5 Hz at the end; falling smoothly.</summary>
    private static double HertzAt(double part, double hertz) => part < 0.2
        ? 14 * Math.Pow(hertz / 14, part / 0.2)
        : hertz * Math.Pow(2.5 / hertz, (part - 0.2) / 0.8);

    private static double SizeAt(double part) => part < 0.2 ? 0.12 + (1.2 * part) : Math.Min(1, 0.36 + (0.9 * (part - 0.2)));

    private static ScalpPlace Neighbour(ScalpPlace place) => place with
    {
        Region = place.Region switch
        {
            Region.Frontal => Region.Central,
            Region.Temporal => Region.Frontal,
            Region.Central => Region.Parietal,
            Region.Parietal => Region.Occipital,
            _ => Region.Parietal,
        },
    };

    private static void Spread(EegCanvas canvas, float[] ictal, int first, float[] gains, float size, double from)
    {
        int skip = (int)(from * ictal.Length), lag = (int)(0.02 * canvas.SampleRate);
        float[] late = ictal[skip..];
        int ramp = Math.Min(late.Length, (int)(5 * canvas.SampleRate));
        for (int i = 0; i < ramp; i++)
        {
            late[i] *= (float)i / ramp;
        }

        canvas.Add(late, first + skip + lag, gains, size);
    }

    private static void PostIctal(EegCanvas canvas, EegEvent e, float[] gains, CounterRandom random)
    {
        var slow = new float[(int)(60 * canvas.SampleRate)];
        ShapedNoise.Rhythm(slow, 1.4, 1.2, canvas.SampleRate, random);
        for (int i = 0; i < slow.Length; i++)
        {
            double t = i / canvas.SampleRate;
            slow[i] *= (float)(Math.Min(1, t / 2) * Math.Exp(-t / 25));
        }

        canvas.Add(slow, (int)((e.Onset + e.Duration) * canvas.SampleRate), gains, (float)(0.35 * e.Microvolts));
    }
}

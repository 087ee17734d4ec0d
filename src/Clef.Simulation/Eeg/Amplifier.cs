using Clef.Simulation.Patients;

namespace Clef.Simulation.Eeg;

/// <summary>The site's amplifier: a first-order high-pass, a second-order Butterworth low-pass, and where it has one a mains notch; causal, as hardware is.</summary>
internal static class Amplifier
{
    internal static void Apply(float[][] channels, double rate, Site site)
    {
        Biquad low = Biquad.LowPass(site.LowPassHertz, rate);
        Biquad? notch = site.Notch ? Biquad.Notch(site.MainsHertz, 8, rate) : null;
        double keep = Math.Exp(-2 * Math.PI * site.HighPassHertz / rate);
        foreach (float[] x in channels)
        {
            low.Apply(x);
            notch?.Apply(x);
            double before = x.Length > 0 ? x[0] : 0, y = 0;
            for (int i = 0; i < x.Length; i++)
            {
                y = keep * (y + x[i] - before);
                before = x[i];
                x[i] = (float)y;
            }
        }
    }

    /// <summary>A second-order section, normalised to a0 = 1; designs by the bilinear transform (Bristow-Johnson's cookbook).</summary>
    private sealed record Biquad(double B0, double B1, double B2, double A1, double A2)
    {
        internal static Biquad LowPass(double hertz, double rate)
        {
            double w = 2 * Math.PI * hertz / rate, cos = Math.Cos(w), alpha = Math.Sin(w) / Math.Sqrt(2), a0 = 1 + alpha;
            return new((1 - cos) / 2 / a0, (1 - cos) / a0, (1 - cos) / 2 / a0, -2 * cos / a0, (1 - alpha) / a0);
        }

        internal static Biquad Notch(double hertz, double quality, double rate)
        {
            double w = 2 * Math.PI * hertz / rate, cos = Math.Cos(w), alpha = Math.Sin(w) / (2 * quality), a0 = 1 + alpha;
            return new(1 / a0, -2 * cos / a0, 1 / a0, -2 * cos / a0, (1 - alpha) / a0);
        }

        internal void Apply(float[] x)
        {
            double s1 = 0, s2 = 0;
            for (int i = 0; i < x.Length; i++)
            {
                double v = x[i], y = (B0 * v) + s1;
                s1 = (B1 * v) - (A1 * y) + s2;
                s2 = (B2 * v) - (A2 * y);
                x[i] = (float)y;
            }
        }
    }
}

using System.Numerics;
using Clef.Core;

namespace Clef.Signals.Filtering;

/// <summary>
/// Butterworth filters as second-order sections: analogue prototype, transformation to the wanted band, bilinear transform with
/// pre-warped edges (Oppenheim and Schafer, Discrete-Time Signal Processing, 7.1). Zero order n has 2n poles as a band-pass.
/// </summary>
public static class Butterworth
{
    private const int HighestOrder = 24;

    /// <summary>Passes below <paramref name="cutoff"/> (hertz, gain 0.7071 there).</summary>
    public static SecondOrderSections LowPass(int order, double cutoff, double sampleRate)
    {
        double warped = Warp(order, cutoff, sampleRate, nameof(cutoff));
        Complex[] poles = [.. Prototype(order).Select(p => p * warped)];
        return Digital(poles, zerosAtZeroHertz: 0, Math.Pow(warped, order), sampleRate);
    }

    /// <summary>Passes above <paramref name="cutoff"/> (hertz, gain 0.7071 there).</summary>
    public static SecondOrderSections HighPass(int order, double cutoff, double sampleRate)
    {
        double warped = Warp(order, cutoff, sampleRate, nameof(cutoff));
        Complex[] poles = [.. Prototype(order).Select(p => warped / p)];
        return Digital(poles, zerosAtZeroHertz: order, 1, sampleRate);
    }

    /// <summary>Passes between <paramref name="low"/> and <paramref name="high"/> (hertz, gain 0.7071 at both).</summary>
    public static SecondOrderSections BandPass(int order, double low, double high, double sampleRate)
    {
        double lower = Warp(order, low, sampleRate, nameof(low));
        double upper = Warp(order, high, sampleRate, nameof(high));
        if (!(low < high))
        {
            throw new ClefException("Butterworth band-pass", nameof(low), low, $"a frequency below {high} Hz");
        }

        double width = upper - lower;
        double centreSquared = upper * lower;
        var poles = new List<Complex>(2 * order);
        foreach (Complex p in Prototype(order))
        {
            Complex half = p * (width / 2);
            Complex root = Complex.Sqrt((half * half) - centreSquared);
            poles.Add(half + root);
            poles.Add(half - root);
        }

        return Digital([.. poles], zerosAtZeroHertz: order, Math.Pow(width, order), sampleRate);
    }

    /// <summary>The poles of the analogue low-pass of cut-off 1 rad/s, on the left half of the unit circle.</summary>
    private static IEnumerable<Complex> Prototype(int order) =>
        Enumerable.Range(0, order).Select(k => -Complex.FromPolarCoordinates(1, Math.PI * ((2 * k) - order + 1) / (2.0 * order)));

    private static double Warp(int order, double frequency, double sampleRate, string field)
    {
        if (order is < 1 or > HighestOrder)
        {
            throw new ClefException("Butterworth filter", nameof(order), order, $"1 to {HighestOrder}");
        }

        return double.IsFinite(sampleRate) && frequency > 0 && frequency < sampleRate / 2
            ? 2 * sampleRate * Math.Tan(Math.PI * frequency / sampleRate)
            : throw new ClefException("Butterworth filter", field, frequency, $"a frequency above 0 and below half of {sampleRate} Hz");
    }

    /// <summary>
    /// The bilinear transform. A zero at 0 Hz lands on z = 1, one at infinity on z = -1; each section takes one pair of poles and
    /// two zeros, one of each kind while both last, so that no section blocks or amplifies on its own more than it must.
    /// </summary>
    private static SecondOrderSections Digital(Complex[] analogue, int zerosAtZeroHertz, double gain, double sampleRate)
    {
        double twice = 2 * sampleRate;
        var total = new Complex(gain * Math.Pow(twice, zerosAtZeroHertz), 0);
        var poles = new Complex[analogue.Length];
        for (int i = 0; i < poles.Length; i++)
        {
            poles[i] = (twice + analogue[i]) / (twice - analogue[i]);
            total /= twice - analogue[i];
        }

        List<(double A1, double A2, bool Single)> denominators = Denominators(poles);
        double each = Math.Pow(total.Real, 1.0 / denominators.Count);
        int atOne = zerosAtZeroHertz;
        int atMinusOne = poles.Length - zerosAtZeroHertz;
        var sections = new List<Section>(denominators.Count);
        foreach ((double a1, double a2, bool single) in denominators)
        {
            double first = Take(ref atOne, ref atMinusOne, preferOne: true);
            double second = single ? 0 : Take(ref atOne, ref atMinusOne, preferOne: false);
            sections.Add(new Section(each, -each * (first + second), each * first * second, a1, a2));
        }

        return new SecondOrderSections(sections, sampleRate);
    }

    private static double Take(ref int atOne, ref int atMinusOne, bool preferOne)
    {
        bool one = preferOne ? atOne > 0 : atMinusOne == 0;
        if (one)
        {
            atOne--;
            return 1;
        }

        atMinusOne--;
        return -1;
    }

    /// <summary>Conjugate pairs, then pairs of real poles, then a single one; those nearest the unit circle last.</summary>
    private static List<(double A1, double A2, bool Single)> Denominators(Complex[] poles)
    {
        const double real = 1e-12;
        double[] reals = [.. poles.Where(p => Math.Abs(p.Imaginary) < real).Select(p => p.Real).Order()];
        var all = new List<(double A1, double A2, bool Single)>();
        for (int i = 0; i + 1 < reals.Length; i += 2)
        {
            all.Add((-(reals[i] + reals[i + 1]), reals[i] * reals[i + 1], false));
        }

        all.AddRange(poles.Where(p => p.Imaginary >= real).OrderBy(p => p.Magnitude)
            .Select(p => (-2 * p.Real, (p.Real * p.Real) + (p.Imaginary * p.Imaginary), false)));
        if (reals.Length % 2 == 1)
        {
            // A single pole comes first, so that an odd number of zeros ends evenly paired.
            all.Insert(0, (-reals[^1], 0, true));
        }

        return all;
    }
}

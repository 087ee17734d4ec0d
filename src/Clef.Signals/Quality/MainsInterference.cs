using Clef.Signals.Spectra;

namespace Clef.Signals.Quality;

/// <summary>Interference from the electricity supply.</summary>
public static class MainsInterference
{
    private const double WindowSeconds = 4;
    private const double Reach = 4; // hertz to either side

    /// <summary>The mains frequency that stands out more above its surroundings over all signals: 50 or 60 Hz; 50 where neither does.</summary>
    /// <param name="signals">Signals of one rate, without NaN.</param>
    /// <param name="sampleRate">In hertz.</param>
    public static double Detect(IReadOnlyList<float[]> signals, double sampleRate)
    {
        double at50 = 0, at60 = 0;
        Multitaper? fifty = For(sampleRate, 50), sixty = For(sampleRate, 60);
        foreach (float[] signal in signals)
        {
            at50 += Math.Log(Prominence(signal, fifty, 50));
            at60 += Math.Log(Prominence(signal, sixty, 60));
        }

        return at60 > at50 ? 60 : 50;
    }

    /// <summary>
    /// Mean power density within 0.5 Hz of a frequency over that 1.5 to 4 Hz to either side of it; 1 where the signal is too short, flat, or sampled too
    /// slowly to tell.
    /// </summary>
    public static double Prominence(ReadOnlySpan<float> signal, double sampleRate, double frequency) =>
        Prominence(signal, For(sampleRate, frequency), frequency);

    private static double Prominence(ReadOnlySpan<float> signal, Multitaper? multitaper, double frequency)
    {
        const double near = 0.5, from = 1.5;
        if (multitaper is null || multitaper.WholeWindows(signal.Length) == 0)
        {
            return 1;
        }

        int windows = multitaper.WholeWindows(signal.Length);
        var power = new float[multitaper.Frequencies.Count * windows];
        multitaper.Compute(signal, windows, power);
        double centre = 0, around = 0;
        int inCentre = 0, inSurroundings = 0;
        for (int bin = 0; bin < multitaper.Frequencies.Count; bin++)
        {
            double distance = Math.Abs(multitaper.Frequencies[bin] - frequency);
            double mean = Mean(power.AsSpan(bin * windows, windows));
            if (distance <= near)
            {
                centre += mean;
                inCentre++;
            }
            else if (distance >= from)
            {
                around += mean;
                inSurroundings++;
            }
        }

        centre /= inCentre;
        around /= inSurroundings;
        return around > 0 && double.IsFinite(centre / around) ? Math.Max(centre / around, 1e-6) : 1;
    }

    private static Multitaper? For(double sampleRate, double frequency) => frequency + Reach >= sampleRate / 2 ? null : new(new MultitaperSettings(WindowSeconds, WindowSeconds, 1, LowBias: true, PeriodicTapers: true, frequency - Reach, frequency + Reach + 0.001), sampleRate);

    private static double Mean(ReadOnlySpan<float> values)
    {
        double sum = 0;
        foreach (float value in values)
        {
            sum += float.IsFinite(value) ? value : 0;
        }

        return sum / values.Length;
    }
}

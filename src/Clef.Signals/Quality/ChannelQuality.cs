using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Preparation;
using Clef.Signals.Spectra;

namespace Clef.Signals.Quality;

/// <summary>The quality of one channel, second by second; a last part of a second counts as one.</summary>
/// <param name="Seconds">What is wrong with each second.</param>
public sealed record ChannelQuality(IReadOnlyList<QualityFlags> Seconds)
{
    private const double WindowSeconds = 2; // of the spectrum about each second
    private const double PopSeconds = 0.02;
    private const double PopOverUsual = 10; // a jump is also this many times the median change over the same time

    /// <summary>Share of the seconds that have any of the flags; 0 where there are no seconds.</summary>
    public double Share(QualityFlags flags) => Seconds.Count == 0 ? 0 : Seconds.Count(s => (s & flags) != 0) / (double)Seconds.Count;

    /// <summary>Judges a channel.</summary>
    /// <param name="signal">In microvolts; NaN where missing.</param>
    /// <param name="sampleRate">In hertz. Mains and muscle are judged from 140 Hz on; below, they are not to be seen.</param>
    /// <param name="limits">Limits for the kind of signal.</param>
    /// <exception cref="ClefException">The rate is not a finite number above 0.</exception>
    public static ChannelQuality Assess(ReadOnlySpan<float> signal, double sampleRate, QualityLimits limits)
    {
        if (!(double.IsFinite(sampleRate) && sampleRate > 0))
        {
            throw new ClefException("quality", "sampling rate", sampleRate, "a finite rate above 0 Hz");
        }

        int count = checked((int)Math.Ceiling(signal.Length / sampleRate));
        var seconds = new QualityFlags[count];
        (float lowest, float highest) = Range(signal);
        double usual = UsualChange(signal, sampleRate);
        for (int s = 0; s < count; s++)
        {
            int from = (int)Math.Min(Math.Round(s * sampleRate), signal.Length);
            int to = (int)Math.Min(Math.Round((s + 1) * sampleRate), signal.Length);
            seconds[s] = Shape(signal[from..to], limits, lowest, highest) | Pop(signal, from, to, sampleRate, limits, usual);
        }

        Spectrum(signal, sampleRate, limits, seconds);
        return new ChannelQuality(seconds);
    }

    private static QualityFlags Shape(ReadOnlySpan<float> second, QualityLimits limits, float lowest, float highest)
    {
        int missing = 0, extreme = 0;
        foreach (float x in second)
        {
            missing += float.IsFinite(x) ? 0 : 1;
            extreme += x == lowest || x == highest ? 1 : 0;
        }

        (float low, float high) = Range(second);
        QualityFlags flags = missing > limits.MissingShare * second.Length ? QualityFlags.Missing : QualityFlags.None;
        if (missing < second.Length && second.Length > 1 && high - low <= limits.FlatRange)
        {
            flags |= QualityFlags.Flat;
        }

        // Of a signal that moves at all: a flat one would else always rest at its extremes. One sample there is a peak, not clipping.
        if (highest - lowest > limits.FlatRange && extreme > Math.Max(1, limits.ClippedShare * second.Length))
        {
            flags |= QualityFlags.Clipped;
        }

        return flags;
    }

    private static QualityFlags Pop(ReadOnlySpan<float> signal, int from, int to, double sampleRate, QualityLimits limits, double usual)
    {
        int lag = Math.Max(1, (int)Math.Round(PopSeconds * sampleRate));
        for (int i = Math.Max(from, lag); i < to; i++)
        {
            float change = Math.Abs(signal[i] - signal[i - lag]);
            if (change >= limits.PopStep && change >= PopOverUsual * usual)
            {
                return QualityFlags.ElectrodePop;
            }
        }

        return QualityFlags.None;
    }

    /// <summary>The median change over 20 ms, from at most some ten thousand places.</summary>
    private static double UsualChange(ReadOnlySpan<float> signal, double sampleRate)
    {
        int lag = Math.Max(1, (int)Math.Round(PopSeconds * sampleRate));
        int step = Math.Max(1, signal.Length / 10_000);
        var changes = new List<float>();
        for (int i = lag; i < signal.Length; i += step)
        {
            float change = Math.Abs(signal[i] - signal[i - lag]);
            if (float.IsFinite(change))
            {
                changes.Add(change);
            }
        }

        changes.Sort();
        return changes.Count == 0 ? 0 : changes[changes.Count / 2];
    }

    private static void Spectrum(ReadOnlySpan<float> signal, double sampleRate, QualityLimits limits, QualityFlags[] seconds)
    {
        const double lowest = 1, highest = 65, top = 45, muscle = 25, reach = 1;
        if (seconds.Length == 0 || sampleRate / 2 < highest + 5)
        {
            return;
        }

        var multitaper = new Multitaper(new MultitaperSettings(WindowSeconds, 1, 2, LowBias: true, PeriodicTapers: true, lowest, highest), sampleRate);
        float[] filled = signal.ToArray();
        GapFilling.Interpolate(filled);
        int half = multitaper.WindowSamples / 2;
        float[] padded = Reflection.Pad(filled, half - (multitaper.HopSamples / 2), multitaper.WindowSamples + multitaper.HopSamples);
        var power = new float[multitaper.Frequencies.Count * seconds.Length]; // (frequency, second)
        multitaper.Compute(padded, seconds.Length, power);
        for (int s = 0; s < seconds.Length; s++)
        {
            double all = 0, high = 0, at50 = 0, at60 = 0;
            for (int bin = 0; bin < multitaper.Frequencies.Count; bin++)
            {
                double frequency = multitaper.Frequencies[bin];
                double density = power[(bin * seconds.Length) + s];
                all += frequency <= top ? density : 0;
                high += frequency is >= muscle and <= top ? density : 0;
                at50 += Math.Abs(frequency - 50) <= reach ? density : 0;
                at60 += Math.Abs(frequency - 60) <= reach ? density : 0;
            }

            bool silent = (seconds[s] & (QualityFlags.Flat | QualityFlags.Missing)) != 0 || !(all > 0);
            seconds[s] |= !silent && Math.Max(at50, at60) > limits.MainsRatio * all ? QualityFlags.Mains : QualityFlags.None;
            seconds[s] |= !silent && high > limits.MuscleShare * all ? QualityFlags.Muscle : QualityFlags.None;
        }
    }

    private static (float Lowest, float Highest) Range(ReadOnlySpan<float> signal)
    {
        float lowest = float.PositiveInfinity, highest = float.NegativeInfinity;
        foreach (float x in signal)
        {
            if (float.IsFinite(x))
            {
                lowest = Math.Min(lowest, x);
                highest = Math.Max(highest, x);
            }
        }

        return (lowest, highest);
    }
}

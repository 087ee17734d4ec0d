using Clef.Core;
using Clef.Signals.Channels;
using Clef.Signals.Filtering;
using Clef.Signals.Preparation;
using Clef.Signals.Recordings;
using Clef.Signals.Resampling;
using Clef.Signals.Spectra;

namespace Clef.Signals.Quality;

/// <summary>The quality of one ECG lead as a whole.</summary>
/// <param name="BaselineRatio">Power below 1 Hz over that below 40 Hz (the basSQI of Clifford et al. 2012, reversed).</param>
/// <param name="NoiseRatio">Power from 40 to 100 Hz over that from 5 to 40 Hz.</param>
/// <param name="Amplitude">Range of the lead between its 0.5th and 99.5th percentile, 1 to 40 Hz, in millivolts.</param>
/// <param name="FlatShare">Share of the fifths of a second in which the lead moves by no more than 0.015 mV, or that are missing.</param>
public sealed record EcgLeadQuality(double BaselineRatio, double NoiseRatio, double Amplitude, double FlatShare)
{
    private const double Rate = 250; // holds the noise band
    private const double WindowSeconds = 4;
    private const double FlatSeconds = 0.2, FlatRange = 0.015; // three steps of 0.005 mV

    private static readonly Multitaper Spectrum =
        new(new MultitaperSettings(WindowSeconds, WindowSeconds / 2, 1, LowBias: true, PeriodicTapers: true, 0, 100), Rate);

    // Where each fault halves the index, and how steeply: set by hand on the 2011 challenge's records, on which the index is reported.
    private static readonly (double Half, double Power) Baseline = (0.3, 2), Noise = (0.4, 1.5), Small = (0.1, 3), Large = (8, 4);

    /// <summary>The signal-quality index, 0 (useless) to 1: the product of what each fault leaves.</summary>
    public double Index =>
        Left(BaselineRatio, Baseline) * Left(NoiseRatio, Noise) * Left(Amplitude, Large) * (1 - Left(Amplitude, Small)) * (1 - FlatShare);

    /// <summary>Judges a lead in millivolts, NaN where missing. A lead that is empty, missing or flat has the index 0.</summary>
    /// <param name="lead">The samples.</param>
    /// <param name="sampleRate">In hertz.</param>
    /// <exception cref="ClefException">The rate is not a finite number above 0.</exception>
    public static EcgLeadQuality Assess(ReadOnlySpan<float> lead, double sampleRate)
    {
        Ratio ratio = Ratio.Between(sampleRate, Rate);
        double flat = Flat(lead, sampleRate);
        float[] signal = lead.ToArray();
        GapFilling.Interpolate(signal);
        signal = PolyphaseResampler.For(ratio).Apply(signal, ResamplingEdge.Line);
        if (flat >= 1)
        {
            return new EcgLeadQuality(1, 0, 0, 1);
        }

        double[] density = Density(signal);
        double slow = Band(density, 0, 1), heart = Band(density, 0, 40), complexes = Band(density, 5, 40), fast = Band(density, 40, 100);
        ZeroPhase.Apply(Butterworth.BandPass(4, 1, 40, Rate), signal);
        Array.Sort(signal);
        double amplitude = signal[(int)(0.995 * (signal.Length - 1))] - (double)signal[(int)(0.005 * (signal.Length - 1))];
        return new EcgLeadQuality(heart > 0 ? slow / heart : 1, complexes > 0 ? fast / complexes : 0, amplitude, flat);
    }

    /// <summary>The index of a whole recording: that of its worst lead, since a reader needs all of them; null without an ECG lead.</summary>
    public static double? Worst(Recording recording)
    {
        double? worst = null;
        for (int i = 0; i < recording.Channels.Count; i++)
        {
            Channel channel = recording.Channels[i];
            if (ChannelLabel.Parse(channel.Label).Kind != SignalKind.Ecg || VoltageUnit.Factor(channel.Unit, "mV") is not { } factor)
            {
                continue;
            }

            float[] lead = recording.ReadAll(i);
            foreach (ref float x in lead.AsSpan())
            {
                x = (float)(x * factor);
            }

            worst = Math.Min(worst ?? 1, Assess(lead, channel.SampleRate).Index);
        }

        return worst;
    }

    private static double Left(double value, (double Half, double Power) fault) => 1 / (1 + Math.Pow(Math.Max(value, 0) / fault.Half, fault.Power));

    private static double Flat(ReadOnlySpan<float> lead, double sampleRate)
    {
        int block = Math.Max(2, (int)Math.Round(FlatSeconds * sampleRate));
        int flat = 0, blocks = 0;
        for (int at = 0; at < lead.Length; at += block, blocks++)
        {
            float low = float.PositiveInfinity, high = float.NegativeInfinity;
            foreach (float x in lead.Slice(at, Math.Min(block, lead.Length - at)))
            {
                low = float.IsFinite(x) ? Math.Min(low, x) : low;
                high = float.IsFinite(x) ? Math.Max(high, x) : high;
            }

            flat += high - low > FlatRange ? 0 : 1;
        }

        return blocks == 0 ? 1 : (double)flat / blocks;
    }

    private static double[] Density(float[] signal)
    {
        int missing = Math.Max(0, Spectrum.WindowSamples - signal.Length);
        float[] whole = Reflection.Pad(signal, 0, missing);
        int windows = Spectrum.WholeWindows(whole.Length);
        var power = new float[Spectrum.Frequencies.Count * windows];
        Spectrum.Compute(whole, windows, power);
        return [.. Enumerable.Range(0, Spectrum.Frequencies.Count).Select(bin => power.AsSpan(bin * windows, windows).ToArray().Average(p => (double)p))];
    }

    private static double Band(double[] density, double from, double to) => density.Where((_, bin) => bin / WindowSeconds >= from && bin / WindowSeconds < to).Sum();
}

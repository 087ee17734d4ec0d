using System.Collections.Concurrent;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Clef.Signals.Resampling;

/// <summary>
/// Resampling by a rational ratio with a linear-phase low-pass: a Kaiser window (beta 5) over ten periods of the slower rate to either side, the
/// filter of SciPy's <c>resample_poly</c>, of which each output sample needs only every <c>Up</c>-th tap. Safe from several threads.
/// </summary>
public sealed class PolyphaseResampler
{
    private const double KaiserBeta = 5;
    private const int HalfLengthInPeriods = 10;

    private static readonly ConcurrentDictionary<Ratio, PolyphaseResampler> Made = new();

    private readonly double[] _taps; // (phase, tap), each phase reversed so that a dot product runs forward over the input
    private readonly int _tapsPerPhase;
    private readonly int _halfLength;

    private PolyphaseResampler(Ratio ratio)
    {
        Ratio = ratio;
        int slower = Math.Max(ratio.Up, ratio.Down);
        _halfLength = HalfLengthInPeriods * slower;
        double[] filter = LowPass(_halfLength, 1.0 / slower, ratio.Up);

        // Padded to whole vectors; the extra taps are zero.
        int lanes = Vector<double>.Count;
        _tapsPerPhase = ((filter.Length + ratio.Up - 1) / ratio.Up + lanes - 1) / lanes * lanes;
        _taps = new double[ratio.Up * _tapsPerPhase];
        for (int phase = 0; phase < ratio.Up; phase++)
        {
            for (int j = 0; (j * ratio.Up) + phase < filter.Length; j++)
            {
                _taps[(phase * _tapsPerPhase) + _tapsPerPhase - 1 - j] = filter[(j * ratio.Up) + phase];
            }
        }
    }

    /// <summary>The ratio of rates.</summary>
    public Ratio Ratio { get; }

    /// <summary>The resampler for a ratio; made once and kept.</summary>
    public static PolyphaseResampler For(Ratio ratio) => Made.GetOrAdd(ratio, r => new PolyphaseResampler(r));

    /// <summary>Resamples from one rate to another, in hertz; a copy where they are equal.</summary>
    public static float[] Resample(ReadOnlySpan<float> signal, double from, double to, ResamplingEdge edge = ResamplingEdge.Zero) =>
        For(Ratio.Between(from, to)).Apply(signal, edge);

    /// <summary>Resamples a signal: output sample k lies at the time of input sample k·Down/Up.</summary>
    /// <param name="signal">The samples, without NaN.</param>
    /// <param name="edge">How the signal goes on beyond its ends.</param>
    /// <returns>ceil(n·Up/Down) samples.</returns>
    public float[] Apply(ReadOnlySpan<float> signal, ResamplingEdge edge = ResamplingEdge.Zero)
    {
        int n = signal.Length;
        if (n == 0 || Ratio is { Up: 1, Down: 1 })
        {
            return signal.ToArray();
        }

        (double offset, double slope) = Background(signal, edge);
        var padded = new double[n + (2 * _tapsPerPhase)];
        for (int i = 0; i < n; i++)
        {
            padded[_tapsPerPhase + i] = signal[i] - offset - (slope * i);
        }

        var output = new float[checked((int)Ratio.OutputCount(n))];
        for (int k = 0; k < output.Length; k++)
        {
            // Position within the signal of zeros between the samples, as if it were interpolated to Up times the rate.
            long position = ((long)k * Ratio.Down) + _halfLength;
            int newest = (int)(position / Ratio.Up);
            int phase = (int)(position % Ratio.Up);
            int start = _tapsPerPhase + newest - _tapsPerPhase + 1;
            double background = offset + (slope * ((double)k * Ratio.Down / Ratio.Up));
            output[k] = (float)(background + (start >= padded.Length ? 0 : Dot(_taps.AsSpan(phase * _tapsPerPhase, _tapsPerPhase), padded, start)));
        }

        return output;
    }

    private static (double Offset, double Slope) Background(ReadOnlySpan<float> signal, ResamplingEdge edge)
    {
        if (edge == ResamplingEdge.Line && signal.Length > 1)
        {
            return (signal[0], ((double)signal[^1] - signal[0]) / (signal.Length - 1));
        }

        if (edge == ResamplingEdge.Zero)
        {
            return (0, 0);
        }

        double sum = 0;
        foreach (float x in signal)
        {
            sum += x;
        }

        return (sum / signal.Length, 0);
    }

    private static double Dot(ReadOnlySpan<double> taps, ReadOnlySpan<double> padded, int start)
    {
        if (start + taps.Length > padded.Length)
        {
            taps = taps[..(padded.Length - start)];
        }

        ReadOnlySpan<double> input = padded.Slice(start, taps.Length);
        ReadOnlySpan<Vector<double>> a = MemoryMarshal.Cast<double, Vector<double>>(taps);
        ReadOnlySpan<Vector<double>> b = MemoryMarshal.Cast<double, Vector<double>>(input);
        Vector<double> sum = Vector<double>.Zero;
        for (int i = 0; i < a.Length; i++)
        {
            sum += a[i] * b[i];
        }

        double total = Vector.Sum(sum);
        for (int i = a.Length * Vector<double>.Count; i < taps.Length; i++)
        {
            total += taps[i] * input[i];
        }

        return total;
    }

    /// <summary>A windowed-sinc low-pass of cut-off <paramref name="cutoff"/> (in units of half the fast rate) and gain <paramref name="gain"/> at zero.</summary>
    private static double[] LowPass(int halfLength, double cutoff, double gain)
    {
        var taps = new double[(2 * halfLength) + 1];
        double sum = 0;
        for (int i = 0; i < taps.Length; i++)
        {
            double t = i - halfLength;
            double angle = Math.PI * cutoff * t;
            double sinc = t == 0 ? 1 : Math.Sin(angle) / angle;
            double x = t / halfLength;
            taps[i] = sinc * BesselI0(KaiserBeta * Math.Sqrt(1 - (x * x)));
            sum += taps[i];
        }

        for (int i = 0; i < taps.Length; i++)
        {
            taps[i] *= gain / sum;
        }

        return taps;
    }

    /// <summary>The modified Bessel function of order zero, by its power series (Abramowitz and Stegun 9.6.12), which converges fast up to beta 5.</summary>
    private static double BesselI0(double x)
    {
        double term = 1, sum = 1;
        for (int k = 1; term > sum * 1e-17; k++)
        {
            double factor = x / (2 * k);
            term *= factor * factor;
            sum += term;
        }

        return sum;
    }
}

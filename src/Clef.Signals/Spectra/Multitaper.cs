using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Fourier;

namespace Clef.Signals.Spectra;

/// <summary>
/// Power spectral density by Thomson's multitaper method: each window, less its mean, is multiplied by each taper and transformed; the squared magnitudes are
/// averaged with the tapers' concentrations as weights, doubled for the negative frequencies (not at 0 Hz and at half the rate), over the sampling rate:
/// what MNE-Python's <c>psd_array_multitaper</c> computes with <c>adaptive=False</c> and full normalisation. Safe from several threads.
/// </summary>
public sealed class Multitaper
{
    private readonly LaneWidth _width;

    /// <summary>Plans the computation for one sampling rate.</summary>
    /// <exception cref="ClefException">The settings are impossible at this rate.</exception>
    public Multitaper(MultitaperSettings settings, double sampleRate)
        : this(settings, sampleRate, LaneWidths.Best)
    {
    }

    internal Multitaper(MultitaperSettings settings, double sampleRate, LaneWidth width)
    {
        _width = width;
        Settings = settings.Checked("multitaper", sampleRate);
        SampleRate = sampleRate;
        WindowSamples = (int)Math.Round(settings.WindowSeconds * sampleRate);
        HopSamples = (int)Math.Round(settings.HopSeconds * sampleRate);
        double halfTimeBandwidth = settings.Bandwidth * WindowSamples / (2 * sampleRate);
        int count = Math.Max(1, (int)(2 * halfTimeBandwidth));
        DpssTapers all = settings.PeriodicTapers
            ? DpssTapers.Periodic(WindowSamples, halfTimeBandwidth, count)
            : DpssTapers.Symmetric(WindowSamples, halfTimeBandwidth, count);
        Tapers = settings.LowBias ? all.LowBias() : all;

        double spacing = sampleRate / WindowSamples;
        FirstBin = (int)Math.Ceiling((settings.LowestFrequency / spacing) - 1e-9);
        int end = (int)Math.Min(Math.Ceiling((settings.HighestFrequency / spacing) - 1e-9), (WindowSamples / 2) + 1);
        Frequencies = [.. Enumerable.Range(FirstBin, Math.Max(0, end - FirstBin)).Select(bin => bin * spacing)];
        Plan = new MultitaperPlan(WindowSamples, HopSamples, Tapers, sampleRate, FirstBin, Frequencies.Count);
    }

    /// <summary>The settings.</summary>
    public MultitaperSettings Settings { get; }

    /// <summary>The sampling rate in hertz.</summary>
    public double SampleRate { get; }

    /// <summary>Samples in a window.</summary>
    public int WindowSamples { get; }

    /// <summary>Samples from one window to the next.</summary>
    public int HopSamples { get; }

    /// <summary>The tapers in use.</summary>
    public DpssTapers Tapers { get; }

    /// <summary>The frequencies kept, in hertz; the spacing is one over the window's length.</summary>
    public IReadOnlyList<double> Frequencies { get; }

    private int FirstBin { get; }

    private MultitaperPlan Plan { get; }

    /// <summary>How many whole windows fit in a signal.</summary>
    public int WholeWindows(int samples) => samples < WindowSamples ? 0 : ((samples - WindowSamples) / HopSamples) + 1;

    /// <summary>
    /// The spectra of consecutive windows, without padding: window w covers samples <c>[w·hop, w·hop + window)</c>. A window with a NaN gives NaN.
    /// </summary>
    /// <param name="signal">At least as long as the last window's end; in microvolts the result is in µV²/Hz.</param>
    /// <param name="windows">How many windows.</param>
    /// <param name="destination">(frequency, window).</param>
    public void Compute(ReadOnlySpan<float> signal, int windows, Span<float> destination)
    {
        if (windows < 0 || windows > WholeWindows(signal.Length))
        {
            throw new ClefException("multitaper", "windows", windows, $"0 to {WholeWindows(signal.Length)} for {signal.Length} samples");
        }

        if (destination.Length != (long)windows * Frequencies.Count)
        {
            throw new ClefException("multitaper", "destination", destination.Length, $"{Frequencies.Count} x {windows} values");
        }

        if (destination.IsEmpty)
        {
            return;
        }

        if (IsFinite(signal))
        {
            Run(signal, windows, destination);
            return;
        }

        // Two windows share a transform, so a NaN in one would spread to the other.
        float[] finite = signal.ToArray();
        GapFilling.Interpolate(finite);
        Run(finite, windows, destination);
        for (int w = 0; w < windows; w++)
        {
            if (!IsFinite(signal.Slice(w * HopSamples, WindowSamples)))
            {
                for (int bin = 0; bin < Frequencies.Count; bin++)
                {
                    destination[(bin * windows) + w] = float.NaN;
                }
            }
        }
    }

    private static bool IsFinite(ReadOnlySpan<float> signal)
    {
        // Zero times anything finite is zero.
        ReadOnlySpan<Vector<float>> vectors = MemoryMarshal.Cast<float, Vector<float>>(signal);
        Vector<float> sum = Vector<float>.Zero;
        foreach (Vector<float> v in vectors)
        {
            sum += v * Vector<float>.Zero;
        }

        float total = Vector.Sum(sum);
        foreach (float v in signal[(vectors.Length * Vector<float>.Count)..])
        {
            total += v * 0;
        }

        return total == 0;
    }

    private void Run(ReadOnlySpan<float> signal, int windows, Span<float> destination)
    {
        switch (_width)
        {
            case LaneWidth.Vector512:
                MultitaperKernel<Lanes512, Vector512<float>>.Run(Plan, signal, windows, destination);
                break;
            case LaneWidth.Vector256:
                MultitaperKernel<Lanes256, Vector256<float>>.Run(Plan, signal, windows, destination);
                break;
            case LaneWidth.Vector128:
                MultitaperKernel<Lanes128, Vector128<float>>.Run(Plan, signal, windows, destination);
                break;
            default:
                MultitaperKernel<LanesScalar, float>.Run(Plan, signal, windows, destination);
                break;
        }
    }
}

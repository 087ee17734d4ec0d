using Clef.Signals.Fourier;

namespace Clef.Signals.Spectra;

/// <summary>What the kernel needs and what depends on the settings only.</summary>
internal sealed class MultitaperPlan
{
    public MultitaperPlan(int window, int hop, DpssTapers tapers, double sampleRate, int firstBin, int binCount)
    {
        Window = window;
        Hop = hop;
        FirstBin = firstBin;
        BinCount = binCount;
        Fft = new BatchFft(window);

        // The power's whole scale goes into the tapers: weight, two sides, rate, and the quarter from splitting one complex transform into two real ones.
        double total = tapers.Concentrations.Sum();
        Tapers = [.. tapers.Tapers.Select((taper, k) =>
        {
            double scale = Math.Sqrt(2 * tapers.Concentrations[k] / (total * sampleRate) / 4);
            return taper.Select(v => (float)(v * scale)).ToArray();
        })];
    }

    public int Window { get; }

    public int Hop { get; }

    public int FirstBin { get; }

    public int BinCount { get; }

    public BatchFft Fft { get; }

    public float[][] Tapers { get; }

    /// <summary>True for 0 Hz and half the rate, which have no negative counterpart.</summary>
    public bool IsOneSided(int bin) => bin == 0 || 2 * bin == Window;
}

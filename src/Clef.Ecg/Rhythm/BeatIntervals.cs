using Clef.Ecg.Embedding;
using Clef.Signals.Heart;
using Clef.Signals.Preparation;

namespace Clef.Ecg.Rhythm;

/// <summary>
/// The <see cref="RhythmFeatures"/> of a recording, span by span as it is prepared: of each span by itself, and of the recording their mean. A strip of at most
/// <see cref="EcgPreparation.DefaultSpanWindows"/> windows (ten minutes) is one span; a Holter takes no more memory or time for each of its hours.
/// </summary>
public sealed class BeatIntervals
{
    private readonly double[] _sums = new double[RhythmFeatures.Names.Count];
    private readonly int[] _counts = new int[RhythmFeatures.Names.Count];

    /// <summary>The mean over the spans so far; NaN for a number that none of them has, such as the spread of fewer than three intervals.</summary>
    public double[] Mean => [.. _sums.Zip(_counts, (sum, count) => count > 0 ? sum / count : double.NaN)];

    /// <summary>Those of windows that are at hand, cut into the spans in which a recording of so many windows and leads is prepared.</summary>
    /// <param name="windows">All windows of the first lead, (window, sample).</param>
    /// <param name="windowSamples">Samples in a window.</param>
    /// <param name="leads">How many leads are prepared side by side.</param>
    /// <param name="sampleRate">The rate in hertz.</param>
    public static double[] Of(ReadOnlySpan<float> windows, int windowSamples, int leads, double sampleRate)
    {
        int span = LeadSpans.SpanWindows(leads, windows.Length / windowSamples) * windowSamples;
        var all = new BeatIntervals();
        for (int from = 0; from < windows.Length; from += span)
        {
            all.Add(windows[from..Math.Min(windows.Length, from + span)], sampleRate);
        }

        return all.Mean;
    }

    /// <summary>Adds a span.</summary>
    /// <param name="windows">Consecutive prepared windows of the first lead, (window, sample).</param>
    /// <param name="sampleRate">Their rate in hertz.</param>
    public BeatIntervals Add(ReadOnlySpan<float> windows, double sampleRate)
    {
        double[] numbers = RhythmFeatures.Of(RPeakDetector.Detect(windows, sampleRate), sampleRate, windows.Length / sampleRate);
        for (int i = 0; i < numbers.Length; i++)
        {
            if (double.IsFinite(numbers[i]))
            {
                _sums[i] += numbers[i];
                _counts[i]++;
            }
        }

        return this;
    }
}

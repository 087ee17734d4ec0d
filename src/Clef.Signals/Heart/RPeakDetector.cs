using Clef.Core;
using Clef.Signals.Filtering;
using Clef.Signals.Resampling;

namespace Clef.Signals.Heart;

/// <summary>
/// Finds the R peaks of one ECG lead. The slope of the band-passed signal, smoothed over a QRS width, rises at every complex (the idea of Pan and Tompkins 1985);
/// since the whole lead is at hand, its level is judged against the eleven seconds around it rather than those before. Then a peak that follows
/// too soon and is much lower is taken for a T wave, and a long interval is searched again with a lower threshold. Amplitude and unit do not matter.
/// </summary>
public static class RPeakDetector
{
    private const double Rate = 250; // all leads are brought to this rate, so that a recorder's rate does not matter
    private const double LowCut = 5, HighCut = 22; // the band of the QRS complex, hertz
    private const double SmoothSeconds = 0.1; // a QRS width
    private const double RefractorySeconds = 0.2;
    private const double TWaveSeconds = 0.34, TWaveShare = 0.5; // Pan and Tompkins: a T wave comes soon (they say within 360 ms) and is at most half as steep

    // Between the level of the background and that of the complexes. A candidate below NoiseCeiling may be noise; three quarters of those around a place lie
    // below its noise, and what rises above the noise by NoiseMargin is a complex: where a lead is quiet, a low one counts too (aberrant beats, record 201 of
    // MIT-BIH). Chosen on the shared MIT-BIH records; LUDB's leads II and V2 were only looked at and did not change.
    private const double NoiseCeiling = 0.28, NoiseQuantile = 0.75, NoiseMargin = 0.18, LeastThreshold = 0.16, MostThreshold = 0.3;
    private const double SearchThreshold = 0.12;
    private const double LongInterval = 1.6; // Pan and Tompkins: 166 % of the recent mean
    private const int LevelReach = 5; // seconds to either side
    private const double SmallestRelative = 1e-5; // of the lead's largest value; below it there is only rounding

    /// <summary>The sample indices of the R peaks, ascending.</summary>
    /// <param name="lead">One lead in any unit; NaN where missing, and no peak is reported there.</param>
    /// <param name="sampleRate">In hertz.</param>
    /// <returns>None for a lead that is empty, flat, all missing, or shorter than a beat.</returns>
    /// <exception cref="ClefException">The rate is not a finite number above 0.</exception>
    public static IReadOnlyList<long> Detect(ReadOnlySpan<float> lead, double sampleRate)
    {
        Ratio ratio = Ratio.Between(sampleRate, Rate);
        float[] filled = lead.ToArray();
        GapFilling.Interpolate(filled);
        float[] signal = PolyphaseResampler.For(ratio).Apply(filled, ResamplingEdge.Line);
        if (signal.Length < Rate / 2)
        {
            return [];
        }

        double largest = signal.Max(x => Math.Abs((double)x));
        ZeroPhase.Apply(Butterworth.BandPass(2, LowCut, HighCut, Rate), signal);
        float[] steepness = Steepness(signal);
        if (!(steepness.Max() > largest * SmallestRelative))
        {
            return [];
        }

        var peaks = new List<long>();
        foreach (int found in Complexes(steepness))
        {
            int at = Refine(signal, found);
            long sample = Math.Min((long)Math.Round((double)at * ratio.Down / ratio.Up), lead.Length - 1);
            if (float.IsFinite(lead[(int)sample]) && (peaks.Count == 0 || sample > peaks[^1]))
            {
                peaks.Add(sample);
            }
        }

        return peaks;
    }

    private static float[] Steepness(float[] signal)
    {
        int n = signal.Length;
        var slope = new float[n];
        for (int i = 0; i < n; i++)
        {
            slope[i] = Math.Abs(signal[Math.Min(i + 1, n - 1)] - signal[Math.Max(i - 1, 0)]);
        }

        int half = (int)(SmoothSeconds * Rate / 2);
        double[] weights = [.. Enumerable.Range(-half, (2 * half) + 1).Select(k => 0.5 + (0.5 * Math.Cos(Math.PI * k / (half + 1))))];
        double total = weights.Sum();
        var smooth = new float[n];
        for (int i = 0; i < n; i++)
        {
            double sum = 0;
            for (int k = Math.Max(-half, -i); k <= Math.Min(half, n - 1 - i); k++)
            {
                sum += weights[k + half] * slope[i + k];
            }

            smooth[i] = (float)(sum / total);
        }

        return smooth;
    }

    private static List<int> Complexes(float[] steepness)
    {
        List<int> candidates = Maxima(steepness, (int)(RefractorySeconds * Rate));
        (float[] background, float[] level) = Levels(steepness);
        double Share(int at)
        {
            int second = Math.Min(at / (int)Rate, level.Length - 1);
            return (steepness[at] - background[second]) / (level[second] - background[second]);
        }

        double[] shares = [.. candidates.Select(Share)];
        double[] thresholds = Thresholds(candidates, shares, level.Length);
        var clear = new List<int>();
        for (int i = 0; i < candidates.Count; i++)
        {
            int at = candidates[i];
            bool isTWave = clear.Count > 0 && at - clear[^1] < TWaveSeconds * Rate && steepness[at] < TWaveShare * steepness[clear[^1]];
            if (shares[i] > thresholds[Math.Min(at / (int)Rate, thresholds.Length - 1)] && !isTWave)
            {
                clear.Add(at);
            }
        }

        return SearchBack(clear, candidates, steepness, at => Share(at) > SearchThreshold);
    }

    /// <summary>For each second the share above which a candidate is a complex, from the candidates around it that may be noise.</summary>
    private static double[] Thresholds(List<int> candidates, double[] shares, int seconds)
    {
        int[] low = [.. Enumerable.Range(0, candidates.Count).Where(i => shares[i] < NoiseCeiling)];
        var thresholds = new double[seconds];
        int first = 0, end = 0;
        for (int second = 0; second < seconds; second++)
        {
            for (; first < low.Length && candidates[low[first]] < (second - LevelReach) * Rate; first++)
            {
            }

            for (; end < low.Length && candidates[low[end]] < (second + LevelReach + 1) * Rate; end++)
            {
            }

            double[] around = [.. low[first..Math.Max(first, end)].Select(i => shares[i]).Order()];
            double noise = around.Length == 0 ? 0 : around[(int)(NoiseQuantile * (around.Length - 1))];
            thresholds[second] = Math.Clamp(NoiseMargin + noise, LeastThreshold, MostThreshold);
        }

        return thresholds;
    }

    private static List<int> SearchBack(List<int> clear, List<int> candidates, float[] steepness, Func<int, bool> isAbove)
    {
        var found = new List<int>();
        double usual = clear.Count > 2 ? Median([.. clear.Skip(1).Zip(clear, (b, a) => (float)(b - a))]) : Rate;
        int first = 0;
        foreach (int at in clear)
        {
            double recent = found.Count > 3 ? Median([.. found.TakeLast(8).Skip(1).Zip(found.TakeLast(8), (b, a) => (float)(b - a))]) : usual;
            if (found.Count > 0 && at - found[^1] > LongInterval * recent)
            {
                while (first < candidates.Count && candidates[first] <= found[^1] + (TWaveSeconds * Rate))
                {
                    first++;
                }

                int best = -1;
                for (int c = first; c < candidates.Count && candidates[c] < at - (0.25 * Rate); c++)
                {
                    best = best < 0 || steepness[candidates[c]] > steepness[best] ? candidates[c] : best;
                }

                if (best >= 0 && isAbove(best))
                {
                    found.Add(best);
                }
            }

            found.Add(at);
        }

        return found;
    }

    /// <summary>Local maxima, the highest first, none nearer than the distance to a higher one; ascending.</summary>
    private static List<int> Maxima(float[] values, int distance)
    {
        var peaks = new List<int>();
        for (int i = 1; i < values.Length - 1; i++)
        {
            if (values[i] > values[i - 1] && values[i] >= values[i + 1])
            {
                peaks.Add(i);
            }
        }

        int[] byHeight = [.. Enumerable.Range(0, peaks.Count).OrderByDescending(i => values[peaks[i]]).ThenBy(i => i)];
        var dropped = new bool[peaks.Count];
        foreach (int i in byHeight)
        {
            if (dropped[i])
            {
                continue;
            }

            for (int j = i - 1; j >= 0 && peaks[i] - peaks[j] < distance; j--)
            {
                dropped[j] = true;
            }

            for (int j = i + 1; j < peaks.Count && peaks[j] - peaks[i] < distance; j++)
            {
                dropped[j] = true;
            }
        }

        return [.. peaks.Where((_, i) => !dropped[i])];
    }

    /// <summary>For each second the background (the median) and the height of complexes (the median of the seconds' maxima) over the seconds around it.</summary>
    private static (float[] Background, float[] Level) Levels(float[] steepness)
    {
        int block = (int)Rate;
        int count = Math.Max(1, steepness.Length / block);
        var medians = new float[count];
        var maxima = new float[count];
        for (int i = 0; i < count; i++)
        {
            float[] second = steepness.AsSpan(i * block, i == count - 1 ? steepness.Length - (i * block) : block).ToArray();
            maxima[i] = second.Max();
            medians[i] = Median(second);
        }

        float[] Around(float[] values) =>
            [.. Enumerable.Range(0, count).Select(i => Median(values[Math.Max(0, i - LevelReach)..Math.Min(count, i + LevelReach + 1)]))];
        return (Around(medians), Around(maxima));
    }

    private static float Median(float[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }

    /// <summary>The largest deflection of the band-passed lead within 60 ms.</summary>
    private static int Refine(float[] signal, int at)
    {
        int reach = (int)(0.06 * Rate);
        int best = at;
        for (int i = Math.Max(0, at - reach); i <= Math.Min(signal.Length - 1, at + reach); i++)
        {
            best = Math.Abs(signal[i]) > Math.Abs(signal[best]) ? i : best;
        }

        return best;
    }
}

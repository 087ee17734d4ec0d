namespace Clef.Signals.Heart;

/// <summary>
/// What the intervals between heart beats say of the rhythm, as numbers for a classifier: level, spread, asymmetry, order and disorder. The usual features of
/// detectors of atrial fibrillation, which need no more of an ECG than its R peaks.
/// </summary>
public static class RhythmFeatures
{
    private const double Shortest = 0.2, Longest = 3; // seconds; other intervals are gaps or false detections, and are counted
    private const double Tolerance = 0.03; // seconds: the reach of the sample entropy
    private const int EntropyBins = 16;

    /// <summary>The names of the numbers, in order.</summary>
    public static IReadOnlyList<string> Names { get; } =
    [
        "intervals", "rate", "odd_share", "mean", "median", "shortest", "longest", "p10", "p25", "p75", "p90", "sd", "cv", "mad", "skewness", "kurtosis", "rmssd", "rmssd_cv",
        "median_change", "pnn20", "pnn50", "pnn100", "sd1_sd2", "autocorrelation", "turning_points", "entropy", "sample_entropy", "early_late_pairs", "distinct_changes",
    ];

    /// <summary>The numbers of one record; NaN where there are too few beats for one.</summary>
    /// <param name="peaks">Sample indices of the R peaks, ascending.</param>
    /// <param name="sampleRate">In hertz.</param>
    /// <param name="seconds">Length of the record.</param>
    public static double[] Of(IReadOnlyList<long> peaks, double sampleRate, double seconds)
    {
        double[] all = [.. peaks.Zip(peaks.Skip(1), (a, b) => (b - a) / sampleRate)];
        double[] rr = [.. all.Where(x => x is >= Shortest and <= Longest)];
        double[] features = [.. Enumerable.Repeat(double.NaN, Names.Count)];
        (features[0], features[1], features[2]) = (rr.Length, peaks.Count / seconds, all.Length == 0 ? double.NaN : (all.Length - rr.Length) / (double)all.Length);
        if (rr.Length < 3)
        {
            return features;
        }

        double[] changes = [.. rr.Zip(rr.Skip(1), (a, b) => b - a)], sorted = [.. rr.Order()], sizes = [.. changes.Select(Math.Abs).Order()];
        double mean = rr.Average(), median = At(sorted, 0.5), sd = Math.Sqrt(rr.Average(x => (x - mean) * (x - mean)));
        double safe = Math.Max(sd, 1e-6), rmssd = Math.Sqrt(changes.Average(d => d * d));
        double changeSd = Math.Sqrt(Math.Max(0, changes.Average(d => d * d) - Math.Pow(changes.Average(), 2)));
        double along = Math.Sqrt(Math.Max(0, (2 * sd * sd) - (changeSd * changeSd / 2))); // SD2 of the Poincare plot; SD1 = sd(change) / sqrt 2
        double[] rest =
        [
            mean, median, sorted[0], sorted[^1], At(sorted, 0.1) / median, At(sorted, 0.25) / median, At(sorted, 0.75) / median, At(sorted, 0.9) / median,
            sd, sd / mean, At([.. rr.Select(x => Math.Abs(x - median)).Order()], 0.5) / median,
            rr.Average(x => Math.Pow((x - mean) / safe, 3)), rr.Average(x => Math.Pow((x - mean) / safe, 4)),
            rmssd, rmssd / mean, At(sizes, 0.5) / median,
            Share(changes, 0.02), Share(changes, 0.05), Share(changes, 0.1),
            changeSd / Math.Sqrt(2) / Math.Max(along, 1e-6),
            rr.Zip(rr.Skip(1), (a, b) => (a - mean) * (b - mean)).Sum() / (rr.Length * safe * safe),
            changes.Zip(changes.Skip(1), (a, b) => a * b < 0 ? 1.0 : 0).Average(),
            Entropy(rr, median), SampleEntropy(rr),
            changes.Zip(changes.Skip(1), (a, b) => (a, b)).Count(p => p.a < -0.15 * median && p.b > 0.15 * median) / (double)rr.Length, // a premature beat and its pause
            changes.Select(d => Math.Round(d / 0.04)).Distinct().Count() / (double)changes.Length, // changes on a grid of 40 ms
        ];
        rest.CopyTo(features, 3);
        return features;
    }

    private static double At(double[] sorted, double share) => sorted[(int)Math.Round(share * (sorted.Length - 1))];

    private static double Share(double[] changes, double above) => changes.Count(d => Math.Abs(d) > above) / (double)changes.Length;

    /// <summary>Shannon entropy, in bits, of intervals relative to their median, in bins from 0.4 to 1.6 of it.</summary>
    private static double Entropy(double[] rr, double median)
    {
        var counts = new int[EntropyBins];
        foreach (double x in rr)
        {
            counts[Math.Clamp((int)((x / median - 0.4) / 1.2 * EntropyBins), 0, EntropyBins - 1)]++;
        }

        return -counts.Where(c => c > 0).Sum(c => c / (double)rr.Length * Math.Log2(c / (double)rr.Length));
    }

    /// <summary>Sample entropy of order 1 (Richman and Moorman 2000): how seldom intervals that are alike are followed by such as are alike.</summary>
    private static double SampleEntropy(double[] rr)
    {
        int alike = 0, followed = 0;
        for (int i = 0; i + 1 < rr.Length; i++)
        {
            for (int k = i + 1; k + 1 < rr.Length; k++)
            {
                bool same = Math.Abs(rr[i] - rr[k]) <= Tolerance;
                alike += same ? 1 : 0;
                followed += same && Math.Abs(rr[i + 1] - rr[k + 1]) <= Tolerance ? 1 : 0;
            }
        }

        return Math.Log((alike + 1.0) / (followed + 1.0)); // one more of each, so that none is infinite
    }
}

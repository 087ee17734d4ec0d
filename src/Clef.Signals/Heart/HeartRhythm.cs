namespace Clef.Signals.Heart;

/// <summary>Heart rate and its variability in time (Task Force of the ESC and NASPE 1996), from the intervals between R peaks.</summary>
/// <param name="Intervals">Number of intervals that count: those from 0.3 to 2 s.</param>
/// <param name="BeatsPerMinute">Mean rate; null without an interval.</param>
/// <param name="SlowestBeatsPerMinute">Of the longest interval.</param>
/// <param name="FastestBeatsPerMinute">Of the shortest interval.</param>
/// <param name="Sdnn">Standard deviation of the intervals in milliseconds; null with fewer than two.</param>
/// <param name="Rmssd">Root mean square of the differences of neighbouring intervals in milliseconds; null without a pair of neighbours.</param>
/// <param name="Pnn50">Share of those differences above 50 ms, 0 to 1; null without a pair of neighbours.</param>
public sealed record HeartRhythm(
    int Intervals, double? BeatsPerMinute, double? SlowestBeatsPerMinute, double? FastestBeatsPerMinute, double? Sdnn, double? Rmssd, double? Pnn50)
{
    private const double Shortest = 0.3, Longest = 2; // seconds: 200 and 30 beats a minute

    /// <summary>The rhythm of R peaks. An interval outside 0.3 to 2 s (a missed beat, a gap) does not count, and breaks the chain of neighbours.</summary>
    /// <param name="peaks">Sample indices, ascending.</param>
    /// <param name="sampleRate">In hertz.</param>
    public static HeartRhythm Of(IReadOnlyList<long> peaks, double sampleRate)
    {
        var intervals = new List<double>();
        var differences = new List<double>();
        double? before = null;
        for (int i = 1; i < peaks.Count; i++)
        {
            double interval = (peaks[i] - peaks[i - 1]) / sampleRate;
            if (interval is < Shortest or > Longest)
            {
                before = null;
                continue;
            }

            intervals.Add(interval);
            if (before is { } previous)
            {
                differences.Add(interval - previous);
            }

            before = interval;
        }

        if (intervals.Count == 0)
        {
            return new HeartRhythm(0, null, null, null, null, null, null);
        }

        const double milliseconds = 1000, limit = 0.05;
        double mean = intervals.Average();
        return new HeartRhythm(
            intervals.Count,
            60 / mean,
            60 / intervals.Max(),
            60 / intervals.Min(),
            intervals.Count < 2 ? null : milliseconds * Math.Sqrt(intervals.Sum(x => (x - mean) * (x - mean)) / (intervals.Count - 1)),
            differences.Count == 0 ? null : milliseconds * Math.Sqrt(differences.Average(d => d * d)),
            differences.Count == 0 ? null : differences.Count(d => Math.Abs(d) > limit) / (double)differences.Count);
    }
}

namespace Clef.Cohorts.Fingerprints;

/// <summary>Two recordings that share a run of landmarks.</summary>
/// <param name="First">Index of one session.</param>
/// <param name="Second">Index of the other, larger.</param>
/// <param name="FirstChannel">The channel of the first whose landmarks agree.</param>
/// <param name="SecondChannel">The channel of the second.</param>
/// <param name="OffsetSeconds">Time in the first minus time in the second.</param>
/// <param name="Votes">Runs of intervals that agree at this offset.</param>
public sealed record FingerprintMatch(int First, int Second, int FirstChannel, int SecondChannel, double OffsetSeconds, int Votes);

/// <summary>
/// Finds recordings that share signal. Runs of five intervals, each rounded to 20 ms, are the index's keys; a pair whose common keys agree
/// on one time offset is a candidate, to be confirmed by <see cref="WaveformComparison"/>. The time grows with the number of recordings,
/// not with its square.
/// </summary>
public sealed class FingerprintIndex
{
    private const int Run = 5;

    /// <summary>Intervals are rounded to this, in seconds.</summary>
    private const double Step = 0.02;

    /// <summary>Offsets that differ by less agree, in seconds.</summary>
    private const double Tolerance = 0.04;

    /// <summary>
    /// A key that more places share than this says nothing (a strictly regular rhythm, mains, a pacemaker's test signal).
    /// </summary>
    private const int MostPlaces = 400;

    private readonly Dictionary<ulong, List<(int Print, float Time)>> _places = [];
    private readonly List<(int Session, SignalFingerprint Print)> _prints = [];

    /// <summary>Adds a recording's fingerprints.</summary>
    public void Add(int session, IEnumerable<SignalFingerprint> fingerprints)
    {
        Span<double> intervals = stackalloc double[Run];
        foreach (SignalFingerprint print in fingerprints)
        {
            int id = _prints.Count;
            _prints.Add((session, print));
            for (int i = 0; i + Run < print.Times.Length; i++)
            {
                Intervals(print.Times, i, intervals);
                ulong key = Key(intervals, 0, out _);
                if (!_places.TryGetValue(key, out List<(int, float)>? places))
                {
                    _places[key] = places = [];
                }

                places.Add((id, print.Times[i]));
            }
        }
    }

    /// <summary>The candidate pairs, those with most votes first, each pair once.</summary>
    /// <param name="leastVotes">Runs that must agree.</param>
    public IReadOnlyList<FingerprintMatch> Find(int leastVotes = 3)
    {
        var best = new Dictionary<(int, int), FingerprintMatch>();
        var votes = new Dictionary<(int Print, long Slot), int>();
        Span<double> intervals = stackalloc double[Run];
        for (int id = 0; id < _prints.Count; id++)
        {
            (int session, SignalFingerprint print) = _prints[id];
            votes.Clear();
            for (int i = 0; i + Run < print.Times.Length; i++)
            {
                Intervals(print.Times, i, intervals);
                Vote(intervals, id, session, print.Times[i], votes);
            }

            foreach (((int other, long slot), int count) in votes)
            {
                // An offset near the border of two slots spreads its votes over both.
                int sum = count + votes.GetValueOrDefault((other, slot + 1));
                if (sum >= leastVotes)
                {
                    (int otherSession, SignalFingerprint otherPrint) = _prints[other];
                    var match = new FingerprintMatch(
                        otherSession, session, otherPrint.Channel, print.Channel, -(slot + 1) * Tolerance, sum);
                    (int, int) pair = (match.First, match.Second);
                    if (!best.TryGetValue(pair, out FingerprintMatch? known) || sum > known.Votes)
                    {
                        best[pair] = match;
                    }
                }
            }
        }

        return best.Values.OrderByDescending(m => m.Votes).ThenBy(m => m.First).ThenBy(m => m.Second).ToArray();
    }

    private void Vote(ReadOnlySpan<double> intervals, int id, int session, float time, Dictionary<(int, long), int> votes)
    {
        // An interval near the border of two steps is looked up in both.
        _ = Key(intervals, 0, out int borders);
        for (int choice = 0; choice < 1 << Run; choice++)
        {
            if ((choice & ~borders) != 0
                || !_places.TryGetValue(Key(intervals, choice, out _), out List<(int Print, float Time)>? places)
                || places.Count > MostPlaces)
            {
                continue;
            }

            foreach ((int other, float at) in places)
            {
                // Sessions are added in order, so that every pair is met once from its later side.
                if (other < id && _prints[other].Session != session)
                {
                    (int, long) slot = (other, (long)Math.Floor((time - at) / Tolerance));
                    votes[slot] = votes.GetValueOrDefault(slot) + 1;
                }
            }
        }
    }

    private static void Intervals(float[] times, int at, Span<double> intervals)
    {
        for (int k = 0; k < Run; k++)
        {
            intervals[k] = times[at + k + 1] - times[at + k];
        }
    }

    /// <summary>
    /// Packs five rounded intervals; bit k of <paramref name="choice"/> takes the neighbouring step for interval k, bit k of
    /// <paramref name="borders"/> says that there is one.
    /// </summary>
    private static ulong Key(ReadOnlySpan<double> intervals, int choice, out int borders)
    {
        ulong key = 0;
        borders = 0;
        for (int k = 0; k < Run; k++)
        {
            double scaled = intervals[k] / Step;
            double floor = Math.Floor(scaled);
            double rest = scaled - floor;
            int neighbour = rest < 0.2 ? -1 : rest > 0.8 ? 1 : 0;
            borders |= neighbour != 0 ? 1 << k : 0;
            long step = (long)floor + ((choice >> k & 1) != 0 ? neighbour : 0);
            key = (key << 12) | (ulong)Math.Clamp(step, 0, 4095);
        }

        return key;
    }
}

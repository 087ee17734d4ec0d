using Clef.Cohorts.Store;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Cohorts.Fingerprints;

/// <summary>Two sessions that hold the same signal.</summary>
/// <param name="First">One session.</param>
/// <param name="Second">The other.</param>
/// <param name="Exact">The samples are the same, bit for bit.</param>
/// <param name="Correlation">Of the overlapping part; 1 for exact copies.</param>
/// <param name="OverlapSeconds">Length compared.</param>
/// <param name="OffsetSeconds">Time in the first minus time in the second.</param>
public sealed record DuplicatePair(
    Session First, Session Second, bool Exact, double Correlation, double OverlapSeconds, double OffsetSeconds);

/// <summary>Finds sessions that hold the same signal, whatever they are called.</summary>
public static class DuplicateFinder
{
    /// <summary>Looks through a cohort.</summary>
    /// <param name="sessions">The sessions.</param>
    /// <param name="fingerprints">Their fingerprints.</param>
    /// <param name="recordings">The recordings, to confirm candidates.</param>
    /// <param name="compared">Receives the number of candidate pairs that were compared.</param>
    public static IReadOnlyList<DuplicatePair> Find(
        IReadOnlyList<Session> sessions, ILookup<string, SignalFingerprint> fingerprints, SourceFolder recordings, out int compared)
    {
        var pairs = new List<DuplicatePair>();
        var known = new HashSet<(string, string)>();
        foreach (IGrouping<string, Session> same in sessions.Where(s => s.Content.Length > 0)
            .GroupBy(s => s.Content, StringComparer.Ordinal)
            .Where(g => g.Count() > 1))
        {
            Session first = same.First();
            foreach (Session other in same.Skip(1))
            {
                pairs.Add(new(first, other, true, 1, Math.Min(first.DurationSeconds, other.DurationSeconds), 0));
            }

            // Any two of a group are known to be the same.
            foreach (Session a in same)
            {
                foreach (Session b in same)
                {
                    known.Add((a.Id, b.Id));
                }
            }
        }

        var index = new FingerprintIndex();
        for (int i = 0; i < sessions.Count; i++)
        {
            index.Add(i, fingerprints[sessions[i].Id]);
        }

        compared = 0;
        foreach (FingerprintMatch match in index.Find())
        {
            Session a = sessions[match.First], b = sessions[match.Second];
            if (known.Contains((a.Id, b.Id)))
            {
                continue;
            }

            compared++;
            using Recording first = RecordingFile.Open(recordings, a.File);
            using Recording second = RecordingFile.Open(recordings, b.File);
            WaveformSimilarity similarity = WaveformComparison.Compare(first, second, match);
            if (similarity.Correlation >= WaveformComparison.Copy)
            {
                pairs.Add(new(a, b, false, similarity.Correlation, similarity.OverlapSeconds, similarity.OffsetSeconds));
            }
        }

        return pairs;
    }
}

using Clef.Core;

namespace Clef.Cohorts.Labels;

/// <summary>
/// Greedy nearest-neighbour matching on the propensity logit, without replacement, within a caliper. Positives take turns in an order fixed
/// by a hash, since the order matters and should not be the files'.
/// </summary>
public static class CaliperMatching
{
    /// <summary>Matches within one split.</summary>
    /// <param name="positives">Indices of positive rows.</param>
    /// <param name="controls">Indices of candidate rows.</param>
    /// <param name="logits">The logit of every row.</param>
    /// <param name="names">A name for every row, which fixes the order.</param>
    /// <param name="ratio">Controls for each positive.</param>
    /// <param name="caliper">The largest difference of logits.</param>
    /// <returns>The matched positives with their controls; a positive that found fewer than <paramref name="ratio"/> has those it found,
    /// one that found none is absent.</returns>
    public static IReadOnlyDictionary<int, IReadOnlyList<int>> Match(
        IReadOnlyList<int> positives, IReadOnlyList<int> controls, IReadOnlyList<double> logits, Func<int, string> names, int ratio,
        double caliper)
    {
        int[] sorted = controls.OrderBy(i => logits[i]).ThenBy(names, StringComparer.Ordinal).ToArray();
        double[] keys = sorted.Select(i => logits[i]).ToArray();

        // Free neighbours to the left and right, found through links over those taken.
        int[] left = Enumerable.Range(0, sorted.Length + 1).ToArray();
        int[] right = Enumerable.Range(0, sorted.Length + 1).ToArray();
        var matched = new SortedDictionary<int, IReadOnlyList<int>>();
        int[] order = positives.OrderBy(i => StableHash.Of("match", names(i))).ToArray();
        for (int round = 0; round < ratio; round++)
        {
            foreach (int positive in order)
            {
                double key = logits[positive];
                int at = Array.BinarySearch(keys, key);
                at = at < 0 ? ~at : at;

                // Position p in the links stands for control p - 1 on the left side and for control p on the right side.
                int below = Root(left, at) - 1;
                int above = Root(right, at);
                double down = below >= 0 ? key - keys[below] : double.PositiveInfinity;
                double up = above < sorted.Length ? keys[above] - key : double.PositiveInfinity;
                int chosen = down <= up ? below : above;
                if (Math.Min(down, up) > caliper)
                {
                    continue;
                }

                left[chosen + 1] = chosen;
                right[chosen] = chosen + 1;
                matched[positive] = matched.TryGetValue(positive, out IReadOnlyList<int>? known)
                    ? [.. known, sorted[chosen]]
                    : [sorted[chosen]];
            }
        }

        return matched;
    }

    private static int Root(int[] links, int at)
    {
        int root = at;
        while (links[root] != root)
        {
            root = links[root];
        }

        while (links[at] != root)
        {
            (links[at], at) = (root, links[at]);
        }

        return root;
    }
}

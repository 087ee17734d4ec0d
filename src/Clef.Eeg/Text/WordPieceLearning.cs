namespace Clef.Eeg.Text;

/// <summary>
/// Learns a vocabulary of word pieces from texts, for those who have none: beginning with single letters, the two neighbouring pieces that meet most often
/// become one, again and again (Sennrich and others, 2016). The same texts give the same pieces in the same order.
/// </summary>
public static class WordPieceLearning
{
    /// <summary>BERT's marks, in its order.</summary>
    private static readonly string[] s_marks = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"];

    /// <summary>Learns at most <paramref name="most"/> pieces, marks and letters among them; fewer where no pair meets twice.</summary>
    public static string[] Learn(IEnumerable<string> texts, int most)
    {
        var counts = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (string word in texts.SelectMany(WordPieces.Words))
        {
            counts[word] = counts.GetValueOrDefault(word) + 1;
        }

        (List<string> Pieces, int Count)[] words = [.. counts.Select(w => (Letters(w.Key), w.Value))];
        List<string> vocabulary = [.. s_marks, .. words.SelectMany(w => w.Pieces).Distinct().Order(StringComparer.Ordinal)];
        HashSet<string> known = [.. vocabulary];
        while (vocabulary.Count < most && Commonest(words) is (string first, string second))
        {
            string joined = first + second[2..]; // the second is within a word and begins with ##
            foreach ((List<string> pieces, _) in words)
            {
                Join(pieces, first, second, joined);
            }

            if (known.Add(joined))
            {
                vocabulary.Add(joined);
            }
        }

        return [.. vocabulary];
    }

    private static List<string> Letters(string word) => [.. word.EnumerateRunes().Select((rune, i) => i == 0 ? rune.ToString() : "##" + rune)];

    private static void Join(List<string> pieces, string first, string second, string joined)
    {
        for (int i = 0; i + 1 < pieces.Count; i++)
        {
            if (pieces[i] == first && pieces[i + 1] == second)
            {
                pieces[i] = joined;
                pieces.RemoveAt(i + 1);
            }
        }
    }

    /// <summary>The pair that meets most often, at least twice; of equals the first in order.</summary>
    private static (string First, string Second)? Commonest((List<string> Pieces, int Count)[] words)
    {
        var pairs = new Dictionary<(string, string), int>();
        foreach ((List<string> pieces, int count) in words)
        {
            for (int i = 0; i + 1 < pieces.Count; i++)
            {
                (string, string) pair = (pieces[i], pieces[i + 1]);
                pairs[pair] = pairs.GetValueOrDefault(pair) + count;
            }
        }

        int best = pairs.Count == 0 ? 0 : pairs.Values.Max();
        return best < 2 ? null : pairs.Where(p => p.Value == best).Select(p => p.Key).OrderBy(p => p.Item1, StringComparer.Ordinal).ThenBy(p => p.Item2, StringComparer.Ordinal).First();
    }
}

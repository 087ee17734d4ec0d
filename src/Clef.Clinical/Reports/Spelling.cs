using System.Collections.Concurrent;

namespace Clef.Clinical.Reports;

/// <summary>
/// Corrects a misspelt term of the vocabulary: a word of six letters or more that is not known, and that one insertion, deletion,
/// substitution or swap of neighbours turns into exactly one term with the same first letter. Anything else stays as it is.
/// </summary>
public sealed class Spelling
{
    private const int MostRemembered = 20_000;

    private readonly HashSet<string> known;
    private readonly ILookup<char, string> terms;

    /// <summary>Words looked up before. Reports have few different words; the bound is for texts that are no reports.</summary>
    private readonly ConcurrentDictionary<string, string> seen = new(StringComparer.Ordinal);

    /// <summary>Creates a corrector.</summary>
    /// <param name="terms">The terms to which words may be corrected, in lower case.</param>
    /// <param name="alsoKnown">Further words that are right as they are.</param>
    public Spelling(IEnumerable<string> terms, IEnumerable<string> alsoKnown)
    {
        string[] own = [.. terms.Where(t => t.Length >= 6).Distinct()];
        this.terms = own.ToLookup(t => t[0]);
        known = [.. own, .. alsoKnown];
    }

    /// <summary>The corrected word, or the word itself.</summary>
    public string Correct(string word)
    {
        if (seen.TryGetValue(word, out string? before))
        {
            return before;
        }

        string corrected = LookUp(word);
        if (seen.Count < MostRemembered)
        {
            seen[word] = corrected;
        }

        return corrected;
    }

    private string LookUp(string word)
    {
        if (word.Length < 6 || known.Contains(word) || (word.EndsWith('s') && known.Contains(word[..^1])) || known.Contains(word + "s"))
        {
            return word;
        }

        string? found = null;
        foreach (string term in terms[word[0]])
        {
            if (Math.Abs(term.Length - word.Length) <= 1 && OneEditApart(term, word))
            {
                if (found is not null)
                {
                    return word;
                }

                found = term;
            }
        }

        return found ?? word;
    }

    /// <summary>Whether one edit (Damerau's four) separates two different words.</summary>
    internal static bool OneEditApart(string a, string b)
    {
        int start = 0, endA = a.Length - 1, endB = b.Length - 1;
        while (start <= endA && start <= endB && a[start] == b[start])
        {
            start++;
        }

        while (endA >= start && endB >= start && a[endA] == b[endB])
        {
            endA--;
            endB--;
        }

        int restA = endA - start + 1, restB = endB - start + 1;
        return (restA, restB) switch
        {
            (1, 1) or (0, 1) or (1, 0) => true,
            (2, 2) => a[start] == b[endB] && a[endA] == b[start],
            _ => false,
        };
    }
}

namespace Clef.Clinical.Reports.Findings;

/// <summary>
/// Says which of many expressions can match a text at all, by the literals that each needs, found in one walk over the text. An expression
/// that it passes over cannot match; one that it names may. So the outcome of trying the named ones is that of trying all.
/// </summary>
internal sealed class LiteralFilter
{
    private readonly List<Dictionary<char, int>> children = [[]];
    private readonly List<List<int>?> ends = [null];
    private readonly int[] roots = new int[128]; // the first step, for ASCII; 0 for none
    private readonly int[] always;

    /// <summary>Builds the trie of the literals.</summary>
    public LiteralFilter(IEnumerable<string> patterns)
    {
        var unfiltered = new List<int>();
        int index = 0;
        foreach (string pattern in patterns)
        {
            if (RequiredLiterals.Of(pattern) is not { } literals)
            {
                unfiltered.Add(index);
            }
            else
            {
                Array.ForEach(literals, literal => Add(literal, index));
            }

            index++;
        }

        Count = index;
        always = [.. unfiltered];
        foreach ((char c, int node) in children[0])
        {
            if (c < roots.Length)
            {
                roots[c] = node;
            }
        }
    }

    /// <summary>How many expressions there are.</summary>
    public int Count { get; }

    /// <summary>How many of them need no literal, and are always named.</summary>
    public int Unfiltered => always.Length;

    /// <summary>Marks the expressions that can match.</summary>
    public void Mark(ReadOnlySpan<char> text, Span<bool> possible)
    {
        possible.Clear();
        foreach (int index in always)
        {
            possible[index] = true;
        }

        for (int start = 0; start < text.Length; start++)
        {
            char first = text[start];
            int node = first < roots.Length ? roots[first] : children[0].GetValueOrDefault(first);
            for (int i = start + 1; node != 0; i++)
            {
                if (ends[node] is { } found)
                {
                    foreach (int index in found)
                    {
                        possible[index] = true;
                    }
                }

                node = i < text.Length ? children[node].GetValueOrDefault(text[i]) : 0;
            }
        }
    }

    private void Add(string literal, int pattern)
    {
        int node = 0;
        foreach (char c in literal)
        {
            if (!children[node].TryGetValue(c, out int next))
            {
                next = children.Count;
                children.Add([]);
                ends.Add(null);
                children[node][c] = next;
            }

            node = next;
        }

        (ends[node] ??= []).Add(pattern);
    }
}

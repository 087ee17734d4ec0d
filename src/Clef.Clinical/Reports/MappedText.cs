using System.Text;
using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports;

/// <summary>A text under normalisation that remembers, for every character, which span of the original it stands for.</summary>
public sealed class MappedText
{
    private readonly int[] starts;
    private readonly int[] ends;

    /// <summary>Wraps an original.</summary>
    public MappedText(string original)
        : this(original, original, [.. Enumerable.Range(0, original.Length)], [.. Enumerable.Range(1, original.Length)])
    {
    }

    private MappedText(string original, string text, int[] starts, int[] ends)
    {
        Original = original;
        Text = text;
        this.starts = starts;
        this.ends = ends;
    }

    /// <summary>The text as it came.</summary>
    public string Original { get; }

    /// <summary>The text as it stands now.</summary>
    public string Text { get; }

    /// <summary>The span of the original that a non-empty span of <see cref="Text"/> stands for.</summary>
    public (int Start, int Length) InOriginal(int start, int length) =>
        length == 0
            ? (start < starts.Length ? starts[start] : Original.Length, 0)
            : (starts[start], ends[start + length - 1] - starts[start]);

    /// <summary>Maps every character by itself.</summary>
    public MappedText Map(Func<char, char> change) => new(Original, string.Create(Text.Length, (Text, change), static (span, state) =>
    {
        for (int i = 0; i < span.Length; i++)
        {
            span[i] = state.change(state.Text[i]);
        }
    }), starts, ends);

    /// <summary>Replaces every match; the characters of a replacement stand for the whole match.</summary>
    public MappedText Replace(Regex pattern, Func<Match, string> replacement)
    {
        if (!pattern.IsMatch(Text))
        {
            return this;
        }

        var text = new StringBuilder(Text.Length);
        var from = new List<int>(Text.Length);
        var to = new List<int>(Text.Length);
        int at = 0;
        void Keep(int end)
        {
            for (; at < end; at++)
            {
                text.Append(Text[at]);
                from.Add(starts[at]);
                to.Add(ends[at]);
            }
        }

        foreach (Match match in pattern.Matches(Text))
        {
            if (match.Length == 0 || replacement(match) is not { } put || put == match.Value)
            {
                continue;
            }

            Keep(match.Index);
            text.Append(put);
            for (int i = 0; i < put.Length; i++)
            {
                from.Add(starts[match.Index]);
                to.Add(ends[match.Index + match.Length - 1]);
            }

            at = match.Index + match.Length;
        }

        Keep(Text.Length);
        return new MappedText(Original, text.ToString(), [.. from], [.. to]);
    }
}

using System.Text.RegularExpressions;

namespace Clef.Clinical.Reports;

/// <summary>Cuts a part of a normalised report into sentences: by full stops, list marks and lines that are not merely wrapped.</summary>
public static partial class ReportSentences
{
    /// <summary>Below this length a line that ends without punctuation is taken as a statement of its own, not as wrapped prose.</summary>
    private const int WrappedLine = 55;

    /// <summary>The sentences within a span, without the blanks and list marks around them.</summary>
    public static IEnumerable<(int Start, int Length)> Within(string text, int start, int length)
    {
        int from = start, end = start + length;
        for (int i = start; i < end; i++)
        {
            if (!Ends(text, i, from, end))
            {
                continue;
            }

            if (Trim(text, from, i + 1) is { Length: > 0 } sentence)
            {
                yield return sentence;
            }

            from = i + 1;
        }

        if (Trim(text, from, end) is { Length: > 0 } last)
        {
            yield return last;
        }
    }

    private static bool Ends(string text, int i, int from, int end)
    {
        switch (text[i])
        {
            case '.' or '!' or '?':
                bool space = i + 1 >= end || char.IsWhiteSpace(text[i + 1]);
                return space && !AbbreviatedAt(text, i, from);
            case '\n':
                int lineStart = text.LastIndexOf('\n', Math.Max(0, i - 1)) + 1;
                bool shortLine = i - lineStart < WrappedLine && !OpenEnd(text, i);
                return shortLine || i + 1 >= end || text[i + 1] == '\n' || NewItem().IsMatch(text.AsSpan(i + 1, Math.Min(40, end - i - 1)));
            default:
                return false;
        }
    }

    private static bool AbbreviatedAt(string text, int i, int from)
    {
        int word = i;
        while (word > from && (char.IsLetter(text[word - 1]) || text[word - 1] == '.'))
        {
            word--;
        }

        return text[word..i] is "dr" or "mr" or "ms" or "mrs" or "vs" or "approx" or "e.g" or "i.e" or "no" or "pt" or "st"
            || ListNumber(text, i, from);
    }

    /// <summary>The point of a list number, "1." at the start of an item, ends nothing.</summary>
    private static bool ListNumber(string text, int i, int from)
    {
        int digit = i;
        while (digit > from && char.IsDigit(text[digit - 1]))
        {
            digit--;
        }

        return digit < i && i - digit <= 2 && string.IsNullOrWhiteSpace(text[from..digit]);
    }

    /// <summary>A line that ends in a word which cannot end a statement, or in a comma, goes on.</summary>
    private static bool OpenEnd(string text, int newline)
    {
        int last = newline - 1;
        while (last >= 0 && text[last] == ' ')
        {
            last--;
        }

        if (last < 0 || text[last] is ',' or '-' or '/' or ':')
        {
            return true;
        }

        int word = last;
        while (word >= 0 && char.IsLetter(text[word]))
        {
            word--;
        }

        return text[(word
            + 1)..(last
            + 1)] is "the" or "a" or "an" or "of" or "and" or "or" or "in" or "with" or "no" or "is" or "was" or "were" or "are" or "to" or "at" or "by" or "for" or "left" or "right" or "not" or "over" or "from" or "during";
    }

    private static (int Start, int Length) Trim(string text, int start, int end)
    {
        Match mark = ListMark().Match(text[start..end]);
        if (mark.Success)
        {
            start += mark.Length;
        }

        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && (char.IsWhiteSpace(text[end - 1]) || text[end - 1] is '.' or '*'))
        {
            end--;
        }

        return (start, end - start);
    }

    [GeneratedRegex(@"^\s*(?:\(?\d{1,2}[.)](?=\s)|\(?[a-h][.)](?=\s)|[ivx]{1,4}[.)](?=\s)|[-*>#]+)\s*")]
    private static partial Regex ListMark();

    [GeneratedRegex(@"^\s*(?:\(?\d{1,2}[.)]\s|\(?[a-h][.)]\s|[-*>#]|[a-z /]{2,30}:)")]
    private static partial Regex NewItem();
}

using System.Text;

namespace Clef.Clinical.Reports.Findings;

/// <summary>
/// Reads off a regular expression which literal texts it cannot do without: a set of strings of which every match contains at least one. An
/// expression for which there is no such set, or that uses what is not understood here, has none, and must then always be tried. Only
/// case-sensitive expressions are read.
/// </summary>
internal sealed class RequiredLiterals
{
    /// <summary>A set of alternatives grows no larger than this; a larger one is cut into parts.</summary>
    private const int MostAlternatives = 96;

    private readonly string pattern;
    private int at;

    private RequiredLiterals(string pattern) => this.pattern = pattern;

    /// <summary>
    /// What is known of a piece. <paramref name="Exact"/>: all texts that it can match, where these are few. <paramref name="Needed"/>:
    /// texts of which its match contains one.
    /// </summary>
    private readonly record struct Piece(string[]? Exact, string[]? Needed)
    {
        public static Piece Nothing => new([""], null);

        public static Piece Unknown => new(null, null);

        /// <summary>The best set that the piece offers by itself.</summary>
        public string[]? Offer => Exact is { } e && e.All(t => t.Length > 0) ? Better(e, Needed) : Needed;
    }

    /// <summary>The literals of which a match contains one; null where there are none.</summary>
    public static string[]? Of(string pattern)
    {
        try
        {
            var reader = new RequiredLiterals(pattern);
            Piece piece = reader.Alternatives();
            return reader.at == pattern.Length ? piece.Offer : null;
        }
        catch (NotSupportedException)
        {
            return null;
        }
        catch (IndexOutOfRangeException)
        {
            return null; // the expression ends where more was expected; the regular expression's own parser has the word
        }
    }

    /// <summary>The set with the longer shortest text; of equals, the smaller set.</summary>
    private static string[]? Better(string[]? a, string[]? b) => a is null ? b : b is null ? a
        : (a.Min(t => t.Length), -a.Length).CompareTo((b.Min(t => t.Length), -b.Length)) >= 0 ? a : b;

    private Piece Alternatives()
    {
        var branches = new List<Piece> { Sequence() };
        while (at < pattern.Length && pattern[at] == '|')
        {
            at++;
            branches.Add(Sequence());
        }

        if (branches.Count == 1)
        {
            return branches[0];
        }

        string[]? exact = branches.All(b => b.Exact is not null) ? [.. branches.SelectMany(b => b.Exact!).Distinct()] : null;
        string[]? needed = branches.All(b => b.Offer is not null) ? [.. branches.SelectMany(b => b.Offer!).Distinct()] : null;
        return new(exact is { Length: <= MostAlternatives } ? exact : null, needed);
    }

    private Piece Sequence()
    {
        string[] run = [""]; // the exact texts of the pieces since the last that was not exact
        string[]? best = null;
        bool whole = true;
        while (at < pattern.Length && pattern[at] is not ('|' or ')'))
        {
            Piece piece = Quantified();
            if (piece.Exact is { } texts && run.Length * texts.Length <= MostAlternatives)
            {
                run = [.. run.SelectMany(r => texts.Select(t => r + t)).Distinct()];
                best = Better(best, piece.Needed);
                continue;
            }

            whole = false;
            best = Better(Better(best, run.All(r => r.Length > 0) ? run : null), piece.Offer);
            run = piece.Exact ?? [""];
        }

        return new(whole ? run : null, Better(best, run.All(r => r.Length > 0) ? run : null));
    }

    private Piece Quantified()
    {
        Piece piece = Atom();
        if (at >= pattern.Length)
        {
            return piece;
        }

        if (pattern[at] is not ('?' or '*' or '+' or '{'))
        {
            return piece;
        }

        (int least, int most) = pattern[at] switch
        {
            '?' => (0, 1),
            '*' => (0, int.MaxValue),
            '+' => (1, int.MaxValue),
            _ => Bounds(),
        };
        at++;
        if (at < pattern.Length && pattern[at] is '?' or '+')
        {
            at += pattern[at] == '?' ? 1 : throw new NotSupportedException();
        }

        return least == 0
            ? (most == 1 && piece.Exact is { } e ? new([.. e.Append("").Distinct()], null) : Piece.Unknown)
            : (least, most) == (1, 1) ? piece : new(null, piece.Offer);
    }

    /// <summary>Reads {m,n} up to its closing brace.</summary>
    private (int Least, int Most) Bounds()
    {
        int close = pattern.IndexOf('}', at);
        string[] ends = close < 0 ? throw new NotSupportedException() : pattern[(at + 1)..close].Split(',');
        at = close;
        return int.TryParse(ends[0], out int least) ? (least, ends.Length == 1 ? least : int.MaxValue) : throw new NotSupportedException();
    }

    private Piece Atom()
    {
        char c = pattern[at++];
        switch (c)
        {
            case '(':
                return Group();
            case '[':
                return Class();
            case '.':
                return Piece.Unknown;
            case '^' or '$':
                return Piece.Nothing;
            case '\\':
                return Escape(pattern[at++]);
            case '*' or '+' or '?' or '{' or '}':
                throw new NotSupportedException();
            default:
                return new([c.ToString()], null);
        }
    }

    private static Piece Escape(char c) => c switch
    {
        'b' or 'B' or 'A' or 'z' or 'Z' => Piece.Nothing,
        'w' or 'W' or 'd' or 'D' or 's' or 'S' => Piece.Unknown,
        'n' => new(["\n"], null),
        't' => new(["\t"], null),
        'r' => new(["\r"], null),
        _ => char.IsLetterOrDigit(c) ? throw new NotSupportedException() : new([c.ToString()], null),
    };

    private Piece Group()
    {
        bool around = false;
        if (pattern[at] == '?')
        {
            int open = at;
            at++;
            if (pattern[at] == '<' && pattern[at + 1] is not ('=' or '!'))
            {
                at = pattern.IndexOf('>', at) is > 0 and var named ? named + 1 : throw new NotSupportedException();
            }
            else
            {
                at += pattern[at] == '<' ? 1 : 0;
                around = pattern[at] is '=' or '!';
                at += around || (pattern[at] == ':' && open + 1 == at) ? 1 : throw new NotSupportedException();
            }
        }

        Piece inner = Alternatives();
        at += pattern[at] == ')' ? 1 : throw new NotSupportedException();
        return around ? Piece.Nothing : inner; // a look-around takes no text; that it must hold only narrows the matches
    }

    private Piece Class()
    {
        var members = new StringBuilder();
        bool open = pattern[at] == '^';
        for (int first = at; pattern[at] != ']' || at == first; at++)
        {
            if (pattern[at] == '\\')
            {
                at++;
                open |= char.IsLetterOrDigit(pattern[at]);
            }
            else
            {
                open |= pattern[at] is '[' || (pattern[at] == '-' && at > first && pattern[at + 1] != ']');
            }

            members.Append(pattern[at]);
        }

        at++;
        return open || members.Length > 6 ? Piece.Unknown : new([.. members.ToString().Distinct().Select(m => m.ToString())], null);
    }
}

using System.Text.RegularExpressions;

namespace Clef.Server.Load;

/// <summary>
/// Lines of a service's log that should not be there: what is not of the level of information (an error, or the stack that a process leaves when it falls),
/// and a request that was answered with 500. All are counted, and the first are kept with what follows them, so that it can be found out what they are.
/// </summary>
internal sealed partial class Complaints
{
    private const int MostKept = 20, MostFollowing = 30;

    private readonly List<string> _kept = [];
    private readonly Lock _lock = new();
    private int _following;

    /// <summary>How many.</summary>
    public int Count { get; private set; }

    /// <summary>The first, each with the lines of its stack.</summary>
    public IReadOnlyList<string> Kept
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept];
            }
        }
    }

    /// <summary>Takes a line; null is the log's end.</summary>
    public void Take(string? line)
    {
        if (string.IsNullOrWhiteSpace(line) || Usual().IsMatch(line))
        {
            return;
        }

        lock (_lock)
        {
            if (Count > 0 && char.IsWhiteSpace(line[0]))
            {
                // A line of the stack of the complaint before it.
                if (Count <= MostKept && ++_following <= MostFollowing)
                {
                    _kept[^1] += "\n" + line;
                }

                return;
            }

            _following = 0;
            if (++Count <= MostKept)
            {
                _kept.Add(line);
            }
        }
    }

    // What the program says of itself, and a line of the level of information that is no request answered with 500 ("GET /api/v1/jobs/{id} 200 1.2 ms").
    [GeneratedRegex(@"^clef: |^\S+Z info: \S+ (?!\S+ \S+ 500 \d+\.\d ms$)")]
    private static partial Regex Usual();
}

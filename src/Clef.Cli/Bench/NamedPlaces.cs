using Clef.Core;

namespace Clef.Cli.Bench;

/// <summary>Options of the form NAME=PLACE.</summary>
internal static class NamedPlaces
{
    public static IEnumerable<(string Name, string Place)> Parse(string option, string[]? pairs) => (pairs ?? []).Select(p =>
        p.IndexOf('=', StringComparison.Ordinal) is > 0 and int at && at < p.Length - 1 ? (p[..at], p[(at + 1)..])
            : throw new ClefException(option, null, p, "NAME=PLACE"));
}

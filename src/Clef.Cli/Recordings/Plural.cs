using System.Globalization;

namespace Clef.Cli.Recordings;

/// <summary>A number with its noun.</summary>
internal static class Plural
{
    /// <summary><c>1 channel</c>, <c>2 channels</c>, <c>0 channels</c>.</summary>
    public static string Of(long count, string noun) => string.Create(CultureInfo.InvariantCulture, $"{count} {noun}{(count == 1 ? "" : "s")}");
}

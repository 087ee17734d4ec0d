using System.Globalization;
using Clef.Core;

namespace Clef.Server.Audit;

/// <summary>
/// The last line of a log by number and hash: <c>123:abc...</c>. Kept beside the log, told by the service, and best noted down elsewhere too.
/// </summary>
/// <param name="Sequence">The number; 0 for an empty log.</param>
/// <param name="Hash">The hash.</param>
public sealed record AuditHead(long Sequence, string Hash)
{
    /// <summary>Of an empty log.</summary>
    public static AuditHead Empty { get; } = new(0, AuditLine.Beginning);

    /// <summary>The file beside a log.</summary>
    public static string PathOf(string log) => log + ".head";

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Sequence}:{Hash}");

    /// <summary>Reads <c>number:hash</c>.</summary>
    /// <exception cref="ClefException">It is none.</exception>
    public static AuditHead Parse(string text, string source)
    {
        string[] parts = text.Trim().Split(':');
        return parts.Length == 2 && long.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out long sequence) && parts[1].Length == 64
            && parts[1].All(char.IsAsciiHexDigitLower)
            ? new AuditHead(sequence, parts[1])
            : throw new ClefException(source, "head", text, "NUMBER:HASH, the hash of 64 hexadecimal digits");
    }

    /// <summary>The head kept beside a log; null where there is none.</summary>
    public static AuditHead? Read(string log) => File.Exists(PathOf(log)) ? Parse(File.ReadAllText(PathOf(log)), PathOf(log)) : null;
}

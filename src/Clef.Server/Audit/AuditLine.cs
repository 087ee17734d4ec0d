using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Clef.Server.Audit;

/// <summary>
/// One line of the log: <c>{"sequence":..,"time":"..","record":{..},"previous":"..","hash":".."}</c>. The hash is SHA-256 over the previous hash, the
/// sequence number, the time and the record's text exactly as it stands, each followed by a line feed.
/// </summary>
/// <param name="Sequence">Its number, from 1 without a gap.</param>
/// <param name="Time">When it was written, UTC.</param>
/// <param name="Record">The record's JSON.</param>
/// <param name="Previous">The hash of the line before; zeros at the first.</param>
/// <param name="Hash">Its hash.</param>
public sealed record AuditLine(long Sequence, string Time, string Record, string Previous, string Hash)
{
    /// <summary>What the first line follows.</summary>
    public static string Beginning { get; } = new('0', 64);

    /// <summary>A new line after a hash.</summary>
    public static AuditLine After(long sequence, string previous, DateTimeOffset time, string record)
    {
        string stamp = time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        return new AuditLine(sequence, stamp, record, previous, HashOf(previous, sequence, stamp, record));
    }

    /// <summary>The line as written, without its line feed.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture,
            $"{{\"sequence\":{Sequence},\"time\":\"{Time}\",\"record\":{Record},\"previous\":\"{Previous}\",\"hash\":\"{Hash}\"}}");

    /// <summary>Reads a line; null where it is none.</summary>
    public static AuditLine? TryParse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            var line = new AuditLine(
                root.GetProperty("sequence").GetInt64(), root.GetProperty("time").GetString()!, root.GetProperty("record").GetRawText(),
                root.GetProperty("previous").GetString()!, root.GetProperty("hash").GetString()!);
            // Nothing beside the five members, and no other spelling of them: what is not hashed must not be there.
            return line.ToString() == text ? line : null;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    /// <summary>True where the hash is that of the content.</summary>
    public bool IsIntact => Hash == HashOf(Previous, Sequence, Time, Record);

    private static string HashOf(string previous, long sequence, string time, string record) =>
        Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture,
            $"{previous}\n{sequence}\n{time}\n{record}\n"))));
}

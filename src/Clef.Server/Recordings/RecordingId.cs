using System.Security.Cryptography;
using System.Text;

namespace Clef.Server.Recordings;

/// <summary>Identifiers of recordings: digits of a digest, which say nothing of a person and are safe as names of files.</summary>
internal static class RecordingId
{
    private const int Digits = 32;

    /// <summary>Of a text, such as a session of a cohort.</summary>
    public static string Of(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..Digits];

    /// <summary>Of a content's digest.</summary>
    public static string OfDigest(string digest) => digest[..Digits];

    /// <summary>True for a text that can be an identifier.</summary>
    public static bool IsOne(string text) => text.Length == Digits && text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f');
}

using System.Buffers.Binary;
using System.Text.Json;

namespace Clef.Server;

/// <summary>
/// The binary body of signal and spectra: the length of a JSON header (32 bits, little-endian), the header in UTF-8, padded with blanks so that what follows begins at a multiple
/// of eight bytes, then the numbers, little-endian, which the header describes.
/// </summary>
internal static class Tiles
{
    public const string ContentType = "application/vnd.clef.tile";
    private const int Alignment = 8;

    /// <summary>Makes a body.</summary>
    public static byte[] Body<T>(T header, ReadOnlySpan<byte> numbers)
    {
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(header, ServerJson.Options);
        int start = (sizeof(int) + json.Length + Alignment - 1) / Alignment * Alignment;
        var body = new byte[start + numbers.Length];
        BinaryPrimitives.WriteInt32LittleEndian(body, start - sizeof(int));
        body.AsSpan(sizeof(int), start - sizeof(int)).Fill((byte)' ');
        json.CopyTo(body, sizeof(int));
        numbers.CopyTo(body.AsSpan(start));
        return body;
    }

    /// <summary>Answers with a body.</summary>
    public static IResult Answer<T>(T header, ReadOnlySpan<byte> numbers) => Results.Bytes(Body(header, numbers), ContentType);
}

using System.Buffers.Text;
using Clef.Core;

namespace Clef.Signals.Formats.Common;

/// <summary>Decodes the base64 payload of an XML element.</summary>
internal static class Base64Text
{
    /// <summary>White space may stand anywhere; an unfinished end is an error.</summary>
    public static byte[] Decode(ReadOnlySpan<byte> text, string file, string field)
    {
        try
        {
            var bytes = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
            System.Buffers.OperationStatus status = Base64.DecodeFromUtf8(text, bytes, out _, out int written);
            if (status == System.Buffers.OperationStatus.Done)
            {
                return written == bytes.Length ? bytes : bytes[..written];
            }
        }
        catch (ArgumentException)
        {
        }

        throw new ClefException(file, field, null, "whole base64 text");
    }
}

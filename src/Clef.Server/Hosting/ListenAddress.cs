using System.Net;
using Clef.Core;

namespace Clef.Server.Hosting;

/// <summary>Reads an address to listen on. Names other than <c>localhost</c> are not looked up, so that what is bound is what is written.</summary>
internal static class ListenAddress
{
    public static IPEndPoint Parse(string text)
    {
        string address = text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase) ? $"127.0.0.1:{text["localhost:".Length..]}"
            : text.StartsWith("*:", StringComparison.Ordinal) ? $"0.0.0.0:{text[2..]}"
            : text;
        int colon = address.LastIndexOf(':');
        bool port = colon > 0 && int.TryParse(address.AsSpan(colon + 1), out int number) && number is >= 0 and <= 65535;
        // A bare IPv6 address ends in digits after a colon too; brackets tell where its port begins.
        bool plain = address.StartsWith('[') ? address[colon - 1] == ']' : address.IndexOf(':') == colon;
        return port && plain && IPEndPoint.TryParse(address, out IPEndPoint? parsed)
            ? parsed
            : throw new ClefException("serve", "--listen", text, "an address and a port, such as 127.0.0.1:8080, [::1]:8080 or 0.0.0.0:8080");
    }
}

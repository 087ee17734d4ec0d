using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Clef.Testing;

/// <summary>An HTTP/1.1 server of a few files that closes the connection after some bytes of a body.</summary>
internal sealed class BreakingServer : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Thread _thread;
    private volatile bool _stopped;

    public BreakingServer()
    {
        _listener.Start();
        _thread = new Thread(Serve) { IsBackground = true };
        _thread.Start();
    }

    public Dictionary<string, byte[]> Files { get; } = new(StringComparer.Ordinal);

    public int BreakAfter { get; set; } = int.MaxValue;

    public bool IgnoreRanges { get; set; }

    public int BusyTimes { get; set; }

    public int Requests { get; private set; }

    public Uri Root => new($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/set/1.0/");

    public void Dispose()
    {
        _stopped = true;
        _listener.Stop();
        _thread.Join();
    }

    private void Serve()
    {
        while (!_stopped)
        {
            try
            {
                using TcpClient client = _listener.AcceptTcpClient();
                using NetworkStream stream = client.GetStream();
                Answer(stream);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
            }
        }
    }

    private void Answer(NetworkStream stream)
    {
        var reader = new StreamReader(stream, Encoding.ASCII);
        string? first = reader.ReadLine();
        int from = 0;
        while (reader.ReadLine() is { Length: > 0 } line)
        {
            if (line.StartsWith("Range: bytes=", StringComparison.OrdinalIgnoreCase) && !IgnoreRanges)
            {
                from = int.Parse(line["Range: bytes=".Length..].TrimEnd('-'), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        if (first is null)
        {
            return;
        }

        Requests++;
        string name = Uri.UnescapeDataString(first.Split(' ')[1]["/set/1.0/".Length..]);
        if (BusyTimes > 0)
        {
            BusyTimes--;
            Send(stream, "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);
        }
        else if (!Files.TryGetValue(name, out byte[]? bytes))
        {
            Send(stream, "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);
        }
        else if (from >= bytes.Length && from > 0)
        {
            Send(stream, $"HTTP/1.1 416 Range\r\nContent-Range: bytes */{bytes.Length}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", []);
        }
        else
        {
            string range = from > 0 ? $"Content-Range: bytes {from}-{bytes.Length - 1}/{bytes.Length}\r\n" : "";
            byte[] body = bytes[from..];
            Send(stream, $"HTTP/1.1 {(from > 0 ? "206 Partial" : "200 OK")}\r\n{range}Content-Length: {body.Length}\r\nConnection: close\r\n\r\n", body.Length > BreakAfter ? body[..BreakAfter] : body);
        }
    }

    private static void Send(NetworkStream stream, string head, byte[] body)
    {
        stream.Write(Encoding.ASCII.GetBytes(head));
        stream.Write(body);
        stream.Flush();
    }
}

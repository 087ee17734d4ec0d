using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Clef.Core;
using Clef.Datasets.Download;
using Shouldly;

namespace Clef.Datasets.Tests;

/// <summary>Downloads from a local web server that breaks connections, refuses, lies and escapes.</summary>
public sealed class DatasetDownloaderTests : IDisposable
{
    private static readonly DownloadOptions Quick = new() { Pause = TimeSpan.Zero, BackOff = TimeSpan.FromMilliseconds(1), Tries = 4 };

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-get-").FullName;
    private readonly BreakingServer _server = new();
    private readonly HttpClient _client = new();

    public DatasetDownloaderTests()
    {
        var random = new Random(1);
        foreach ((string name, int size) in ((string, int)[])[("RECORDS", 100), ("data/1.dat", 300_000), ("data/two words.dat", 50_000)])
        {
            var bytes = new byte[size];
            random.NextBytes(bytes);
            _server.Files[name] = bytes;
        }

        _server.Files["SHA256SUMS.txt"] = Encoding.UTF8.GetBytes(string.Concat(_server.Files.Select(f => $"{Convert.ToHexStringLower(SHA256.HashData(f.Value))}  {f.Key}\n")));
    }

    public void Dispose()
    {
        _client.Dispose();
        _server.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task BrokenConnectionsAreResumedAndEveryFileIsWhole()
    {
        _server.BreakAfter = 70_000;
        DownloadSummary done = await Get();
        (done.Files, done.Fetched, done.Present).ShouldBe((3, 3, 0));
        done.Resumed.ShouldBeGreaterThanOrEqualTo(4);
        foreach ((string name, byte[] bytes) in _server.Files)
        {
            File.ReadAllBytes(Path.Combine(_folder, name)).ShouldBe(bytes, name);
        }

        Directory.GetFiles(_folder, "*.part", SearchOption.AllDirectories).ShouldBeEmpty();
        int before = _server.Requests;
        DownloadSummary again = await Get();
        (again.Present, again.Fetched).ShouldBe((3, 0));
        (_server.Requests - before).ShouldBe(1);
    }

    [Fact]
    public async Task AStoppedDownloadGoesOnWithItsPart()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        File.WriteAllBytes(Path.Combine(_folder, "data", "1.dat.part"), _server.Files["data/1.dat"][..200_000]);
        DownloadSummary done = await Get(f => f == "data/1.dat");
        done.Resumed.ShouldBe(1);
        done.Bytes.ShouldBe(100_000 + _server.Files["SHA256SUMS.txt"].Length);
        File.ReadAllBytes(Path.Combine(_folder, "data", "1.dat")).ShouldBe(_server.Files["data/1.dat"]);
    }

    [Fact]
    public async Task AWrongPartIsStartedAgainAndAWrongDigestIsAnError()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "data"));
        File.WriteAllBytes(Path.Combine(_folder, "data", "1.dat.part"), new byte[200_000]);
        await Get(f => f == "data/1.dat");
        File.ReadAllBytes(Path.Combine(_folder, "data", "1.dat")).ShouldBe(_server.Files["data/1.dat"]);
        _server.Files["RECORDS"] = new byte[100];
        (await Should.ThrowAsync<ClefException>(() => Get(f => f == "RECORDS"))).Message.ShouldContain("SHA-256");
        File.Exists(Path.Combine(_folder, "RECORDS")).ShouldBeFalse();
    }

    [Fact]
    public async Task AServerWithoutRangesAndOneThatIsBusyAreBorne()
    {
        _server.IgnoreRanges = true;
        _server.BusyTimes = 2;
        File.WriteAllBytes(Path.Combine(_folder, "RECORDS.part"), _server.Files["RECORDS"][..50]);
        DownloadSummary done = await Get(f => f == "RECORDS");
        done.Fetched.ShouldBe(1);
        File.ReadAllBytes(Path.Combine(_folder, "RECORDS")).ShouldBe(_server.Files["RECORDS"]);
    }

    [Fact]
    public async Task AServerThatNeverAnswersIsGivenUpAndAMissingFileAtOnce()
    {
        _server.BusyTimes = int.MaxValue;
        (await Should.ThrowAsync<ClefException>(() => Get())).Message.ShouldContain("4 tries");
        _server.BusyTimes = 0;
        _server.Files.Remove("RECORDS");
        int before = _server.Requests;
        (await Should.ThrowAsync<ClefException>(() => Get(f => f == "RECORDS"))).Message.ShouldContain("404");
        (_server.Requests - before).ShouldBe(2);
    }

    [Theory]
    [InlineData("../outside.dat")]
    [InlineData("/etc/outside")]
    [InlineData("a/../../outside")]
    public async Task NoFileLandsOutsideTheFolder(string name)
    {
        _server.Files["SHA256SUMS.txt"] = Encoding.UTF8.GetBytes($"{new string('a', 64)}  {name}\n");
        (await Should.ThrowAsync<ClefException>(() => Get())).Message.ShouldContain("inside the folder");
    }

    private Task<DownloadSummary> Get(Func<string, bool>? wanted = null) => new DatasetDownloader(_client, Quick).Get(_server.Root, "SHA256SUMS.txt", _folder, wanted);

    /// <summary>An HTTP/1.1 server of a few files that closes the connection after some bytes of a body.</summary>
    private sealed class BreakingServer : IDisposable
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
}

using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Clef.Clinical.Reports;
using Clef.Clinical.Reports.Summaries;
using Clef.Core;

namespace Clef.Clinical.Tests.Reports;

public class SummaryTest
{
    private const string Report = """
        CLINICAL HISTORY: 54-year-old woman with seizures after stroke.
        MEDICATIONS: levetiracetam
        TECHNIQUE: 21 channels, 10-20 system.
        DESCRIPTION:
        1. The posterior dominant rhythm is
        9 Hz.
        2. There is left temporal slowing ____
        IMPRESSION: Abnormal EEG [**2020-1-1**] due to left temporal slowing.
        Electronically signed by: A. Reader, MD
        """;

    [Fact]
    public void OnlyWhatWasRecordedStays() => ReportCleaner.Electrographic(Report)
        .ShouldBe("The posterior dominant rhythm is 9 Hz. There is left temporal slowing. Abnormal EEG due to left temporal slowing.");

    [Fact]
    public void SpokenPunctuationIsWritten() => ReportCleaner.Electrographic("background is slow comma reactive period no spikes period")
        .ShouldBe("background is slow, reactive. no spikes.");

    [Fact]
    public void HeadingsThatAnswerStayAndHeadingsThatAnnounceGo() => ReportCleaner.Electrographic("Findings: PDR 9 Hz.\nSeizures: none\n")
        .ShouldBe("PDR 9 Hz. Seizures: none.");

    [Fact]
    public void CleaningKeepsEverything()
    {
        string clean = ReportCleaner.Clean(Report);
        clean.ShouldContain("levetiracetam");
        clean.ShouldNotContain("\n");
        clean.ShouldNotContain("[**");
    }

    [Fact]
    public async Task ASummaryWithoutContentIsEmpty() => (await new RuleSummarizer().SummarizeAsync("HISTORY: seizures.")).ShouldBe("");

    [Fact]
    public async Task TheModelGetsTheElectrographicPartOnlyAndItsAnswerIsCleaned()
    {
        using var server = new Server((200, """{"choices":[{"message":{"content":"Here is the summary:\n1. Left temporal slowing.\n2. **Abnormal EEG**"}}]}"""));
        using var summarizer = new ChatSummarizer(Options(server));
        (await summarizer.SummarizeAsync(Report)).ShouldBe("Left temporal slowing. Abnormal EEG.");
        string request = server.Requests.ShouldHaveSingleItem();
        request.ShouldStartWith("POST /v1/chat/completions");
        request.ShouldContain("Bearer secret");
        using JsonDocument body = JsonDocument.Parse(request[request.IndexOf("\r\n\r\n", StringComparison.Ordinal)..]);
        string sent = body.RootElement.GetProperty("messages")[1].GetProperty("content").GetString()!;
        sent.ShouldContain("posterior dominant rhythm");
        sent.ShouldNotContain("stroke");
        sent.ShouldNotContain("Reader");
    }

    [Fact]
    public async Task PassingFailuresAreTriedAgain()
    {
        using var server = new Server((503, ""), (429, ""), (0, ""), (200, """{"choices":[{"message":{"content":"Normal EEG."}}]}"""));
        using var summarizer = new ChatSummarizer(Options(server) with { Retries = 3 });
        (await summarizer.SummarizeAsync(Report)).ShouldBe("Normal EEG.");
        server.Requests.Count.ShouldBe(4);
    }

    [Fact]
    public async Task LastingFailuresAreClefExceptions()
    {
        using var refusing = new Server((401, ""));
        using var summarizer = new ChatSummarizer(Options(refusing));
        (await Should.ThrowAsync<ClefException>(() => summarizer.SummarizeAsync(Report))).Message.ShouldContain("401");
        using var odd = new Server((200, """{"choices":[]}"""));
        using var second = new ChatSummarizer(Options(odd));
        (await Should.ThrowAsync<ClefException>(() => second.SummarizeAsync(Report))).Message.ShouldContain("choices[0]");
        using var broken = new Server((500, ""), (500, ""));
        using var third = new ChatSummarizer(Options(broken) with { Retries = 1 });
        (await Should.ThrowAsync<ClefException>(() => third.SummarizeAsync(Report))).Message.ShouldContain("2 attempts");
        Should.Throw<ClefException>(() => new ChatSummarizer(Options(broken) with { Endpoint = new Uri("file:///etc/passwd") }));
    }

    [Fact]
    public async Task ASilentServerIsGivenUp()
    {
        using var silent = new Server((-1, ""));
        using var summarizer = new ChatSummarizer(Options(silent) with { Timeout = TimeSpan.FromMilliseconds(300), Retries = 0 });
        (await Should.ThrowAsync<ClefException>(() => summarizer.SummarizeAsync(Report))).Message.ShouldContain("no answer within 0.3 s");
    }

    private static ChatSummarizerOptions Options(Server server) => new()
    {
        Endpoint = new Uri($"http://127.0.0.1:{server.Port}/v1"),
        Model = "small",
        ApiKey = "secret",
        Backoff = TimeSpan.FromMilliseconds(1),
    };

    /// <summary>A local web server that gives the answers it is told: a status and a body; 0 breaks the connection, -1 stays silent.</summary>
    private sealed class Server : IDisposable
    {
        private readonly TcpListener listener = new(IPAddress.Loopback, 0);
        private readonly List<TcpClient> silent = [];

        public Server(params (int Status, string Body)[] answers)
        {
            listener.Start();
            _ = Serve(answers);
        }

        public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

        public List<string> Requests { get; } = [];

        public void Dispose()
        {
            listener.Stop();
            silent.ForEach(c => c.Dispose());
        }

        private async Task Serve((int Status, string Body)[] answers)
        {
            foreach ((int status, string body) in answers)
            {
                TcpClient client = await listener.AcceptTcpClientAsync();
                Requests.Add(await ReadRequest(client.GetStream()));
                if (status < 0)
                {
                    silent.Add(client);
                    continue;
                }

                if (status > 0)
                {
                    byte[] bytes = Encoding.UTF8.GetBytes(body);
                    await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nContent-Length: {bytes.Length}\r\nConnection: close\r\n\r\n"));
                    await client.GetStream().WriteAsync(bytes);
                }

                client.Dispose();
            }
        }

        private static async Task<string> ReadRequest(NetworkStream stream)
        {
            var text = new StringBuilder();
            byte[] buffer = new byte[8192];
            while (true)
            {
                int read = await stream.ReadAsync(buffer);
                text.Append(Encoding.UTF8.GetString(buffer, 0, read));
                string request = text.ToString();
                int head = request.IndexOf("\r\n\r\n", StringComparison.Ordinal);

                // The body is JSON in one object: it is complete when it parses.
                if (read == 0 || (head > 0 && IsWhole(request[(head + 4)..])))
                {
                    return head > 0 && request.Contains("chunked", StringComparison.OrdinalIgnoreCase) ? Unchunk(request, head) : request;
                }
            }
        }

        private static bool IsWhole(string body) => body.EndsWith("0\r\n\r\n", StringComparison.Ordinal) || (body.StartsWith('{') && body.EndsWith('}'));

        private static string Unchunk(string request, int head)
        {
            var body = new StringBuilder();
            string rest = request[(head + 4)..];
            while (true)
            {
                int line = rest.IndexOf("\r\n", StringComparison.Ordinal);
                int size = Convert.ToInt32(rest[..line], 16);
                if (size == 0)
                {
                    return request[..(head + 4)] + body;
                }

                body.Append(rest, line + 2, size);
                rest = rest[(line + 4 + size)..];
            }
        }
    }
}

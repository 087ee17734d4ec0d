using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Clef.Acceptance.Tests;

/// <summary>The summariser on the command line, against an endpoint on this machine that answers well, badly, or at the second try.</summary>
public sealed class SummaryTests : IDisposable
{
    private const string Report = "HISTORY: Mr Smith, 40, with seizures.\nFINDINGS: PDR is 9 Hz. Left temporal spikes.\nIMPRESSION: Abnormal.\n";

    private readonly string _folder = Directory.CreateTempSubdirectory("clef-summary-").FullName;
    private readonly HttpListener _listener = new();
    private readonly List<string> _requests = [];
    private readonly string _address;
    private long _length;
    private Func<int, (int Status, string Body)> _answer = _ => (200, Chat("The PDR is 9 Hz. Left temporal spikes."));

    public SummaryTests()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            _address = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}/v1";
        }

        _listener.Prefixes.Add(_address + "/");
        _listener.Start();
        _ = Task.Run(Serve);
        File.WriteAllText(At("report.txt"), Report);
    }

    public void Dispose()
    {
        _listener.Close();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void WithoutAnEndpointTheRulesSummarise()
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("report", "summarize", At("report.txt"));
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.ShouldContain("PDR is 9 Hz");
        outcome.Output.ShouldNotContain("Smith");
        _requests.ShouldBeEmpty();
    }

    [Fact]
    public void AnEndpointIsSentTheElectrographicPartOnly()
    {
        EcgCommandLine.Outcome outcome = Ask("--json");
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        JsonDocument.Parse(outcome.Output).RootElement.GetProperty("summary").GetString().ShouldBe("The PDR is 9 Hz. Left temporal spikes.");
        string request = _requests.ShouldHaveSingleItem();
        request.ShouldContain("Left temporal spikes");
        request.ShouldNotContain("Smith");
        _length.ShouldBe(Encoding.UTF8.GetByteCount(request)); // no body in chunks, which small servers do not understand
        Ask("--send-whole-report").ExitCode.ShouldBe(0);
        _requests[1].ShouldContain("Smith");
    }

    [Fact]
    public void APassingFailureIsTriedAgain()
    {
        _answer = n => n == 1 ? (503, "busy") : (200, Chat("Spikes."));
        EcgCommandLine.Outcome outcome = Ask();
        outcome.ExitCode.ShouldBe(0, outcome.Error);
        outcome.Output.Trim().ShouldBe("Spikes.");
        _requests.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(401, "no")]
    [InlineData(200, "<html>")]
    [InlineData(200, "{\"choices\":[]}")]
    public void ABadAnswerIsAnErrorAndNothingIsWritten(int status, string body)
    {
        _answer = _ => (status, body);
        EcgCommandLine.Outcome outcome = Ask("--out", At("out.csv"));
        outcome.ExitCode.ShouldBe(1, outcome.Output);
        outcome.Error.ShouldStartWith("clef: ");
        File.Exists(At("out.csv")).ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("file:///etc/passwd")]
    public void WhatIsNoAddressIsWrongUsage(string address)
    {
        EcgCommandLine.Outcome outcome = EcgCommandLine.Run("report", "summarize", At("report.txt"), "--endpoint", address, "--model", "m");
        outcome.ExitCode.ShouldBe(2);
        outcome.Error.ShouldContain(address);
    }

    private EcgCommandLine.Outcome Ask(params string[] more) =>
        EcgCommandLine.Run(["report", "summarize", At("report.txt"), "--endpoint", _address, "--model", "m", .. more]);

    private string At(string name) => Path.Combine(_folder, name);

    private static string Chat(string content) => JsonSerializer.Serialize(new { choices = new[] { new { message = new { role = "assistant", content } } } });

    private async Task Serve()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return; // closed
            }

            _length = context.Request.ContentLength64;
            using (var reader = new StreamReader(context.Request.InputStream, Encoding.UTF8))
            {
                _requests.Add(await reader.ReadToEndAsync());
            }

            (int status, string body) = _answer(_requests.Count);
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }
    }
}

using System.Net.Sockets;
using System.Text;
using Clef.Core;

namespace Clef.Server.Tests;

/// <summary>The frame of the service: where it listens, whom it answers, what it refuses and what it tells.</summary>
public sealed class HostingTests : IDisposable
{
    private const string Token = "0123456789abcdef0123456789abcdef";
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Health_and_metrics_are_told()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        (await service.Client.GetStringAsync("/health/live")).ShouldBe("alive\n");
        (await service.Client.GetStringAsync("/health/ready")).ShouldBe("ready\n");
        string metrics = await service.Client.GetStringAsync("/metrics");
        metrics.ShouldContain("# TYPE http_server_request_duration_seconds histogram");
        metrics.ShouldContain("""http_request_method="GET",http_response_status_code="200",http_route="/health/live","""
            + """network_protocol_version="1.1",url_scheme="http",le="+Inf"} 1""");
        metrics.ShouldContain("process_memory_usage_bytes ");
    }

    [Fact]
    public async Task Metrics_are_sent_to_a_collector_of_open_telemetry()
    {
        using var collector = new HttpListener();
        var free = new TcpListener(IPAddress.Loopback, 0);
        free.Start();
        var address = new Uri($"http://127.0.0.1:{((IPEndPoint)free.LocalEndpoint).Port}/");
        free.Stop();
        collector.Prefixes.Add(address.ToString());
        collector.Start();
        Task<(string Path, string Body)> told = Task.Run(async () =>
        {
            HttpListenerContext context = await collector.GetContextAsync();
            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            context.Response.StatusCode = 200;
            context.Response.Close();
            return (context.Request.Url!.AbsolutePath, Encoding.Latin1.GetString(body.ToArray()));
        });
        await using (RunningService service = await RunningService.Start(_folder.Path, o => o with { Collector = address }))
        {
            (await service.Client.GetAsync("/health/live")).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        // What was counted is sent when the service stops, at the latest.
        (string path, string text) = await told.WaitAsync(TimeSpan.FromSeconds(30));
        path.ShouldBe("/v1/metrics");
        text.ShouldContain("http.server.request.duration");
        text.ShouldContain("clef.managed.memory");
        Should.Throw<ClefException>(() => ClefServer.Create(Options() with { Collector = new Uri("ftp://x") })).Field.ShouldBe("--collector");
    }

    [Theory]
    [InlineData("0.0.0.0:0")]
    [InlineData("*:0")]
    [InlineData("[::]:0")]
    [InlineData("10.0.0.1:8080")]
    public void Beyond_loopback_a_token_is_demanded(string listen) =>
        Should.Throw<ClefException>(() => ClefServer.Create(Options() with { Listen = listen })).Message.ShouldContain("bearer token");

    [Theory]
    [InlineData("8080")]
    [InlineData("example.org:80")]
    [InlineData("127.0.0.1")]
    [InlineData("127.0.0.1:99999")]
    [InlineData("::1")]
    [InlineData("[::1]")]
    [InlineData("")]
    public void A_wrong_address_is_refused(string listen) =>
        Should.Throw<ClefException>(() => ClefServer.Create(Options() with { Listen = listen })).Field.ShouldBe("--listen");

    [Theory]
    [InlineData("short")]
    [InlineData("0123456789abcdef 0123456789abcdef")]
    public void A_weak_token_is_refused(string token) =>
        Should.Throw<ClefException>(() => ClefServer.Create(Options() with { Token = token })).Field.ShouldBe("token");

    [Fact]
    public async Task With_a_token_only_its_bearer_is_answered()
    {
        await using RunningService service = await RunningService.Start(_folder.Path, o => o with { Token = Token });
        (await service.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
        foreach (string path in new[] { "/metrics", "/openapi/v1.json", "/api/v1/anything", "/API/v1/anything" })
        {
            using HttpResponseMessage refused = await service.Client.GetAsync(path);
            refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized, path);
            refused.Headers.WwwAuthenticate.ToString().ShouldBe("Bearer");
        }

        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token[..^1] + "0");
        (await service.Client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        service.Client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        (await service.Client.GetAsync("/metrics")).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await service.Client.GetAsync("/api/v1/anything")).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("evil.example", null, null)]
    [InlineData("127.0.0.1", "http://evil.example", null)]
    [InlineData("127.0.0.1", null, "cross-site")]
    public async Task Without_one_other_sites_are_refused(string host, string? origin, string? site)
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.Host = $"{host}:{service.Address.Port}";
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        if (site is not null)
        {
            request.Headers.Add("Sec-Fetch-Site", site);
        }

        (await service.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Problems_are_details_without_internals()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        using HttpResponseMessage missing = await service.Client.GetAsync("/api/v1/nothing");
        missing.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        missing.Headers.CacheControl!.NoStore.ShouldBeTrue();
        missing.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        JsonElement problem = await RunningService.Json(missing, HttpStatusCode.NotFound);
        (problem.GetProperty("title").GetString(), problem.GetProperty("status").GetInt32()).ShouldBe(("Not Found", 404));
        problem.GetProperty("trace").GetString().ShouldNotBeNullOrEmpty();
        (await service.Client.PostAsync("/health/live", null)).StatusCode.ShouldBe(HttpStatusCode.MethodNotAllowed);
    }

    [Fact]
    public void Errors_that_name_files_are_told_without_them()
    {
        Problems.SafeText.Of(new ClefException("/srv/data/Jane Doe.edf", "samples", "/home/a/b.dat",
            "a readable file (Could not find file '/srv/x/y.edf'.)")).ShouldNotContain("/srv");
        Problems.SafeText.Of(new ClefException("/srv/data/Jane.edf", "data records", 7, "at least 8 of 60/120 s"))
            .ShouldBe("data records is 7; expected at least 8 of 60/120 s");
        Problems.SafeText.Of(new ClefException("cannot open /var/lib/x")).ShouldBe("cannot open (a file)");
    }

    [Fact]
    public async Task Too_many_requests_are_told_when_to_come_again()
    {
        await using RunningService service = await RunningService.Start(_folder.Path, o => o with { Limits = new ServeLimits { RequestsPerSecond = 5 } });
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => service.Client.GetAsync("/api/v1/nothing")));
        HttpResponseMessage[] refused = [.. answers.Where(a => a.StatusCode == HttpStatusCode.TooManyRequests)];
        refused.Length.ShouldBeInRange(20, 35);
        refused.ShouldAllBe(a => a.Headers.RetryAfter!.Delta >= TimeSpan.FromSeconds(1));
        (await service.Client.GetAsync("/health/ready")).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Large_headers_and_what_is_no_http_are_refused()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        (await Raw(service, $"GET /health/live HTTP/1.1\r\nHost: localhost\r\nX-Large: {new string('x', 20_000)}\r\n\r\n")).ShouldStartWith("HTTP/1.1 431");
        (await Raw(service, $"GET /{new string('x', 10_000)} HTTP/1.1\r\nHost: localhost\r\n\r\n")).ShouldStartWith("HTTP/1.1 414");
        (await Raw(service, "\u0016\u0003\u0001 nonsense\r\n\r\n")).ShouldStartWith("HTTP/1.1 400");
        (await Raw(service, "GET /health/live HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\nConnection: "
            + "close\r\n\r\nzz")).ShouldStartWith("HTTP/1.1 ");
        (await service.Client.GetStringAsync("/health/live")).ShouldBe("alive\n");
    }

    [Fact]
    public async Task The_document_describes_the_interface()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        JsonElement document = await service.Json("/openapi/v1.json");
        document.GetProperty("info").GetProperty("title").GetString().ShouldBe("Clef");
        document.GetProperty("openapi").GetString().ShouldStartWith("3.");
    }

    internal static async Task<string> Raw(RunningService service, string request)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(service.Address.Host, service.Address.Port);
        await client.GetStream().WriteAsync(Encoding.Latin1.GetBytes(request));
        var buffer = new byte[4096];
        int got = await client.GetStream().ReadAsync(buffer);
        return Encoding.Latin1.GetString(buffer, 0, got);
    }

    private ServeOptions Options() => new() { Data = _folder.At("data") };
}

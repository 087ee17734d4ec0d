using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Clef.Server.Load;

/// <summary>One client: request after request, drawn from a mix. What a kill breaks is counted as such and tried no further.</summary>
internal sealed class LoadClient(Uri address, string[] recordings, Figures figures, ConcurrentDictionary<string, bool> accepted,
    ConcurrentDictionary<string, string> uploads, int seed)
{
    private const int OneLeft = 8; // of so many uploads one is not deleted, and has to be there at the end

    private readonly Random _random = new(seed);
    private readonly HttpClient _client = new() { BaseAddress = address, Timeout = TimeSpan.FromSeconds(60) };

    public async Task Run(CancellationToken stop)
    {
        (int Weight, string Name, Func<Task<string>> Do)[] mix =
        [
            (20, "page of EEG, 10 s", () => Get($"/api/v1/recordings/{recordings[2]}/signal?from={_random.Next(1700)}&seconds=10&encoding=i16")),
            (6, "page, bipolar, filtered", () =>
                Get($"/api/v1/recordings/{recordings[2]}/signal?from={_random.Next(1700)}&seconds=10&montage=longitudinal-bipolar&lowCut=0.5&highCut=70")),
            (6, "overview, 1,600 columns", () => Get($"/api/v1/recordings/{recordings[2]}/signal?from=0&seconds=1800&columns=1600&encoding=i16")),
            (4, "spectrogram tile", () => Get($"/api/v1/recordings/{recordings[2]}/spectrogram/{_random.Next(2)}?average=4")),
            (6, "list", () => Get("/api/v1/recordings?limit=50")),
            (6, "facts", () => Get($"/api/v1/recordings/{recordings[_random.Next(3)]}")),
            (3, "R peaks", () => Get($"/api/v1/recordings/{recordings[_random.Next(2)]}/heart")),
            (12, "job: predict", () => Job("predict", 0)),
            (6, "job: embed, waited for", () => Job("embed", 10)),
            (4, "job: predict, cancelled", Cancelled),
            (4, "job: events", Events),
            (4, "search by likeness", () => Post("/api/v1/search", new { model = "ecg-small", recording = recordings[_random.Next(2)] })),
            (3, "upload and delete", Upload),
            (3, "upload that breaks off", BrokenUpload),
            (3, "upload of nonsense", () => Send(HttpMethod.Post, "/api/v1/recordings", new ByteArrayContent(Bytes(2000)))),
            (2, "upload announced too large", Oversized),
            (4, "hostile body", () => Send(HttpMethod.Post, "/api/v1/jobs", new StringContent(Hostile(), Encoding.UTF8, "application/json"))),
            (2, "path-like identifier", () => Get("/api/v1/recordings/..%2f..%2f..%2fetc%2fpasswd")),
            (2, "slow reader", SlowReader),
            (1, "no HTTP", NoHttp),
        ];
        int total = mix.Sum(m => m.Weight);
        while (!stop.IsCancellationRequested)
        {
            int draw = _random.Next(total);
            (_, string name, Func<Task<string>> work) = mix.First(m => (draw -= m.Weight) < 0);
            long start = Stopwatch.GetTimestamp();
            string outcome;
            try
            {
                outcome = await work();
            }
            catch (Exception e) when (e is HttpRequestException or IOException or SocketException or OperationCanceledException)
            {
                outcome = "connection lost";
                await Task.Delay(200, CancellationToken.None);
            }

            figures.Took(name, Stopwatch.GetElapsedTime(start).TotalMilliseconds, outcome);
            if (outcome == "429")
            {
                await Task.Delay(_random.Next(200, 1000), CancellationToken.None);
            }
        }
    }

    private Task<string> Get(string path) => Send(HttpMethod.Get, path, null);

    private Task<string> Post<T>(string path, T body) => Send(HttpMethod.Post, path, JsonContent.Create(body));

    private async Task<string> Send(HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        using HttpResponseMessage answer = await _client.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return Status(answer);
    }

    private async Task<(string Status, string? Job)> Accept(string kind, int wait)
    {
        using HttpResponseMessage answer = await _client.PostAsJsonAsync($"/api/v1/jobs?wait={wait}",
            new { kind, recording = recordings[_random.Next(2)], model = "ecg-small", index = kind == "embed" });
        string text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            return (Status(answer), null);
        }

        string id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
        accepted[id] = kind == "predict";
        return (Status(answer), id);
    }

    private async Task<string> Job(string kind, int wait) => (await Accept(kind, wait)).Status;

    private async Task<string> Cancelled()
    {
        (string status, string? id) = await Accept("predict", 0);
        return id is null ? status : await Send(HttpMethod.Delete, $"/api/v1/jobs/{id}", null);
    }

    private async Task<string> Events()
    {
        (string status, string? id) = await Accept("predict", 0);
        return id is null ? status : await Get($"/api/v1/jobs/{id}/events");
    }

    private async Task<string> Upload()
    {
        using var edf = new MemoryStream();
        SimulatedEdf.Write(edf, ["ECG"], 250, 20, _random.Next());
        using HttpResponseMessage answer = await _client.PostAsync("/api/v1/recordings?name=a.edf", new ByteArrayContent(edf.ToArray()));
        string text = await answer.Content.ReadAsStringAsync();
        if (!answer.IsSuccessStatusCode)
        {
            return Status(answer);
        }

        string id = JsonDocument.Parse(text).RootElement.GetProperty("recordings")[0].GetProperty("id").GetString()!;
        if (_random.Next(OneLeft) == 0)
        {
            uploads[id] = Convert.ToHexStringLower(SHA256.HashData(edf.ToArray()));
            return Status(answer);
        }

        return await Send(HttpMethod.Delete, $"/api/v1/recordings/{id}", null);
    }

    private async Task<string> BrokenUpload()
    {
        using var edf = new MemoryStream();
        SimulatedEdf.Write(edf, ["ECG"], 250, 20, _random.Next());
        using TcpClient raw = await Connect();
        await raw.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/v1/recordings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: {edf.Length}\r\n\r\n"));
        await raw.GetStream().WriteAsync(edf.GetBuffer().AsMemory(0, (int)edf.Length / 2));
        return "left";
    }

    private async Task<string> Oversized()
    {
        using TcpClient raw = await Connect();
        await raw.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes("POST /api/v1/recordings HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 900000000000\r\n\r\n0       "));
        return await FirstLine(raw);
    }

    /// <summary>Asks for a large answer and reads it a little at a time, then leaves.</summary>
    private async Task<string> SlowReader()
    {
        using TcpClient raw = await Connect();
        raw.ReceiveBufferSize = 4096;
        await raw.GetStream().WriteAsync(
            Encoding.ASCII.GetBytes($"GET /api/v1/recordings/{recordings[2]}/signal?from=0&seconds=600 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"));
        var buffer = new byte[256];
        for (int i = 0; i < 20; i++)
        {
            if (await raw.GetStream().ReadAsync(buffer) == 0)
            {
                return "hung up on";
            }

            await Task.Delay(250);
        }

        return "left";
    }

    private async Task<string> NoHttp()
    {
        using TcpClient raw = await Connect();
        await raw.GetStream().WriteAsync(Bytes(200));
        await raw.GetStream().WriteAsync("\r\n\r\n"u8.ToArray());
        return await FirstLine(raw);
    }

    private async Task<TcpClient> Connect()
    {
        var raw = new TcpClient();
        await raw.ConnectAsync(address.Host, address.Port);
        return raw;
    }

    private static async Task<string> FirstLine(TcpClient raw)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(15));
        var buffer = new byte[64];
        int got = await raw.GetStream().ReadAsync(buffer, patience.Token);
        string[] parts = Encoding.Latin1.GetString(buffer, 0, got).Split(' ');
        return parts.Length > 1 ? parts[1] : "hung up on";
    }

    private string Hostile() => _random.Next(4) switch
    {
        0 => Encoding.Latin1.GetString(Bytes(500)),
        1 => new string('{', 3000),
        2 => "{\"kind\":\"embed\",\"recording\":\"../../etc/passwd\",\"model\":\"ecg-small\"}",
        _ => "{\"kind\":\"predict\",\"recording\":\"" + new string('f', 32) + "\",\"model\":\"ecg-small\",\"tasks\":[" + string.Join(',',
            Enumerable.Repeat("\"x\"", 5000)) + "]}",
    };

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private static string Status(HttpResponseMessage answer) => ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture);
}

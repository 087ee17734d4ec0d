using Microsoft.Extensions.DependencyInjection;

namespace Clef.Server.Tests;

/// <summary>A service of the real web server on a free port of loopback, with a folder of its own, and a client.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    private readonly WebApplication _app;

    private RunningService(WebApplication app, string folder)
    {
        (_app, Folder) = (app, folder);
        Address = new Uri(ServerRun.AddressOf(app));
        Client = new HttpClient { BaseAddress = Address };
    }

    public string Folder { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    /// <summary>Starts a service.</summary>
    /// <param name="folder">Its folder; it stays when the service ends.</param>
    /// <param name="change">Changes the options.</param>
    public static async Task<RunningService> Start(string folder, Func<ServeOptions, ServeOptions>? change = null)
    {
        var options = new ServeOptions { Data = Path.Combine(folder, "data"), Listen = "127.0.0.1:0" };
        WebApplication app = ClefServer.Create(change?.Invoke(options) ?? options);
        await app.StartAsync();
        return new RunningService(app, folder);
    }

    /// <summary>A part of the service.</summary>
    public T Of<T>() where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<JsonElement> Json(string path, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using HttpResponseMessage response = await Client.GetAsync(path);
        return await Json(response, expected);
    }

    public static async Task<JsonElement> Json(HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        string text = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, text);
        return JsonDocument.Parse(text).RootElement;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync(new CancellationTokenSource(TimeSpan.FromSeconds(10)).Token);
        await _app.DisposeAsync();
    }
}

/// <summary>A folder that is gone with its test.</summary>
internal sealed class TestFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("clef-server-").FullName;

    public string At(string name) => System.IO.Path.Combine(Path, name);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

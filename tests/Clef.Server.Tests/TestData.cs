using System.IO.Compression;
using Clef.Core;
using Clef.Signals.Formats.Edf;
using Clef.Signals.Tests;
using Clef.Testing;

namespace Clef.Server.Tests;

/// <summary>Recordings to serve: real ones of the shared archives, and simulated ones where size or shape matters.</summary>
internal static class TestData
{
    /// <summary>An entry of a shared archive.</summary>
    public static byte[] Entry(string archive, string name)
    {
        using ZipArchive zip = ZipFile.OpenRead(Path.Combine(SharedData.Recordings!, archive));
        using Stream stream = zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    /// <summary>A zip archive of some entries of a shared one, named as there without their folder.</summary>
    public static byte[] Zip(string archive, Func<string, bool> which)
    {
        using ZipArchive from = ZipFile.OpenRead(Path.Combine(SharedData.Recordings!, archive));
        using var bytes = new MemoryStream();
        using (var to = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (ZipArchiveEntry entry in from.Entries.Where(e => which(e.FullName)))
            {
                using Stream source = entry.Open(), target = to.CreateEntry(entry.Name).Open();
                source.CopyTo(target);
            }
        }

        return bytes.ToArray();
    }

    /// <summary>A simulated EDF: sines with noise.</summary>
    public static string Edf(string path, double seconds, double rate, params string[] labels)
    {
        var samples = labels.Select((label, c) =>
        {
            var random = new CounterRandom((ulong)c + 1);
            return (label, Enumerable.Range(0, (int)(seconds * rate))
                .Select(i => (float)((40 * Math.Sin(2 * Math.PI * (8 + c) * i / rate)) + random.Normal(0, 5))).ToArray());
        }).ToArray();
        EdfWriter.Write(path, MemoryRecording.Of(rate, "uV", samples));
        return path;
    }

    public static async Task<JsonElement> Upload(this RunningService service, byte[] content, string? name = null,
        HttpStatusCode expected = HttpStatusCode.Created)
    {
        using HttpResponseMessage response = await service.Client.PostAsync("/api/v1/recordings" + (name is null ? ""
            : "?name=" + Uri.EscapeDataString(name)), new ByteArrayContent(content));
        return await RunningService.Json(response, expected);
    }

    /// <summary>Uploads one recording and returns its identifier.</summary>
    public static async Task<string> UploadOne(this RunningService service, byte[] content, string? name = null) =>
        (await service.Upload(content, name)).GetProperty("recordings")[0].GetProperty("id").GetString()!;

    /// <summary>A tile's header and numbers.</summary>
    public static async Task<(JsonElement Header, byte[] Numbers)> Tile(this RunningService service, string path)
    {
        using HttpResponseMessage response = await service.Client.GetAsync(path);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        response.StatusCode.ShouldBe(HttpStatusCode.OK, System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(body.Length, 500))));
        response.Content.Headers.ContentType!.MediaType.ShouldBe("application/vnd.clef.tile");
        int length = BitConverter.ToInt32(body, 0);
        ((length + 4) % 8).ShouldBe(0);
        return (JsonDocument.Parse(body.AsMemory(4, length)).RootElement, body[(4 + length)..]);
    }

    public static float[] Floats(byte[] numbers, JsonElement trace, int perItem = 1)
    {
        var values = new float[trace.GetProperty("count").GetInt32() * perItem];
        Buffer.BlockCopy(numbers, trace.GetProperty("at").GetInt32(), values, 0, values.Length * 4);
        return values;
    }
}

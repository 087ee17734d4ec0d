using Clef.Client;
using ServiceClient;

namespace Clef.Server.Tests;

/// <summary>The OpenAPI document is the committed one, and the client that is generated from it works.</summary>
[Collection(ModelTests.Name)]
public sealed class DocumentTests(TinyModels models) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_committed_document_is_what_the_service_serves()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        string served = Lines(await service.Client.GetStringAsync("/openapi/v1.json"));
        string committed = Path.Combine(Root(), "docs", "openapi.v1.json");
        Lines(File.ReadAllText(committed))
            .ShouldBe(served, "run 'clef serve' and keep what it serves: curl -s http://127.0.0.1:8080/openapi/v1.json > docs/openapi.v1.json");
    }

    [Fact]
    public async Task A_document_says_what_each_request_is_called_and_answers()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        JsonElement[] operations = [.. (await service.Json("/openapi/v1.json")).GetProperty("paths").EnumerateObject()
            .SelectMany(p => p.Value.EnumerateObject()).Select(o => o.Value)];
        operations.Length.ShouldBeGreaterThan(20);
        operations.Select(o => o.GetProperty("operationId").GetString()).ShouldBeUnique();
        operations.ShouldAllBe(o => o.GetProperty("summary").GetString()!.Length > 5 && o.GetProperty("responses").EnumerateObject()
            .Any(r => r.Name[0] == '2'));
    }

    [Fact]
    public async Task The_generated_client_uploads_predicts_and_reads()
    {
        string file = TestData.Edf(_folder.At("ecg.edf"), 30, 250, "ECG");
        await using RunningService service = await RunningService.Start(_folder.Path, models.Serve);
        IReadOnlyList<string> lines = await Prediction.Of(service.Client, file, "ecg-tiny");
        lines[0].ShouldMatch(@"^sign, yes: \d+\.\d %");
        lines.ShouldContain(l => l.Contains("caution: The probe was fitted on simulated data", StringComparison.Ordinal));
        lines[^1].ShouldBe($"audited as line 1, hash {(await service.Json("/api/v1/audit/head")).GetProperty("hash").GetString()}");

        var clef = new ClefClient(service.Client);
        RecordingPage page = await clef.ListRecordingsAsync(modality: "ecg");
        string id = page.Recordings.Single().Id;
        (await clef.DescribeRecordingAsync(id)).Channels.Single().Label.ShouldBe("ECG");
        using (FileResponse tile = await clef.ReadSignalAsync(id, 0, 10, encoding: "i16"))
        {
            using var bytes = new MemoryStream();
            await tile.Stream.CopyToAsync(bytes);
            int header = BitConverter.ToInt32(bytes.ToArray());
            bytes.Length.ShouldBe(4 + header + (2500 * sizeof(short)));
        }

        Job job = await clef.AskJobAsync(new JobRequest { Kind = JobKind.Embed, Recording = id, Model = "ecg-tiny", Index = true }, wait: 30);
        job.State.ShouldBe(JobState.Done);
        (await clef.ReadEmbeddingAsync(job.Id)).Embedding.Vectors["session"].Count.ShouldBe(8);
        (await Should.ThrowAsync<ApiException<Problem>>(() => clef.ReadPredictionAsync(job.Id))).StatusCode.ShouldBe(404);
        (await clef.ListModelsAsync()).Select(m => m.Name).ShouldContain("ecg-tiny");
        (await Should.ThrowAsync<ApiException<Problem>>(() =>
            clef.AskJobAsync(new JobRequest { Kind = JobKind.Predict, Recording = "x", Model = "ecg-tiny" }))).StatusCode.ShouldBe(400);
    }

    private static string Lines(string text) => text.ReplaceLineEndings("\n").TrimEnd();

    private static string Root()
    {
        string folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Clef.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder;
    }
}

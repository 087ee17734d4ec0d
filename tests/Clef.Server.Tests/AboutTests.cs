using Clef.Datasets;
using Clef.Eeg.Embedding;
using Clef.Evaluation.TrainedProbes;
using Clef.Testing;

namespace Clef.Server.Tests;

/// <summary>What pages say of data before they show them, and why a probe says what it says.</summary>
[Collection(ModelTests.Name)]
public sealed class AboutTests(TinyModels models) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task Simulated_files_are_told_from_recorded_ones()
    {
        await using RunningService service = await RunningService.Start(_folder.Path);
        string simulated = await service.UploadOne(File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(models.Cohort, "recordings"), "*.edf")
            .Order(StringComparer.Ordinal).First()));
        string recorded = await service.UploadOne(TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf"));
        (await service.Json($"/api/v1/recordings/{simulated}/origin")).GetProperty("simulated").GetBoolean().ShouldBeTrue();
        (await service.Json($"/api/v1/recordings/{recorded}/origin")).GetProperty("simulated").GetBoolean().ShouldBeFalse();
        JsonElement about = await service.Json("/api/v1/about");
        (about.GetProperty("sessions").GetInt32(), about.GetProperty("simulated").GetBoolean(), about.GetProperty("largestUpload").GetInt64())
            .ShouldBe((0, false, new ServeLimits().UploadBytes));
        await service.Json($"/api/v1/recordings/{new string('0', 32)}/origin", HttpStatusCode.NotFound);
    }

    /// <summary>A probe whose weights are a text's vector says what the text's score says, and is moved by the same tokens.</summary>
    [Fact]
    public async Task A_probe_is_explained_as_the_text_whose_vector_it_is()
    {
        const string text = "sharp waves";
        using (EegModel model = EegModel.Open(models.EegModel))
        {
            float[] weights = model.EmbedText(text);
            var of = new ProbeModel("eeg-tiny", model.Digest, model.Preparation.Pipeline.Name, "text", "", weights.Length);
            ProbeOutput[] outputs = [new("no", [.. weights.Select(w => -(double)w)], 0, 1, 1, null, []),
                new("yes", [.. weights.Select(w => (double)w)], 0, 1, 1, null, [])];
            new TrainedProbe(1, "sharp", "made by hand", TaskKind.Binary, of, outputs, new ProbeTraining(0, 0, 0, 0, true), []).Write(_folder.At("sharp.json"));
        }

        await using RunningService service = await RunningService.Start(_folder.Path, o => models.Serve(o) with { Probes = [_folder.At("sharp.json")] });
        string id = await service.UploadOne(File.ReadAllBytes(Directory.EnumerateFiles(Path.Combine(models.Cohort, "recordings"), "*.edf")
            .Order(StringComparer.Ordinal).First()));
        double[] byText = await Values(service, new { kind = "explain", recording = id, model = "eeg-tiny", text });
        double[] byTask = await Values(service, new { kind = "explain", recording = id, model = "eeg-tiny", task = "sharp" });
        double[] against = await Values(service, new { kind = "explain", recording = id, model = "eeg-tiny", task = "sharp", @class = "no" });
        byText.Max(Math.Abs).ShouldBeGreaterThan(0);
        byTask.Zip(byText).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-6);
        against.Zip(byText).ShouldAllBe(p => Math.Abs(p.First + p.Second) < 1e-6);

        using HttpResponseMessage both = await service.Client.PostAsJsonAsync("/api/v1/jobs",
            new { kind = "explain", recording = id, model = "eeg-tiny", text, task = "sharp" });
        both.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using HttpResponseMessage unknown = await service.Client.PostAsJsonAsync("/api/v1/jobs?wait=20",
            new { kind = "explain", recording = id, model = "eeg-tiny", task = "none" });
        (await RunningService.Json(unknown, HttpStatusCode.Created)).GetProperty("problem").GetString()!.ShouldContain("no probe");
    }

    private static async Task<double[]> Values(RunningService service, object request)
    {
        using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs?wait=30", request);
        JsonElement job = await RunningService.Json(answer, HttpStatusCode.Created);
        job.GetProperty("state").GetString().ShouldBe("done", job.ToString());
        return [.. (await service.Json($"/api/v1/jobs/{job.GetProperty("id").GetString()}/result")).GetProperty("values").EnumerateArray()
            .Select(v => v.GetDouble())];
    }
}

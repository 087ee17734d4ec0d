using Clef.Ecg;
using Clef.Ecg.Network;
using Clef.Eeg.Embedding;
using Clef.Server.Audit;
using Clef.Signals.Recordings;
using Clef.Testing;

namespace Clef.Server.Tests;

/// <summary>Jobs: what they answer, that none is lost, that they stop when told, and that each prediction is audited.</summary>
[Collection(ModelTests.Name)]
public sealed class JobTests(TinyModels models) : IDisposable
{
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [RecordingsFact("ecg-mitdb.zip")]
    public async Task An_ecg_is_embedded_as_the_library_does()
    {
        File.WriteAllBytes(_folder.At("100.zip"), TestData.Zip("ecg-mitdb.zip", n => n.StartsWith("100.", StringComparison.Ordinal)));
        await using RunningService service = await Start();
        string id = await service.UploadOne(File.ReadAllBytes(_folder.At("100.zip")));
        JsonElement result = await Done(service, new { kind = "embed", recording = id, model = "ecg-tiny", lead = "MLII", seconds = 120.0 });
        float[] vector = Floats(result.GetProperty("embedding").GetProperty("vectors").GetProperty("session"));
        using Recording recording = RecordingFile.Open(_folder.At("100.zip") + "/100.hea");
        using EcgModel model = EcgModel.Load(models.EcgModel);
        float[] samples = recording.Read([0], 0, 120)[0];
        float[] expected = model.Embed(samples, 360);
        vector.Zip(expected).ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-4);
        JsonElement done = result.GetProperty("embedding");
        (done.GetProperty("windows").GetInt32(), done.GetProperty("channels")[0].GetProperty("recordedRate").GetDouble(),
            done.GetProperty("channels")[0].GetProperty("rate").GetDouble()).ShouldBe((12, 360, 500));
    }

    [Theory]
    [InlineData(EcgFeatures.Embedding, false)]
    [InlineData(EcgFeatures.Rhythm, false)]
    [InlineData(EcgFeatures.Rhythm, true)]
    public async Task A_fine_tuned_model_says_by_its_own_head_what_the_library_says(EcgFeatures features, bool intervals)
    {
        string headed = models.WithHead(_folder.At("headed"), features, intervals);
        await using RunningService service = await RunningService.Start(_folder.Path, options => options with { Models = [headed] });
        string id = await Ecg(service);
        JsonElement result = await Done(service, new { kind = "predict", recording = id, model = "headed", lead = "I" });
        JsonElement task = result.GetProperty("tasks").EnumerateArray().Single(t => t.GetProperty("task").GetString() == "rhythm");
        using EcgModel model = EcgModel.Load(headed);
        using Recording recording = RecordingFile.Open(_folder.At("ecg.edf"));
        double[] expected = model.Predict(recording);
        task.GetProperty("answers").EnumerateArray().Select(a => a.GetProperty("probability").GetDouble()).Zip(expected, (a, b) => Math.Abs(a - b)).Max()
            .ShouldBeLessThan(1e-5);

        // What it embeds is the encoder's embedding, whatever the head reads.
        JsonElement embedded = await Done(service, new { kind = "embed", recording = id, model = "headed", lead = "I" });
        Floats(embedded.GetProperty("embedding").GetProperty("vectors").GetProperty("session")).Zip(model.Embed(recording), (a, b) => Math.Abs(a - b)).Max()
            .ShouldBeLessThan(1e-4f);
    }

    [Fact]
    public async Task A_prediction_has_its_probability_set_cautions_and_audit()
    {
        await using RunningService service = await Start();
        string id = await Ecg(service);
        JsonElement result = await Done(service, new { kind = "predict", recording = id, model = "ecg-tiny", sex = "F", age = 15.0 });
        JsonElement task = result.GetProperty("tasks")[0], answer = task.GetProperty("answers")[0];
        (task.GetProperty("task").GetString(), task.GetProperty("calibrated").GetBoolean(), answer.GetProperty("class").GetString())
            .ShouldBe(("sign", true, "yes"));
        answer.GetProperty("probability").GetDouble().ShouldBeInRange(0, 1);
        answer.GetProperty("coverage").GetDouble().ShouldBe(0.9);
        string[] cautions = [.. task.GetProperty("cautions").EnumerateArray().Select(c => c.GetString()!)];
        cautions.ShouldContain(c => c.Contains("simulated", StringComparison.Ordinal));
        cautions.ShouldContain(c => c.Contains("under 18", StringComparison.Ordinal));

        // The log has the prediction with every digest, and the head that was told is its last line.
        JsonElement head = await service.Json("/api/v1/audit/head");
        head.GetProperty("hash").GetString().ShouldBe(result.GetProperty("audit").GetProperty("hash").GetString());
        string log = File.ReadAllText(_folder.At("data/audit.jsonl"));
        JsonElement record = JsonDocument.Parse(log).RootElement.GetProperty("record");
        (record.GetProperty("recording").GetString(), record.GetProperty("model").GetProperty("name").GetString()).ShouldBe((id, "ecg-tiny"));
        record.GetProperty("input").GetString().ShouldStartWith("sha256:");
        record.GetProperty("answers")[0].GetProperty("value").GetDouble().ShouldBe(answer.GetProperty("probability").GetDouble());
        AuditCheck.Of(_folder.At("data/audit.jsonl"), null).Problems.ShouldBeEmpty();
        JsonElement model = (await service.Json("/api/v1/models")).EnumerateArray().Single(m => m.GetProperty("name").GetString() == "ecg-tiny");
        model.GetProperty("tasks")[0].GetProperty("task").GetString().ShouldBe("sign");
    }

    [RecordingsFact("eeg-eegmat.zip")]
    public async Task An_eeg_is_embedded_scored_and_explained()
    {
        byte[] edf = TestData.Entry("eeg-eegmat.zip", "edf/Subject02_2.edf");
        File.WriteAllBytes(_folder.At("a.edf"), edf);
        await using RunningService service = await Start();
        string id = await service.UploadOne(edf);
        JsonElement result = await Done(service, new { kind = "embed", recording = id, model = "eeg-tiny", index = true });
        using (EegModel model = EegModel.Open(models.EegModel))
        {
            using Recording recording = RecordingFile.Open(_folder.At("a.edf"));
            float[] expected = model.Embed(model.Preparation.Session(recording), EmbeddingSpace.Text);
            Floats(result.GetProperty("embedding").GetProperty("vectors").GetProperty("text")).Zip(expected)
                .ShouldAllBe(p => Math.Abs(p.First - p.Second) < 1e-4);
        }

        JsonElement scores = (await Done(service,
            new { kind = "zeroShot", recording = id, model = "eeg-tiny",
                prompts = new[] { new { name = "slowing", positive = new[] { "generalized slowing" }, negative = new[] { "normal background" } } } }))
                    .GetProperty("scores");
        scores[0].GetProperty("score").GetDouble().ShouldBeInRange(-2, 2);
        JsonElement explained = await Done(service, new { kind = "explain", recording = id, model = "eeg-tiny", text = "sharp waves" });
        explained.GetProperty("values").GetArrayLength().ShouldBe(explained.GetProperty("rows").GetInt32() * explained.GetProperty("columns").GetInt32());

        using HttpResponseMessage found = await service.Client.PostAsJsonAsync("/api/v1/search", new { model = "eeg-tiny", text = "sharp waves" });
        JsonElement hits = (await RunningService.Json(found)).GetProperty("hits");
        hits[0].GetProperty("recording").GetString().ShouldBe(id);
        using HttpResponseMessage wrong = await service.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "embed", recording = id, model = "ecg-tiny" });
        (await RunningService.Json(wrong, HttpStatusCode.UnprocessableEntity)).GetProperty("detail").GetString()!.ShouldContain("ECG");
    }

    [Fact]
    public async Task Events_tell_the_way_of_a_job()
    {
        await using RunningService service = await Start();
        string id = await Ecg(service);
        using HttpResponseMessage accepted = await service.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "embed", recording = id, model = "ecg-tiny" });
        JsonElement job = await RunningService.Json(accepted, HttpStatusCode.Accepted);
        string events = await service.Client.GetStringAsync($"/api/v1/jobs/{job.GetProperty("id").GetString()}/events");
        events.ShouldContain("event: done");
        events.ShouldContain("\"progress\":1");
        await service.Json("/api/v1/jobs/0000/events", HttpStatusCode.NotFound);
        (await service.Json("/api/v1/jobs?state=done")).GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Events_are_never_silent_for_long()
    {
        await using RunningService service = await RunningService.Start(_folder.Path,
            o => models.Serve(o) with { Limits = new ServeLimits { RunningJobs = 1, SilenceSeconds = 0.05 } });
        string id = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("long.edf"), 14_000, 250, "ECG")));
        string[] jobs = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "embed", recording = id, model = "ecg-tiny" });
            return (await RunningService.Json(answer, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
        }));

        // The last of the line says again and again that it waits.
        using var reader = new StreamReader(await service.Client.GetStreamAsync($"/api/v1/jobs/{jobs.Order(StringComparer.Ordinal).Last()}/events"));
        int waiting = 0;
        while (waiting < 3 && await reader.ReadLineAsync() is { } line)
        {
            waiting += line == "event: waiting" ? 1 : 0;
        }

        waiting.ShouldBe(3);
    }

    [Fact]
    public async Task A_disk_that_fails_for_a_while_ends_no_worker()
    {
        await using RunningService service = await RunningService.Start(_folder.Path,
            o => models.Serve(o) with { Limits = new ServeLimits { RunningJobs = 1 } });
        string id = await Ecg(service), longer = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("long.edf"), 3600, 250, "ECG")));
        async Task<string> Ask(string recording)
        {
            using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "embed", recording, model = "ecg-tiny" });
            return (await RunningService.Json(answer, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
        }

        string before = await Ask(longer), job = await Ask(id);
        string file = _folder.At($"data/jobs/{job}.json");
        File.Delete(file);
        Directory.CreateDirectory(file); // nothing can be written there
        (await Ended(service, before)).ShouldBe("done");
        (await Ended(service, job)).ShouldBe("done"); // which holds, though it could not be written
        (await Ended(service, await Ask(id))).ShouldBe("done");
        Directory.Delete(file);
    }

    [Fact]
    public async Task A_full_line_is_429_and_what_waits_can_be_cancelled()
    {
        await using RunningService service = await RunningService.Start(_folder.Path,
            o => models.Serve(o) with { Limits = new ServeLimits { WaitingJobs = 3, RunningJobs = 1 } });
        string id = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("long.edf"), 7200, 250, "ECG")));
        var accepted = new List<string>();
        HttpResponseMessage? refused = null;
        for (int i = 0; i < 30 && refused is null; i++)
        {
            HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs", new { kind = "embed", recording = id, model = "ecg-tiny" });
            if (answer.StatusCode == HttpStatusCode.TooManyRequests)
            {
                refused = answer;
            }
            else
            {
                accepted.Add((await RunningService.Json(answer, HttpStatusCode.Accepted)).GetProperty("id").GetString()!);
            }
        }

        refused.ShouldNotBeNull().Headers.RetryAfter.ShouldNotBeNull();

        // All are cancelled, the running one too: its computation ends long before it would by itself, or it ended already.
        foreach (string job in accepted)
        {
            await service.Client.DeleteAsync($"/api/v1/jobs/{job}");
        }

        foreach (string job in accepted)
        {
            (await Ended(service, job)).ShouldBeOneOf("cancelled", "done");
        }

        (await Ended(service, accepted[^1])).ShouldBe("cancelled");
        (await service.Client.GetAsync($"/api/v1/jobs/{accepted[^1]}/result")).StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_cancelled_job_gives_its_place_in_the_line_up()
    {
        await using RunningService service = await RunningService.Start(_folder.Path,
            o => models.Serve(o) with { Limits = new ServeLimits { WaitingJobs = 2, RunningJobs = 1 } });
        string id = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("long.edf"), 7200, 250, "ECG")));
        var body = new { kind = "embed", recording = id, model = "ecg-tiny" };
        string? last = null;
        HttpStatusCode status;
        do
        {
            using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs", body);
            status = answer.StatusCode;
            last = status == HttpStatusCode.Accepted ? JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("id")
                .GetString() : last;
        }
        while (status == HttpStatusCode.Accepted);
        status.ShouldBe(HttpStatusCode.TooManyRequests);

        // As often as one likes: who waits no more takes no place, though the one job that runs has not ended.
        for (int i = 0; i < 10; i++)
        {
            using HttpResponseMessage cancelled = await service.Client.DeleteAsync($"/api/v1/jobs/{last}");
            (await RunningService.Json(cancelled)).GetProperty("state").GetString().ShouldBe("cancelled");
            using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs", body);
            last = (await RunningService.Json(answer, HttpStatusCode.Accepted)).GetProperty("id").GetString();
        }

        // Deleting the recording ends what was asked of it.
        (await service.Client.DeleteAsync($"/api/v1/recordings/{id}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        await service.Json($"/api/v1/jobs/{last}", HttpStatusCode.NotFound);
        for (int i = 0; i < 600 && (await service.Json("/api/v1/jobs?state=running")).GetArrayLength() > 0; i++)
        {
            await Task.Delay(50);
        }

        (await service.Json("/api/v1/jobs?state=running")).GetArrayLength().ShouldBe(0);
        (await service.Json("/api/v1/jobs?state=done")).EnumerateArray().Count(j => j.GetProperty("request").GetProperty("recording").GetString() == id)
            .ShouldBe(0);
    }

    [Fact]
    public async Task An_indexed_upload_is_no_longer_found_once_deleted()
    {
        await using RunningService service = await Start();
        string id = await Ecg(service), other = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("other.edf"), 20, 250, "ECG")));
        foreach (string each in new[] { id, other })
        {
            await Done(service, new { kind = "embed", recording = each, model = "ecg-tiny", index = true });
        }

        using HttpResponseMessage before = await service.Client.PostAsJsonAsync("/api/v1/search", new { model = "ecg-tiny", recording = other });
        (await RunningService.Json(before)).GetProperty("hits")[0].GetProperty("recording").GetString().ShouldBe(id);
        await service.Client.DeleteAsync($"/api/v1/recordings/{id}");
        using HttpResponseMessage after = await service.Client.PostAsJsonAsync("/api/v1/search", new { model = "ecg-tiny", recording = other });
        (await RunningService.Json(after)).GetProperty("hits").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task What_was_accepted_is_done_after_a_restart()
    {
        string[] accepted;
        string id;
        await using (RunningService service = await RunningService.Start(_folder.Path,
            o => models.Serve(o) with { Limits = new ServeLimits { RunningJobs = 1 } }))
        {
            id = await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("long.edf"), 3600, 250, "ECG")));
            accepted = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
            {
                using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/jobs",
                    new { kind = "predict", recording = id, model = "ecg-tiny" });
                return (await RunningService.Json(answer, HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
            }));
        }

        await using (RunningService service = await Start())
        {
            foreach (string job in accepted)
            {
                (await Ended(service, job)).ShouldBe("done");
            }

            AuditCheck check = AuditCheck.Of(_folder.At("data/audit.jsonl"), null);
            check.Problems.ShouldBeEmpty();
            check.Head.Sequence.ShouldBeGreaterThanOrEqualTo(6);
        }
    }

    [Fact]
    public async Task Concurrent_requests_share_passes_and_answer_alike()
    {
        await using RunningService service = await RunningService.Start(_folder.Path,
            o => models.Serve(o) with { Limits = new ServeLimits { RunningJobs = 8 } });
        string id = await Ecg(service);
        JsonElement[] results = await Task.WhenAll(Enumerable.Range(0, 24)
            .Select(_ => Done(service, new { kind = "embed", recording = id, model = "ecg-tiny" })));
        float[][] vectors = [.. results.Select(r => Floats(r.GetProperty("embedding").GetProperty("vectors").GetProperty("session")))];
        vectors.ShouldAllBe(v => v.Zip(vectors[0]).All(p => Math.Abs(p.First - p.Second) < 1e-5));
        string metrics = await service.Client.GetStringAsync("/metrics");
        metrics.ShouldContain("clef_jobs_total{kind=\"Embed\",outcome=\"Done\"} 24");
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"kind":"embed"}""")]
    [InlineData("""[1,2""")]
    [InlineData("""{"kind":"reboot","recording":"00000000000000000000000000000000","model":"ecg-tiny"}""")]
    [InlineData("""{"kind":0,"recording":"00000000000000000000000000000000","model":"ecg-tiny"}""")]
    [InlineData("""{"kind":"embed","recording":"../../etc/passwd","model":"ecg-tiny"}""")]
    [InlineData("""{"kind":"embed","recording":null,"model":"ecg-tiny"}""")]
    [InlineData("""{"kind":"embed","recording":"00000000000000000000000000000000","model":"ecg-tiny","command":"x"}""")]
    [InlineData("""{"kind":"zeroShot","recording":"00000000000000000000000000000000","model":"ecg-tiny","prompts":[]}""")]
    [InlineData("""{"kind":"embed","recording":"00000000000000000000000000000000","model":"ecg-tiny","from":-1}""")]
    [InlineData("""{"kind":"embed","recording":"00000000000000000000000000000000","model":"ecg-tiny","from":1e999}""")]
    public async Task Hostile_bodies_are_refused(string body)
    {
        await using RunningService service = await Start();
        using HttpResponseMessage answer = await service.Client.PostAsync("/api/v1/jobs",
            new StringContent(body, System.Text.Encoding.UTF8, "application/json"));
        JsonElement problem = await RunningService.Json(answer, HttpStatusCode.BadRequest);
        problem.GetProperty("detail").GetString()!.ShouldNotContain("Clef.Server");
        (await service.Json("/api/v1/jobs")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_deep_or_large_body_is_refused()
    {
        await using RunningService service = await Start();
        using HttpResponseMessage deep = await service.Client.PostAsync("/api/v1/jobs",
            new StringContent(new string('[', 5000), System.Text.Encoding.UTF8, "application/json"));
        deep.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var request = new HttpRequestMessage(HttpMethod.Post,
            "/api/v1/jobs") { Content = new StringContent("\"" + new string('x', 2 << 20), System.Text.Encoding.UTF8, "application/json") };
        request.Headers.ExpectContinue = true;
        (await service.Client.SendAsync(request)).StatusCode.ShouldBe(HttpStatusCode.RequestEntityTooLarge);
        using HttpResponseMessage form = await service.Client.PostAsync("/api/v1/jobs", new StringContent("{}", System.Text.Encoding.UTF8, "text/plain"));
        form.StatusCode.ShouldBe(HttpStatusCode.UnsupportedMediaType);
    }

    private Task<RunningService> Start() => RunningService.Start(_folder.Path, models.Serve);

    private async Task<string> Ecg(RunningService service) => await service.UploadOne(File.ReadAllBytes(TestData.Edf(_folder.At("ecg.edf"), 30, 250, "ECG")));

    private static float[] Floats(JsonElement array) => [.. array.EnumerateArray().Select(v => v.GetSingle())];

    private static async Task<JsonElement> Done<T>(RunningService service, T request)
    {
        using HttpResponseMessage accepted = await service.Client.PostAsJsonAsync("/api/v1/jobs?wait=30", request);
        string text = await accepted.Content.ReadAsStringAsync();
        ((int)accepted.StatusCode).ShouldBeInRange(201, 202, text);
        string id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
        (await Ended(service, id)).ShouldBe("done", (await service.Json($"/api/v1/jobs/{id}")).ToString());
        return await service.Json($"/api/v1/jobs/{id}/result");
    }

    private static async Task<string> Ended(RunningService service, string id)
    {
        for (int i = 0; i < 1200; i++)
        {
            string state = (await service.Json($"/api/v1/jobs/{id}")).GetProperty("state").GetString()!;
            if (state is "done" or "failed" or "cancelled")
            {
                return state;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException(id);
    }
}

using Clef.Cohorts.Build;
using Clef.Cohorts.Labels;
using Clef.Cohorts.Store;
using Clef.Core;
using Clef.Core.Tables;

namespace Clef.Server.Tests;

/// <summary>A simulated cohort that is served: its sessions, reports, labels, and an index of embeddings.</summary>
[Collection(ModelTests.Name)]
public sealed class CohortTests : IDisposable
{
    private readonly TestFolder _folder = new();
    private readonly TinyModels _models;

    public CohortTests(TinyModels models)
    {
        _models = models;
        CohortBuilder.Build(new CohortSources(Path.Combine(models.Cohort, "recordings"), Path.Combine(models.Cohort, "metadata.csv"),
            Path.Combine(models.Cohort, "reports.csv")), _folder.At("cohort"));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Its_sessions_are_listed_described_and_labelled()
    {
        CohortStore store = CohortStore.Open(_folder.At("cohort"));
        Clef.Cohorts.Store.Session first = store.Sessions()[0];
        new TaskLabeller(store, new RuleEvaluator(store, Clef.Clinical.Codes.CodeMap.Load([]))).Write(
            [new SessionLabel(first.Id, first.Patient, "", 1, "", ""), new SessionLabel(store.Sessions()[1].Id, "p", "", -1, "", "")],
            new TaskSummary("epilepsy", "disease", 1, 1, 1, 0, new Dictionary<string, int>(), new Dictionary<string, SplitCount>(), [], null));
        await using RunningService service = await Start();
        JsonElement list = await service.Json("/api/v1/recordings?source=cohort");
        list.GetProperty("total").GetInt32().ShouldBe(4);
        JsonElement item = list.GetProperty("recordings").EnumerateArray().Single(r => r.GetProperty("name").GetString() == first.Id);
        (item.GetProperty("patient").GetString(), item.GetProperty("sex").GetString(), item.GetProperty("modality").GetString())
            .ShouldBe((first.Patient, first.Sex, "eeg"));
        string id = item.GetProperty("id").GetString()!;
        (await service.Json($"/api/v1/recordings/{id}")).GetProperty("durationSeconds").GetDouble().ShouldBe(first.DurationSeconds, 1e-6);
        JsonElement report = await service.Json($"/api/v1/recordings/{id}/report");
        string text = report.GetProperty("text").GetString()!;
        foreach (JsonElement span in report.GetProperty("findings").EnumerateArray().SelectMany(f => f.GetProperty("spans").EnumerateArray()))
        {
            text.Substring(span.GetProperty("start").GetInt32(), span.GetProperty("length").GetInt32()).ShouldNotBeNullOrWhiteSpace();
        }

        (await service.Json("/api/v1/labels")).EnumerateArray().Select(t => t.GetString()).ShouldBe(["epilepsy"]);
        JsonElement labels = await service.Json("/api/v1/labels/epilepsy");
        (labels.EnumerateObject().Count(), labels.GetProperty(id).GetInt32()).ShouldBe((1, 1));
        await service.Json("/api/v1/labels/..%2f..%2fcohort", HttpStatusCode.NotFound);
        (await service.Client.DeleteAsync($"/api/v1/recordings/{id}")).StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await service.Json($"/api/v1/recordings?source=cohort&sex={(first.Sex == "F" ? "M" : "F")}")).GetProperty("recordings").EnumerateArray()
            .ShouldNotContain(r => r.GetProperty("id").GetString() == id);
    }

    [Fact]
    public async Task An_index_of_its_sessions_is_searched_and_mapped()
    {
        string[] sessions = [.. CohortStore.Open(_folder.At("cohort")).Sessions().Select(s => s.Id)];
        var random = new CounterRandom(3);
        new EmbeddingTable("session", [.. sessions, "elsewhere"], [.. sessions.Select(_ => (string?)null), null], 12,
            [.. Enumerable.Range(0, (sessions.Length + 1) * 12).Select(_ => (float)random.Normal(0, 1))]).Write(_folder.At("index.csv"));
        for (int start = 0; start < 2; start++)
        {
            // Taken in at the first start, and not again at the second.
            await using RunningService service = await Start($"eeg-tiny={_folder.At("index.csv")}");
            using HttpResponseMessage answer = await service.Client.PostAsJsonAsync("/api/v1/search",
                new { model = "eeg-tiny", text = "left temporal sharp waves in sleep" });
            JsonElement found = await RunningService.Json(answer);
            (found.GetProperty("searched").GetInt64(), found.GetProperty("hits").GetArrayLength()).ShouldBe((5, 5));
            JsonElement known = found.GetProperty("hits").EnumerateArray().First(h => h.GetProperty("recording").ValueKind == JsonValueKind.String);
            known.GetProperty("facts").GetProperty("patient").GetString().ShouldNotBeNullOrEmpty();
            found.GetProperty("hits").EnumerateArray().Single(h => h.GetProperty("recording").ValueKind == JsonValueKind.Null).GetProperty("name")
                .GetString().ShouldBe("elsewhere");
            using HttpResponseMessage like = await service.Client.PostAsJsonAsync("/api/v1/search",
                new { model = "eeg-tiny", recording = known.GetProperty("recording").GetString(), limit = 2 });
            JsonElement near = (await RunningService.Json(like)).GetProperty("hits");
            near.EnumerateArray().ShouldNotContain(h => h.GetProperty("name").GetString() == known.GetProperty("name").GetString());
            JsonElement map = await service.Json("/api/v1/map?model=eeg-tiny&space=text");
            JsonElement sexes = await service.Json("/api/v1/map/colours?model=eeg-tiny&space=text&by=sex");
            sexes.GetProperty("values").EnumerateArray().Count(v => v.ValueKind == JsonValueKind.Null).ShouldBe(1); // the one from elsewhere
            (await service.Json("/api/v1/map/colours?model=eeg-tiny&space=text&by=age")).GetProperty("isNumber").GetBoolean().ShouldBeTrue();
            await service.Json("/api/v1/map/colours?model=eeg-tiny&space=text&by=patient", HttpStatusCode.BadRequest);
            await service.Json("/api/v1/map/colours?model=eeg-tiny&space=text&by=task:..%2fx", HttpStatusCode.NotFound);
            using HttpResponseMessage women = await service.Client.PostAsJsonAsync("/api/v1/search",
                new { model = "eeg-tiny", text = "sharp waves", sex = "F" });
            JsonElement[] only = [.. (await RunningService.Json(women)).GetProperty("hits").EnumerateArray()];
            only.Length.ShouldBe(sexes.GetProperty("values").EnumerateArray().Count(v => v.GetString() == "F"));
            only.ShouldAllBe(h => h.GetProperty("facts").GetProperty("sex").GetString() == "F");
            (map.GetProperty("count").GetInt32(), map.GetProperty("x").GetArrayLength(), map.GetProperty("share").GetDouble() > 0.3).ShouldBe((5, 5, true));
        }

        Should.Throw<ClefException>(() =>
            ClefServer.Create(_models.Serve(new ServeOptions { Data = _folder.At("other"), Indexes = ["eeg-tiny"] }))).Field.ShouldBe("--index");
        Should.Throw<ClefException>(() =>
            ClefServer.Create(new ServeOptions { Data = _folder.At("other"), Cohort = _folder.Path })).Message.ShouldContain("cohort");
    }

    private Task<RunningService> Start(params string[] indexes) =>
        RunningService.Start(_folder.Path, o => _models.Serve(o) with { Cohort = _folder.At("cohort"), Indexes = indexes });
}

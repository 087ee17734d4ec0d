using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Eeg.Embedding;
using Clef.Evaluation.TrainedProbes;
using Clef.Signals.Recordings;

namespace Clef.Server.Tests;

/// <summary>
/// A probe from 'clef eeg probe' to the served prediction: what a client is told is what the probe's own numbers make of the recording's vector.
/// </summary>
[Collection(ModelTests.Name)]
public sealed class EegProbeTests(TinyModels models) : IDisposable
{
    private const int Rows = 500;
    private readonly TestFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_fitted_probe_is_served_with_its_probability_set_interval_and_cautions()
    {
        string file = Directory.EnumerateFiles(Path.Combine(models.Cohort, "recordings"), "*.edf").Order(StringComparer.Ordinal).First();
        float[] vector = WriteTables();
        Probe("slowing", "--simulated").ShouldContain("auroc");
        Probe("severity").ShouldContain("mae");

        await using RunningService service = await RunningService.Start(_folder.Path, o => models.Serve(o) with { Probes = [_folder.At("probes")] });
        string id = await service.UploadOne(File.ReadAllBytes(file));
        using HttpResponseMessage accepted = await service.Client.PostAsJsonAsync("/api/v1/jobs?wait=30",
            new { kind = "predict", recording = id, model = "eeg-tiny", age = 44.0, sex = "F" });
        JsonElement job = await RunningService.Json(accepted, HttpStatusCode.Created);
        job.GetProperty("state").GetString().ShouldBe("done", job.ToString());
        JsonElement result = await service.Json($"/api/v1/jobs/{job.GetProperty("id").GetString()}/prediction");
        JsonElement[] tasks = [.. result.GetProperty("tasks").EnumerateArray()];
        tasks.Select(t => t.GetProperty("task").GetString()).ShouldBe(["severity", "slowing"]);

        // The probability: logit over temperature; the set: by the limits of the validation part.
        TrainedProbe slowing = TrainedProbe.Read(_folder.At("probes/slowing.json"));
        ProbeOutput output = slowing.Outputs.ShouldHaveSingleItem();
        double logit = output.Intercept + vector.Zip(output.Weights, (v, w) => v * w).Sum(), probability = 1 / (1 + Math.Exp(-logit / output.Temperature));
        JsonElement answer = tasks[1].GetProperty("answers")[0];
        answer.GetProperty("probability").GetDouble().ShouldBe(probability, 1e-4);
        (answer.GetProperty("mayBeAbsent").GetBoolean(), answer.GetProperty("mayBePresent").GetBoolean())
            .ShouldBe((probability <= output.Conformal!.Negative, 1 - probability <= output.Conformal.Positive));
        (answer.GetProperty("coverage").GetDouble(), tasks[1].GetProperty("calibrated").GetBoolean(), output.Temperature != 1).ShouldBe((0.9, true, true));
        tasks[1].GetProperty("figures").GetProperty("yes").EnumerateArray().Select(f => f.GetProperty("metric").GetString()).ShouldContain("auroc");
        string[] cautions = [.. tasks[1].GetProperty("cautions").EnumerateArray().Select(c => c.GetString()!)];
        cautions.ShouldContain("The probe was fitted on simulated data.");
        cautions.ShouldContain(c => c.Contains('F') && c.Contains("training", StringComparison.Ordinal), string.Join(" | ", cautions)); // 25 women among 500

        // The number and its interval.
        TrainedProbe severity = TrainedProbe.Read(_folder.At("probes/severity.json"));
        ProbeOutput line = severity.Outputs.ShouldHaveSingleItem();
        double number = line.Intercept + vector.Zip(line.Weights, (v, w) => v * w).Sum();
        JsonElement said = tasks[0].GetProperty("answers")[0];
        said.GetProperty("score").GetDouble().ShouldBe(number, 1e-3);
        said.GetProperty("low").GetDouble().ShouldBe(number - line.Conformal!.Width, 1e-3);
        said.GetProperty("high").GetDouble().ShouldBe(number + line.Conformal.Width, 1e-3);
        tasks[0].GetProperty("cautions").EnumerateArray().ShouldNotContain(c => c.GetString()!.Contains("simulated", StringComparison.Ordinal));

        // The audit names both probes by the digests of their files.
        JsonElement record = JsonDocument.Parse(File.ReadLines(_folder.At("data/audit.jsonl")).Last()).RootElement.GetProperty("record");
        record.GetProperty("answers").EnumerateArray().Select(a => a.GetProperty("probe").GetString())
            .ShouldBe(new[] { "severity", "slowing" }.Select(p =>
                Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(_folder.At($"probes/{p}.json"))))));
        record.GetProperty("answers")[1].GetProperty("value").GetDouble().ShouldBe(answer.GetProperty("probability").GetDouble());
    }

    /// <summary>A table of vectors about those of the simulated recordings, and labels that lean on them.</summary>
    /// <returns>The vector of the first recording, as the library makes it.</returns>
    private float[] WriteTables()
    {
        float[][] seen;
        using (EegModel model = EegModel.Open(models.EegModel))
        {
            seen = [.. Directory.EnumerateFiles(Path.Combine(models.Cohort, "recordings"), "*.edf").Order(StringComparer.Ordinal).Select(f =>
            {
                using Recording recording = RecordingFile.Open(f);
                return model.Embed(model.Preparation.Session(recording));
            })];
        }

        int width = seen[0].Length;
        var random = new CounterRandom(17);
        var values = new float[Rows * width];
        var lines = new List<string> { "session,patient,split,age,sex,slowing,severity" };
        for (int i = 0; i < Rows; i++)
        {
            for (int j = 0; j < width; j++)
            {
                values[(i * width) + j] = seen[i % seen.Length][j] + (float)random.Normal(0, 0.5);
            }

            double lean = (values[i * width] - seen[0][0]) + (values[(i * width) + 1] - seen[0][1]) + random.Normal(0, 0.4);
            string part = i % 10 < 6 ? "train" : i % 10 < 8 ? "validation" : "test", sex = i % 20 == 0 ? "F" : "M";
            lines.Add(string.Create(CultureInfo.InvariantCulture, $"s{i},p{i},{part},{20 + (i % 60)},{sex},{(lean > 0 ? 1 : 0)},{10 * lean}"));
        }

        new EmbeddingTable("session", [.. Enumerable.Range(0, Rows).Select(i => $"s{i}")], new string?[Rows], width, values).Write(_folder.At("table.csv"));
        File.WriteAllLines(_folder.At("labels.csv"), lines);
        return seen[0];
    }

    private string Probe(string task, params string[] more)
    {
        var start = new ProcessStartInfo("dotnet",
        [
            Path.Combine(AppContext.BaseDirectory, "clef.dll"), "eeg", "probe", "--embeddings", _folder.At("table.csv"), "--labels",
            _folder.At("labels.csv"), "--task", task,
            "--model", models.EegModel, "--out", _folder.At($"probes/{task}.json"), "--replicates", "20", .. more,
        ])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        using Process process = Process.Start(start)!;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        process.ExitCode.ShouldBe(0, error.Result);
        return output;
    }
}

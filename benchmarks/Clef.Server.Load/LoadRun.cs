using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text.Json;
using Clef.Server.Audit;

namespace Clef.Server.Load;

/// <summary>
/// Many clients of mixed requests, friendly and hostile, for some minutes, the service killed and restarted in between; then: was anything lost?
/// </summary>
internal sealed class LoadRun(string folder, int clients, TimeSpan length, int kills, int seed)
{
    private const int Port = 18080;

    private readonly ConcurrentDictionary<string, bool> _accepted = new(); // job: whether it is a prediction
    private readonly ConcurrentDictionary<string, string> _uploads = new(); // recording: digest, of those that were not deleted
    private readonly Figures _figures = new();
    private readonly List<(double Seconds, double All, double Anonymous)> _memory = [];

    /// <summary>Runs, and says what came of it.</summary>
    public async Task<LoadReport> Run()
    {
        LoadModels.Write(Path.Combine(folder, "models"));
        using var service = new ServiceProcess(Path.Combine(folder, "data"), Path.Combine(folder, "models"), Port);
        await service.Start();
        string[] recordings = await Prepare(service.Address);
        var clock = Stopwatch.StartNew();
        using var stop = new CancellationTokenSource(length);
        Task[] all = [.. Enumerable.Range(0, clients)
            .Select(c => Task.Run(() => new LoadClient(service.Address, recordings, _figures, _accepted, _uploads, seed + c).Run(stop.Token)))];
        Task watching = Watch(service, clock, stop.Token);
        for (int kill = 1; kill <= kills; kill++)
        {
            TimeSpan wait = (length * kill / (kills + 1)) - clock.Elapsed;
            if (wait > TimeSpan.Zero)
            {
                await Task.Delay(wait);
            }

            service.Kill();
            await service.Start();
        }

        await Task.WhenAll(all);
        await watching;
        return await Report(service, clock.Elapsed);
    }

    private static async Task<string[]> Prepare(Uri address)
    {
        using var client = new HttpClient { BaseAddress = address };
        var ids = new List<string>();
        foreach ((string[] labels, int rate, int seconds) in new[] { (new[] { "ECG" }, 250, 30), (["I", "II"], 500, 60),
            (["Fp1", "Fp2", "F3", "F4", "C3", "C4", "P3", "P4", "O1", "O2", "F7", "F8", "T7", "T8", "P7", "P8", "Fz", "Cz", "Pz"], 200, 1800) })
        {
            using var edf = new MemoryStream();
            SimulatedEdf.Write(edf, labels, rate, seconds, ids.Count);
            using HttpResponseMessage answer = await client.PostAsync("/api/v1/recordings?name=a.edf", new ByteArrayContent(edf.ToArray()));
            answer.EnsureSuccessStatusCode();
            ids.Add(JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("recordings")[0].GetProperty("id").GetString()!);
        }

        return [.. ids];
    }

    private async Task Watch(ServiceProcess service, Stopwatch clock, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            (double all, double anonymous) = service.Megabytes();
            if (all > 0)
            {
                _memory.Add((clock.Elapsed.TotalSeconds, all, anonymous));
            }

            await Task.Delay(1000, CancellationToken.None);
        }
    }

    /// <summary>Waits until every accepted job is over, and holds the jobs against the audit log, and the uploads against what is on disk.</summary>
    private async Task<LoadReport> Report(ServiceProcess service, TimeSpan took)
    {
        using var client = new HttpClient { BaseAddress = service.Address };
        var ends = new Dictionary<string, int>();
        int lost = 0;
        string[] predictions = [.. _accepted.Where(a => a.Value).Select(a => a.Key)];
        var done = new HashSet<string>();
        foreach (string id in _accepted.Keys)
        {
            string state = "";
            for (int i = 0; i < 6000; i++)
            {
                using HttpResponseMessage answer = await client.GetAsync($"/api/v1/jobs/{id}");
                if (answer.StatusCode == HttpStatusCode.NotFound)
                {
                    state = "lost";
                    break;
                }

                state = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("state").GetString()!;
                if (state is "done" or "failed" or "cancelled")
                {
                    break;
                }

                await Task.Delay(100);
            }

            ends[state] = ends.GetValueOrDefault(state) + 1;
            lost += state is "lost" or "waiting" or "running" ? 1 : 0;
            if (state == "done")
            {
                done.Add(id);
            }
        }

        string log = Path.Combine(folder, "data", "audit.jsonl");
        AuditCheck check = AuditCheck.Of(log, null);
        HashSet<string> audited = [.. File.ReadLines(log).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("record").GetProperty("job").GetString()!)];
        int unaudited = predictions.Count(p => done.Contains(p) && !audited.Contains(p));
        int lostUploads = 0;
        foreach ((string id, string digest) in _uploads)
        {
            // It is listed, and its file is what was sent.
            using HttpResponseMessage answer = await client.GetAsync($"/api/v1/recordings/{id}");
            string file = Path.Combine(folder, "data", "uploads", id, "recording.edf");
            bool whole = answer.IsSuccessStatusCode && File.Exists(file) && Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))) == digest;
            lostUploads += whole ? 0 : 1;
        }

        return new LoadReport(clients, took, service.Starts - 1, seed, _figures, _accepted.Count, ends, lost, check, unaudited, _memory, service.Complaints,
            _uploads.Count, lostUploads);
    }
}

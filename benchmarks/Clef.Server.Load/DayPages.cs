using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace Clef.Server.Load;

/// <summary>A long recording of many channels, simulated: uploaded, paged at every zoom, each answer timed.</summary>
internal static class DayPages
{
    public static async Task Run(string folder, int hours, int channels, int rate, int requests)
    {
        string[] scalp = ["Fp1", "Fp2", "F7", "F3", "Fz", "F4", "F8", "T7", "C3", "Cz", "C4", "T8", "P7", "P3", "Pz", "P4", "P8", "O1", "O2"];
        string[] labels = [.. Enumerable.Range(0, channels).Select(c => c < scalp.Length ? scalp[c] : $"X{c}")];
        string file = Path.Combine(folder, "day.edf");
        using (var stream = new FileStream(file, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
        {
            SimulatedEdf.Write(stream, labels, rate, hours * 3600, 1);
        }

        LoadModels.Write(Path.Combine(folder, "models"));
        using var service = new ServiceProcess(Path.Combine(folder, "data"), Path.Combine(folder, "models"), 18090);
        await service.Start();
        using var client = new HttpClient { BaseAddress = service.Address, Timeout = TimeSpan.FromMinutes(30) };
        long start = Stopwatch.GetTimestamp();
        string id;
        using (FileStream body = File.OpenRead(file))
        {
            using HttpResponseMessage answer = await client.PostAsync("/api/v1/recordings?name=day.edf", new StreamContent(body, 1 << 16));
            id = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.GetProperty("recordings")[0].GetProperty("id").GetString()!;
        }

        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds, megabytes = new FileInfo(file).Length / 1e6;
        Console.WriteLine(FormattableString.Invariant(
            $"simulated, {hours} h x {channels} channels x {rate} Hz: {megabytes:0} MB, uploaded in {seconds:0.0} s ({megabytes / seconds:0} MB/s)"));
        start = Stopwatch.GetTimestamp();
        string whole = $"/api/v1/recordings/{id}/signal?from=0&seconds={hours * 3600}&columns=1600&encoding=i16";
        while ((await client.GetAsync(whole)).StatusCode == HttpStatusCode.Accepted)
        {
            await Task.Delay(100);
        }

        Console.WriteLine(FormattableString.Invariant($"extremes made in {Stopwatch.GetElapsedTime(start).TotalSeconds:0.0} s"));
        var figures = new Figures();
        var random = new Random(2);
        foreach ((string name, double span, string more) in new[]
        {
            ("10 s, samples", 10.0, ""), ("10 s, bipolar, 0.5-70 Hz, notch", 10, "&montage=longitudinal-bipolar&lowCut=0.5&highCut=70&notch=50"),
            ("1 min, 1,600 columns", 60, "&columns=1600"),
            ("10 min, 1,600 columns", 600, "&columns=1600"), ("1 h, 1,600 columns", 3600, "&columns=1600"),
            ("6 h, 1,600 columns", 6 * 3600, "&columns=1600"), ("all, 1,600 columns", hours * 3600, "&columns=1600"),
        })
        {
            for (int i = 0; i < requests; i++)
            {
                double from = Math.Floor(random.NextDouble() * Math.Max(0, (hours * 3600) - span));
                start = Stopwatch.GetTimestamp();
                using HttpResponseMessage answer =
                    await client.GetAsync(FormattableString.Invariant($"/api/v1/recordings/{id}/signal?from={from}&seconds={span}&encoding=i16{more}"));
                await answer.Content.ReadAsByteArrayAsync();
                figures.Took(name, Stopwatch.GetElapsedTime(start).TotalMilliseconds, ((int)answer.StatusCode)
                    .ToString(System.Globalization.CultureInfo.InvariantCulture));
            }
        }

        for (int i = 0; i < 4; i++)
        {
            start = Stopwatch.GetTimestamp();
            using HttpResponseMessage answer = await client.GetAsync($"/api/v1/recordings/{id}/spectrogram/{i}?average=4");
            await answer.Content.ReadAsByteArrayAsync();
            figures.Took("spectrogram tile, made", Stopwatch.GetElapsedTime(start).TotalMilliseconds, ((int)answer.StatusCode)
                .ToString(System.Globalization.CultureInfo.InvariantCulture));
            start = Stopwatch.GetTimestamp();
            using HttpResponseMessage again = await client.GetAsync($"/api/v1/recordings/{id}/spectrogram/{i}?average=4");
            await again.Content.ReadAsByteArrayAsync();
            figures.Took("spectrogram tile, again", Stopwatch.GetElapsedTime(start).TotalMilliseconds, ((int)again.StatusCode)
                .ToString(System.Globalization.CultureInfo.InvariantCulture));
        }

        Console.WriteLine(figures.Table());
        (double all, double anonymous) = service.Megabytes();
        Console.WriteLine(FormattableString.Invariant($"resident {all:0} MB, of which {anonymous:0} MB are no file's"));
    }
}

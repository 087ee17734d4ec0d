using System.Diagnostics;
using System.Globalization;

namespace Clef.Server.Load;

/// <summary>'clef serve' as a process: started, killed, started again, its memory read.</summary>
internal sealed class ServiceProcess(string data, string models, int port) : IDisposable
{
    /// <summary>More than a run accepts: a job that the service forgot could not be told from one that it lost.</summary>
    private const string KeptJobs = "1000000";

    private Process? _process;

    public Uri Address { get; } = new($"http://127.0.0.1:{port}");

    public int Starts { get; private set; }

    /// <summary>What is in its log and should not be.</summary>
    public Complaints Complaints { get; } = new();

    /// <summary>Starts it and waits until it is ready.</summary>
    public async Task Start()
    {
        var start = new ProcessStartInfo("dotnet",
            [Path.Combine(AppContext.BaseDirectory, "clef.dll"), "serve", "--models", models, "--data", data, "--listen", $"127.0.0.1:{port}", "--rate",
                "100000", "--waiting-jobs", "200", "--kept-jobs", KeptJobs])
        {
            RedirectStandardError = true,
        };
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        _process = Process.Start(start)!;
        _process.ErrorDataReceived += (_, line) => Complaints.Take(line.Data);
        _process.BeginErrorReadLine();
        Starts++;
        using var client = new HttpClient { BaseAddress = Address, Timeout = TimeSpan.FromSeconds(2) };
        for (int i = 0; i < 600; i++)
        {
            try
            {
                if ((await client.GetAsync("/health/ready")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (Exception e) when (e is HttpRequestException or OperationCanceledException)
            {
            }

            await Task.Delay(100);
        }

        throw new InvalidOperationException("the service did not become ready");
    }

    /// <summary>Kills it outright.</summary>
    public void Kill()
    {
        _process!.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = null;
    }

    /// <summary>Resident memory now, megabytes: all of it, and what is no file's.</summary>
    public (double All, double Anonymous) Megabytes()
    {
        if (_process is not { } process || process.HasExited)
        {
            return (0, 0);
        }

        try
        {
            string[] lines = File.ReadAllLines($"/proc/{process.Id}/status");
            double Of(string name) => double.Parse(lines.First(l => l.StartsWith(name, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
            return (Of("VmRSS:"), Of("RssAnon:"));
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            return (0, 0);
        }
    }

    public void Dispose()
    {
        if (_process is not null)
        {
            Kill();
        }
    }
}

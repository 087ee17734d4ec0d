using System.Diagnostics;
using System.Globalization;

namespace Clef.Benchmarks;

/// <summary>A worker seen from the process that measures.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly Process _process;
    private readonly string _name;

    private WorkerProcess(string name, string file, IEnumerable<string> arguments, int threads)
    {
        _name = name;
        var start = new ProcessStartInfo(file) { RedirectStandardInput = true, RedirectStandardOutput = true };
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        // Threads of the side that rests must not spin on the cores of the side that runs.
        start.Environment["OMP_WAIT_POLICY"] = "passive";
        _process = Process.Start(start)!;
    }

    public static WorkerProcess Clef(Comparison comparison, string name, int threads) =>
        new("clef", Environment.ProcessPath!, [.. Host(), "worker", comparison.Name, name, threads.ToString(CultureInfo.InvariantCulture)], threads);

    public static WorkerProcess Peer(Comparison comparison, string name, int threads, string python) =>
        new("peer", python, [Repository.File("benchmarks", "peers", comparison.PeerScript), name, threads.ToString(CultureInfo.InvariantCulture)], threads);

    public void AwaitReady()
    {
        if (Read() != "ready")
        {
            throw new InvalidOperationException($"the {_name} worker did not become ready");
        }
    }

    public double Ask(string request)
    {
        _process.StandardInput.WriteLine(request);
        _process.StandardInput.Flush();
        return double.Parse(Read(), CultureInfo.InvariantCulture);
    }

    public void Dispose()
    {
        _process.StandardInput.Close();
        if (!_process.WaitForExit(10_000))
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    // Started as "dotnet Clef.Benchmarks.dll" the program must be started so again; started by its own executable it needs no argument.
    private static IEnumerable<string> Host() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath!) == "dotnet" ? [typeof(WorkerProcess).Assembly.Location] : [];

    private string Read() => _process.StandardOutput.ReadLine() ?? throw new InvalidOperationException($"the {_name} worker ended early");
}

using System.Globalization;
using Clef.Benchmarks;

// usage: Clef.Benchmarks COMPARISON [rounds=N] [threads=N] [python=PATH] [case=NAME]
// Runs Clef and a Python peer in turn and writes benchmarks/results/DATE-COMPARISON.md and .json (none where one case is chosen).
if (args is ["worker", var worked, var caseName, var workerThreads])
{
    return Worker.Run(Comparison.All.Single(c => c.Name == worked), caseName, int.Parse(workerThreads, CultureInfo.InvariantCulture));
}

Dictionary<string, string> options = args.Skip(1).Select(a => a.Split('=', 2)).ToDictionary(p => p[0], p => p.Length == 2 ? p[1] : "");
if (args.Length == 0 || Comparison.All.FirstOrDefault(c => c.Name == args[0]) is not { } comparison
    || options.Keys.Except(["rounds", "threads", "python", "case"]).Any())
{
    Console.Error.WriteLine($"usage: Clef.Benchmarks {string.Join('|', Comparison.All.Select(c => c.Name))} [rounds=N] [threads=N] [python=PATH] [case=NAME]");
    return 2;
}

int rounds = int.Parse(options.GetValueOrDefault("rounds", "7"), CultureInfo.InvariantCulture);
int threads = int.Parse(options.GetValueOrDefault("threads", Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
string python = options.GetValueOrDefault("python", "/usr/bin/python3");
string? only = options.GetValueOrDefault("case");
List<Measurement> measurements = [.. comparison.Cases.Where(c => only is null || c == only)
    .Select(c => Measurement.Take(comparison, c, rounds, threads, python))];
foreach (Measurement m in measurements)
{
    Console.WriteLine(FormattableString.Invariant(
        $"{m.Case}: clef {m.ClefMedian:F4} s, peer {m.PeerMedian:F4} s, ratio {m.Ratio:F2}; peak {m.ClefMegabytes:F0} and {m.PeerMegabytes:F0} MB"));
}

if (only is null)
{
    string command = $"dotnet run -c Release --project benchmarks/Clef.Benchmarks -- {string.Join(' ', args)}";
    Console.WriteLine(Report.Write(comparison, measurements, command, threads, python));
}

return 0;

using System.Diagnostics;
using System.Globalization;

namespace Clef.Benchmarks;

/// <summary>
/// One side of one case, in a process of its own so that its memory is its own. Protocol, of both sides, a line each: the worker prepares,
/// warms up and prints <c>ready</c>; to <c>go</c> it runs one round and prints the seconds; to <c>memory</c> it prints its peak resident
/// megabytes; when the input ends, so does it.
/// </summary>
internal static class Worker
{
    public static int Run(Comparison comparison, string name, int threads)
    {
        Action round = comparison.Prepare(name, threads);
        round();
        round();
        Say("ready");
        while (Console.In.ReadLine() is { } line)
        {
            switch (line)
            {
                case "go":
                    long start = Stopwatch.GetTimestamp();
                    round();
                    Say(Stopwatch.GetElapsedTime(start).TotalSeconds.ToString("R", CultureInfo.InvariantCulture));
                    break;
                case "memory":
                    Say(PeakMegabytes().ToString("R", CultureInfo.InvariantCulture));
                    break;
                default:
                    return 2;
            }
        }

        return 0;
    }

    private static double PeakMegabytes()
    {
        // VmHWM: the high-water mark of resident memory, in kB.
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024;
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }
}

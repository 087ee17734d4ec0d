using System.Diagnostics;
using System.Globalization;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Benchmarks;

/// <summary>
/// Twelve-lead ten-second records at 500 Hz in format 16 (2,000 simulated ones, made here): opened, decoded to float32 and closed, on one thread and on all,
/// beside a plain read of the same two files of each record.
/// </summary>
internal static class WfdbComparison
{
    private const int Records = 2000, Samples = 5000, Leads = 12, Rounds = 9;

    public static void Run()
    {
        string path = Path.Combine(Path.GetTempPath(), "clef-benchmark-wfdb");
        if (!Directory.Exists(path))
        {
            Make(path);
        }

        using var folder = new DirectorySourceFolder(path);
        int[] leads = [.. Enumerable.Range(0, Leads)];
        float[][] Planes() => [.. leads.Select(_ => new float[Samples])];
        float[][] reused = Planes();
        (double Wall, double Processor) none = (double.MaxValue, double.MaxValue), one = none, many = none, read = none, readMany = none;
        for (int round = 0; round < Rounds; round++)
        {
            read = Least(read, Time(() =>
            {
                for (int i = 0; i < Records; i++)
                {
                    Plain(path, i);
                }
            }));
            readMany = Least(readMany, Time(() => Parallel.For(0, Records, i => Plain(path, i))));
            one = Least(one, Time(() =>
            {
                for (int i = 0; i < Records; i++)
                {
                    Decode(folder, i, leads, reused);
                }
            }));
            many = Least(many, Time(() => Parallel.For(0, Records, Planes, (i, _, planes) =>
            {
                Decode(folder, i, leads, planes);
                return planes;
            }, _ => { })));
        }

        Console.WriteLine($"| work | records a second, one thread | {Environment.ProcessorCount} threads | processor time a record, one thread |\n|---|---|---|---|");
        Row("plain read of header and signal file (ReadAllBytes)", read, readMany);
        Row($"Clef: opened, 12 x {Samples} float32 in millivolt, closed", one, many);
    }

    private static void Row(string work, (double Wall, double Processor) one, (double Wall, double Processor) many) => Console.WriteLine(
        string.Create(CultureInfo.InvariantCulture, $"| {work} | {Records / one.Wall:F0} | {Records / many.Wall:F0} | {1e6 * one.Processor / Records:F0} us |"));

    private static (double, double) Least((double Wall, double Processor) a, (double Wall, double Processor) b) =>
        (Math.Min(a.Wall, b.Wall), Math.Min(a.Processor, b.Processor));

    private static void Plain(string path, int i)
    {
        GC.KeepAlive(File.ReadAllBytes(Path.Combine(path, $"r{i}.hea")));
        GC.KeepAlive(File.ReadAllBytes(Path.Combine(path, $"r{i}.dat")));
    }

    private static void Decode(SourceFolder folder, int i, int[] leads, float[][] planes)
    {
        using Recording recording = RecordingFile.Open(folder, $"r{i}.hea");
        recording.Read(leads, 0, planes);
    }

    /// <summary>Seconds by the clock, and those that the process spent on the processor.</summary>
    private static (double Wall, double Processor) Time(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        double wall = Stopwatch.GetElapsedTime(start).TotalSeconds;
        return (wall, (Environment.CpuUsage.TotalTime - before).TotalSeconds);
    }

    private static void Make(string path)
    {
        Directory.CreateDirectory(path);
        string[] names = ["I", "II", "III", "aVR", "aVL", "aVF", "V1", "V2", "V3", "V4", "V5", "V6"];
        var random = new Random(3);
        var bytes = new byte[Samples * Leads * 2];
        for (int i = 0; i < Records; i++)
        {
            random.NextBytes(bytes);
            File.WriteAllBytes(Path.Combine(path, $"r{i}.dat"), bytes);
            File.WriteAllText(Path.Combine(path, $"r{i}.hea"),
                $"r{i} {Leads} 500 {Samples}\n" + string.Concat(names.Select(n => $"r{i}.dat 16 1000/mV 16 0 -119 1508 0 {n}\n")) + "#Age: 74\n#Sex: Male\n#Dx: 59118001\n");
        }
    }
}

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
        double one = double.MaxValue, many = double.MaxValue, read = double.MaxValue, readMany = double.MaxValue;
        for (int round = 0; round < Rounds; round++)
        {
            read = Math.Min(read, Time(() =>
            {
                for (int i = 0; i < Records; i++)
                {
                    Plain(path, i);
                }
            }));
            readMany = Math.Min(readMany, Time(() => Parallel.For(0, Records, i => Plain(path, i))));
            one = Math.Min(one, Time(() =>
            {
                for (int i = 0; i < Records; i++)
                {
                    Decode(folder, i, leads, reused);
                }
            }));
            many = Math.Min(many, Time(() => Parallel.For(0, Records, Planes, (i, _, planes) =>
            {
                Decode(folder, i, leads, planes);
                return planes;
            }, _ => { })));
        }

        int threads = Environment.ProcessorCount;
        Console.WriteLine($"| work | records a second, one thread | records a second, {threads} threads |\n|---|---|---|");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| plain read of header and signal file (ReadAllBytes) | {Records / read:F0} | {Records / readMany:F0} |"));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| Clef: opened, 12 x {Samples} float32 in millivolt, closed | {Records / one:F0} | {Records / many:F0} |"));
    }

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

    private static double Time(Action work)
    {
        long start = Stopwatch.GetTimestamp();
        work();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
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

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Clef.Core.Sources;
using Clef.Signals.Recordings;

namespace Clef.Signals.Benchmarks;

/// <summary>
/// EDF of 64 channels x 512 Hz x 1 h (236 MB, made here): a plain read of the bytes, our full decode, our decode into arrays that are there, and MNE, in turns
/// within one run; then random windows of 4 s over all channels, and the memory that stays resident.
/// </summary>
internal static class EdfComparison
{
    private const int Channels = 64, Rate = 512, Seconds = 3600, Rounds = 9, Windows = 2000;

    public static void Run()
    {
        string path = Path.Combine(Path.GetTempPath(), "clef-benchmark-64x512x3600.edf");
        if (!File.Exists(path))
        {
            Make(path);
        }

        using Recording recording = RecordingFile.Open(path);
        int[] all = [.. Enumerable.Range(0, Channels)];
        var bytes = new byte[1 << 20];
        float[][] planes = recording.Read(all, 0, Seconds);
        var fresh = new List<Cost>();
        var reuse = new List<Cost>();
        var read = new List<Cost>();
        var whole = new List<Cost>();
        var peer = new List<Cost>();
        for (int round = 0; round < Rounds; round++)
        {
            read.Add(Time(() =>
            {
                using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
                while (stream.Read(bytes) > 0)
                {
                }
            }));
            whole.Add(Time(() => GC.KeepAlive(File.ReadAllBytes(path))));
            GC.Collect();
            fresh.Add(Time(() => GC.KeepAlive(recording.Read(all, 0, Seconds))));
            GC.Collect();
            reuse.Add(Time(() => recording.Read(all, 0, planes)));
            if (Peer(path) is { } mne)
            {
                peer.Add(new Cost(mne, double.NaN));
            }
        }

        Console.WriteLine("| work | best ms | median ms | processor time: best ms | median ms |\n|---|---|---|---|---|");
        Row("plain read of the bytes, 1 MB buffer", read);
        Row("plain read of the bytes into one array (ReadAllBytes)", whole);
        Row("Clef, full decode, new arrays", fresh);
        Row("Clef, full decode, arrays reused", reuse);
        Row("MNE, read_raw_edf(preload=True)", peer);

        var random = new Random(1);
        float[][] window = recording.Read(all, 0, 4);
        var times = new double[Windows];
        for (int i = 0; i < Windows; i++)
        {
            double from = random.NextDouble() * (Seconds - 4);
            long start = Stopwatch.GetTimestamp();
            recording.Read(all, from, window);
            times[i] = Stopwatch.GetElapsedTime(start).TotalMicroseconds;
        }

        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nRandom 4-s windows, {Channels} channels: median {times[Windows / 2]:F0} us, 95th percentile {times[Windows * 95 / 100]:F0} us ({Windows} windows)"));
        long resident = Resident(path);
        double decoded = (double)Channels * Rate * Seconds * sizeof(float);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Resident memory after a full decode in a process of its own: {resident / 1e6:F0} MB, {resident / decoded:F2} x the decoded size of {decoded / 1e6:F0} MB"));
    }

    /// <summary>Decodes once and reports the peak of resident memory: the part that runs in a process of its own.</summary>
    public static void Decode(string path)
    {
        using Recording recording = RecordingFile.Open(path);
        float[][] planes = recording.Read([.. Enumerable.Range(0, recording.Channels.Count)], 0, recording.DurationSeconds);
        string line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmRSS", StringComparison.Ordinal));
        GC.KeepAlive(planes);
        Console.WriteLine(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]);
    }

    private static void Row(string name, List<Cost> costs)
    {
        double[] wall = [.. costs.Select(c => c.Wall).Order()], processor = [.. costs.Select(c => c.Processor).Order()];
        Console.WriteLine(costs.Count == 0 ? $"| {name} | not run | | | |" : string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {wall[0]:F0} | {wall[wall.Length / 2]:F0} | {processor[0]:F0} | {processor[processor.Length / 2]:F0} |"));
    }

    /// <summary>Milliseconds by the clock, and those that all threads together spent on the processor, which other work on the machine changes less.</summary>
    private readonly record struct Cost(double Wall, double Processor);

    private static Cost Time(Action work)
    {
        TimeSpan before = Environment.CpuUsage.TotalTime;
        long start = Stopwatch.GetTimestamp();
        work();
        double wall = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        return new Cost(wall, (Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
    }

    private static long Resident(string path)
    {
        // Begun as a program of its own or by dotnet, which then has to be told the library.
        string program = Environment.ProcessPath!;
        string[] library = Path.GetFileNameWithoutExtension(program) == "dotnet" ? [Environment.GetCommandLineArgs()[0]] : [];
        using Process process = Process.Start(new ProcessStartInfo(program, [.. library, "edf-decode", path])
        {
            RedirectStandardOutput = true,
        })!;
        string text = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return long.Parse(text.Trim(), CultureInfo.InvariantCulture) * 1024;
    }

    private static double? Peer(string path)
    {
        try
        {
            using Process process = Process.Start(new ProcessStartInfo(Environment.GetEnvironmentVariable("CLEF_PYTHON") ?? "/usr/bin/python3",
                [Path.Combine(Repository.Root, "benchmarks", "peers", "edf.py"), path]) { RedirectStandardOutput = true, RedirectStandardError = true })!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            string text = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            _ = errors.Result;
            return process.ExitCode == 0 ? double.Parse(text, CultureInfo.InvariantCulture) : null;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }

    /// <summary>Writes the file: simulated noise, the same bytes in every run.</summary>
    private static void Make(string path)
    {
        var header = new StringBuilder();
        Put("0", 8).Put("X X X X", 80).Put("Startdate 01-JAN-2020 X X X", 80).Put("01.01.20", 8).Put("00.00.00", 8);
        Put($"{256 * (Channels + 1)}", 8).Put("", 44).Put($"{Seconds}", 8).Put("1", 8).Put($"{Channels}", 4);
        foreach ((int width, string value) in new[] { (16, "EEG"), (80, ""), (8, "uV"), (8, "-3276.8"), (8, "3276.7"), (8, "-32768"), (8, "32767"), (80, ""), (8, $"{Rate}"), (32, "") })
        {
            for (int channel = 0; channel < Channels; channel++)
            {
                Put(value == "EEG" ? $"EEG {channel}" : value, width);
            }
        }

        using FileStream stream = File.Create(path);
        stream.Write(Encoding.ASCII.GetBytes(header.ToString()));
        var record = new byte[Channels * Rate * 2];
        var random = new Random(7);
        for (int second = 0; second < Seconds; second++)
        {
            random.NextBytes(record);
            stream.Write(record);
        }

        Text Put(string text, int width) => new Text(header).Put(text, width);
    }

    private readonly struct Text(StringBuilder header)
    {
        public Text Put(string text, int width)
        {
            header.Append(text.PadRight(width));
            return this;
        }
    }
}

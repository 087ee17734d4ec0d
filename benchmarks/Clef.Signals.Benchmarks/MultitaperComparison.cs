using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using Clef.Signals.Spectra;

namespace Clef.Signals.Benchmarks;

/// <summary>
/// One session's spectra, 19 channels x 1,280 s x 200 Hz (simulated noise), 4 s / 1 s, three tapers, 128 bins, on one core, beside MNE-Python and SciPy in single
/// precision on the same samples; their results are compared, too.
/// </summary>
internal static class MultitaperComparison
{
    private const int Channels = 19, Windows = 1280, Samples = (Windows * 200) + 600, Bins = 128, Repeats = 15;

    public static void Run()
    {
        string folder = Directory.CreateTempSubdirectory("clef-multitaper-").FullName;
        try
        {
            float[] signal = Simulated();
            File.WriteAllBytes(Path.Combine(folder, "signal.f32"), MemoryMarshal.AsBytes(signal.AsSpan()).ToArray());
            (double best, double median, float[] ours) = Clef(signal);
            Console.WriteLine("| program | best s | median s | largest difference from Clef, dB | the same without 0 Hz |");
            Console.WriteLine("|---|---|---|---|---|");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| Clef | {best:F4} | {median:F4} | | |"));
            foreach (string peer in new[] { "scipy-float32", "mne" })
            {
                Console.WriteLine(Peer(peer, folder, ours));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static float[] Simulated()
    {
        var random = new Random(1);
        var signal = new float[Channels * Samples];
        for (int i = 0; i < signal.Length; i++)
        {
            signal[i] = (float)((30 * Math.Sin(2 * Math.PI * 10 * i / 200)) + (40 * (random.NextDouble() - 0.5)));
        }

        return signal;
    }

    private static (double Best, double Median, float[] Decibels) Clef(float[] signal)
    {
        var multitaper = new Multitaper(MultitaperSettings.Clef, 200);
        var power = new float[Channels * Bins * Windows]; // (channel, frequency, window)
        var times = new List<double>();
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int channel = 0; channel < Channels; channel++)
            {
                Span<float> to = power.AsSpan(channel * Bins * Windows, Bins * Windows);
                multitaper.Compute(signal.AsSpan(channel * Samples, Samples), Windows, to);
                Levels.ToDecibels(to);
            }

            times.Add(Stopwatch.GetElapsedTime(start).TotalSeconds);
        }

        times.Sort();
        return (times[0], times[times.Count / 2], power);
    }

    private static string Peer(string name, string folder, float[] ours)
    {
        string script = Path.Combine(Repository.Root, "benchmarks", "peers", "multitaper.py");
        string output = Path.Combine(folder, name + ".f32");
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("CLEF_PYTHON") ?? "/usr/bin/python3")
        {
            ArgumentList = { script, name, Path.Combine(folder, "signal.f32"), output },
            RedirectStandardOutput = true,
        };
        foreach (string threads in new[] { "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS" })
        {
            start.Environment[threads] = "1";
        }

        using Process? process = Process.Start(start);
        string line = process!.StandardOutput.ReadToEnd().Trim();
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            return $"| {name} | could not run | | | |";
        }

        // The peer writes (channel, window, frequency).
        float[] theirs = MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(output)).ToArray();
        double worst = 0, worstAboveZero = 0;
        for (int c = 0; c < Channels; c++)
        {
            for (int w = 0; w < Windows; w++)
            {
                for (int f = 0; f < Bins; f++)
                {
                    double difference = Math.Abs(theirs[(((c * Windows) + w) * Bins) + f] - ours[(((c * Bins) + f) * Windows) + w]);
                    worst = Math.Max(worst, difference);
                    worstAboveZero = f > 0 ? Math.Max(worstAboveZero, difference) : worstAboveZero;
                }
            }
        }

        string[] seconds = line.Split(' ');
        return string.Create(CultureInfo.InvariantCulture, $"| {name} | {seconds[0]} | {seconds[1]} | {worst:E1} | {worstAboveZero:E1} |");
    }
}

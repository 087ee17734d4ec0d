using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace Clef.Cohorts.Tests.Support;

/// <summary>Writes small WFDB records (format 16) and makes signals for tests.</summary>
internal static class Wfdb
{
    public static void Write(string folder, string name, double rate, float[][] channels, double gain = 1000, string[]? comments = null, string? label = null)
    {
        string path = Path.Combine(folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        string last = Path.GetFileName(name);
        var header = new StringBuilder(string.Create(CultureInfo.InvariantCulture, $"{last} {channels.Length} {rate:R} {channels[0].Length}\n"));
        for (int i = 0; i < channels.Length; i++)
        {
            header.Append(CultureInfo.InvariantCulture, $"{last}.dat 16 {gain:R}/mV 16 0 {Digital(channels[i][0], gain)} 0 0 {label ?? $"ch{i}"}\n");
        }

        foreach (string comment in comments ?? [])
        {
            header.Append('#').Append(comment).Append('\n');
        }

        File.WriteAllText(path + ".hea", header.ToString());
        var samples = new short[channels.Length * channels[0].Length];
        for (int i = 0; i < channels[0].Length; i++)
        {
            for (int c = 0; c < channels.Length; c++)
            {
                samples[(i * channels.Length) + c] = Digital(channels[c][i], gain);
            }
        }

        File.WriteAllBytes(path + ".dat", MemoryMarshal.AsBytes<short>(samples).ToArray());
    }

    /// <summary>A signal of random oscillations below 20 Hz, sampled at any rate from the same underlying function of time.</summary>
    public static float[] Oscillations(int seed, double rate, double from, double seconds)
    {
        var random = new Random(seed);
        (double F, double P, double A)[] parts = Enumerable.Range(0, 60).Select(_ => (0.7 + (19 * random.NextDouble()), 6.28 * random.NextDouble(), random.NextDouble())).ToArray();
        return Enumerable.Range(0, (int)(rate * seconds)).Select(i =>
        {
            double t = from + (i / rate);
            double sum = 0;
            foreach ((double f, double p, double a) in parts)
            {
                sum += a / Math.Sqrt(f) * Math.Sin((2 * Math.PI * f * t) + p);
            }

            return (float)(sum * 0.2);
        }).ToArray();
    }

    private static short Digital(float value, double gain) => float.IsNaN(value) ? short.MinValue : (short)Math.Clamp(Math.Round(value * gain), -32767, 32767);
}

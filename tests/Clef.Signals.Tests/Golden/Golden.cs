using System.Text.Json;

namespace Clef.Signals.Tests.Golden;

/// <summary>Values that SciPy computed; the scripts beside the files made them.</summary>
internal static class GoldenFile
{
    public static JsonElement Read(string name) =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Golden", name))).RootElement;

    public static double[] Doubles(this JsonElement element, string name) => [.. element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble())];

    /// <summary>The same test signal as in the scripts.</summary>
    public static float[] Wave(int count) =>
        [.. Enumerable.Range(0, count).Select(i => (float)(3 + (0.002 * i) + Math.Sin(0.05 * i) + (0.5 * Math.Cos(0.9 * i))))];

    public static double LargestDifference(IReadOnlyList<double> a, IReadOnlyList<double> b)
    {
        a.Count.ShouldBe(b.Count);
        return a.Zip(b, (x, y) => Math.Abs(x - y)).Append(0).Max();
    }
}

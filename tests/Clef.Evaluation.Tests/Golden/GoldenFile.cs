using System.Text.Json;

namespace Clef.Evaluation.Tests.Golden;

/// <summary>Golden values written by the scripts beside this file.</summary>
internal static class GoldenFile
{
    public static JsonElement Read(string name)
    {
        using Stream stream = typeof(GoldenFile).Assembly.GetManifestResourceStream($"Clef.Evaluation.Tests.Golden.{name}")!;
        return JsonDocument.Parse(stream).RootElement;
    }

    public static double[] Numbers(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(v => v.GetDouble()).ToArray();

    public static int[] Integers(this JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(v => v.GetInt32()).ToArray();

    public static double Number(this JsonElement element, string name) => element.GetProperty(name).GetDouble();
}

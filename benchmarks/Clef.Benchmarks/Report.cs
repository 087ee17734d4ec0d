using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Tensors;

namespace Clef.Benchmarks;

/// <summary>The dated result file, as Markdown for readers and JSON for machines.</summary>
internal static class Report
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    public static string Write(Comparison comparison, IReadOnlyList<Measurement> measurements, string command, int threads, string python)
    {
        string date = TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
        string peer = Repository.Output(python, "-c", comparison.PeerVersion);
        var facts = new (string Name, string Value)[]
        {
            ("date", date),
            ("command", command),
            ("hardware", Repository.Hardware()),
            ("threads", threads.ToString(CultureInfo.InvariantCulture)),
            ("commit", Repository.Commit()),
            ("engine", $"libtorch {TensorRuntime.TorchVersion} ({TensorRuntime.CpuCapability} kernels), BLAS core {TensorRuntime.BlasCoreType ?? "not known"}"),
            ("peer", $"{peer}; {Repository.Output(python, "--version")}"),
        };
        string path = Repository.File("benchmarks", "results", $"{date}-{comparison.Name}");
        File.WriteAllText(path + ".md", Markdown(comparison, measurements, facts));
        File.WriteAllText(path + ".json", JsonSerializer.Serialize(
            new { comparison.Name, comparison.Description, facts = facts.ToDictionary(f => f.Name, f => f.Value), measurements }, s_json) + "\n");
        return path + ".md";
    }

    private static string Markdown(Comparison comparison, IReadOnlyList<Measurement> measurements, (string Name, string Value)[] facts)
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"# {comparison.Name}").AppendLine().AppendLine(comparison.Description).AppendLine();
        foreach ((string name, string value) in facts)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"* {name}: {value}");
        }

        text.AppendLine().AppendLine("Medians over rounds that alternate between the two processes; the ratio is the median of the rounds' ratios (below 1: Clef is faster).").AppendLine();
        text.AppendLine("| case | rounds | Clef, s | peer, s | ratio | Clef peak, MB | peer peak, MB |");
        text.AppendLine("|---|---|---|---|---|---|---|");
        foreach (Measurement m in measurements)
        {
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {m.Case} | {m.ClefSeconds.Length} | {m.ClefMedian:F4} | {m.PeerMedian:F4} | **{m.Ratio:F2}** | {m.ClefMegabytes:F0} | {m.PeerMegabytes:F0} |");
        }

        return text.ToString();
    }
}

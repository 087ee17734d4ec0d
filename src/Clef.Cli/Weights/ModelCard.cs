using System.Globalization;
using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Core.Tables;
using Clef.Tensors.Weights;

namespace Clef.Cli.Weights;

/// <summary>
/// A model card as Markdown, made of files and of nothing else: <c>settings.yaml</c>, <c>environment.json</c> and <c>metrics.jsonl</c> of the run,
/// <c>config.json</c> and the weights of the
/// model, <c>summary.csv</c> of a benchmark. What the files do not say is listed as not known.
/// </summary>
internal static class ModelCard
{
    private const string Beyond = "## Beyond the record";

    // Lists as long as a vocabulary say nothing in a card.
    private const int LongestList = 24;

    /// <summary>The card of a run's or a model's folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="bench">A benchmark's folder; null for none.</param>
    /// <param name="former">The card that is replaced, of which what a person wrote is kept; empty for none.</param>
    public static string Of(string folder, string? bench, string former)
    {
        bool isModel = File.Exists(Path.Combine(folder, "model.safetensors"));
        string model = isModel ? folder : Path.Combine(folder, "model");
        if (!File.Exists(Path.Combine(model, "model.safetensors")))
        {
            throw new ClefException(folder, "model", null, "a model folder, or the folder of a run that is finished (with model/model.safetensors)");
        }

        var card = new StringBuilder();
        card.Append(CultureInfo.InvariantCulture, $"# Model card: " +
            $"{Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)))}\n\nMade by `clef weights card` from the record of the " +
            $"run. For research; not a medical device.\n");
        var missing = new List<string>();
        Model(card, model);
        Training(card, folder, isModel, missing);
        Bench(card, bench, missing);
        card.Append("\n## Not known from the record\n\n");
        foreach (string what in missing.Concat(["who the patients were, how they came to be recorded, and whether they agreed",
            "how the model does at other hospitals, devices and ages", "what it is meant for"]))
        {
            card.Append(CultureInfo.InvariantCulture, $"* {what}\n");
        }

        int kept = former.IndexOf(Beyond, StringComparison.Ordinal);
        return card.Append('\n').Append(kept >= 0 ? former[kept..] : $"{Beyond}\n\n(Write here what a machine cannot know; it is kept when the card is " +
            $"made again.)\n").ToString();
    }

    private static void Model(StringBuilder card, string model)
    {
        using WeightFile weights = WeightFile.Open(Path.Combine(model, "model.safetensors"));
        card.Append("\n## What it is\n\n| | |\n| --- | --- |\n");
        Row(card, "tensors, numbers", string.Create(CultureInfo.InvariantCulture, $"{weights.Entries.Count:N0}, " +
            $"{weights.Entries.Sum(e => e.ElementCount):N0}"));
        Row(card, "digest of the tensors", WeightDigest.Of(weights.Entries));
        Row(card, "SHA-256 of the file", weights.FileDigest());
        Settings(card, Path.Combine(model, "config.json"));
    }

    private static void Training(StringBuilder card, string folder, bool isModel, List<string> missing)
    {
        if (isModel || !File.Exists(Path.Combine(folder, "config.json")))
        {
            missing.Add("how it was trained: this folder holds weights and no run");
            return;
        }

        card.Append("\n## How it was trained\n\n");
        if (File.Exists(Path.Combine(folder, "settings.yaml")))
        {
            card.Append(CultureInfo.InvariantCulture, $"```yaml\n{File.ReadAllText(Path.Combine(folder, "settings.yaml")).TrimEnd()}\n```\n");
        }
        else
        {
            card.Append("| setting | |\n| --- | --- |\n");
            Settings(card, Path.Combine(folder, "config.json"));
        }

        Figures(card, Path.Combine(folder, "metrics.jsonl"), missing);
        if (File.Exists(Path.Combine(folder, "environment.json")))
        {
            card.Append("\n## Where it was trained\n\n| | |\n| --- | --- |\n");
            Settings(card, Path.Combine(folder, "environment.json"));
        }
        else
        {
            missing.Add("on which machine and with which version it was trained");
        }
    }

    /// <summary>The first and the last value of each figure of the log.</summary>
    private static void Figures(StringBuilder card, string path, List<string> missing)
    {
        var first = new SortedDictionary<string, double>(StringComparer.Ordinal);
        var last = new Dictionary<string, double>(StringComparer.Ordinal);
        long step = 0;
        foreach (string line in File.Exists(path) ? File.ReadLines(path).Where(l => l.Trim().Length > 0) : [])
        {
            using JsonDocument figures = Parse(path, line);
            foreach (JsonProperty figure in figures.RootElement.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.Number))
            {
                if (figure.Name == "step")
                {
                    step = figure.Value.GetInt64();
                    continue;
                }

                last[figure.Name] = figure.Value.GetDouble();
                first.TryAdd(figure.Name, last[figure.Name]);
            }
        }

        if (first.Count == 0)
        {
            missing.Add("how its losses went: there is no log");
            return;
        }

        card.Append(CultureInfo.InvariantCulture, $"\nAfter {step:N0} steps (means over the steps between two lines of the log):\n\n| figure | first | " +
            $"last |\n| --- | --- | --- |\n");
        foreach ((string name, double value) in first)
        {
            card.Append(CultureInfo.InvariantCulture, $"| {name} | {value:G5} | {last[name]:G5} |\n");
        }
    }

    private static void Bench(StringBuilder card, string? bench, List<string> missing)
    {
        if (bench is null)
        {
            missing.Add("how good it is: no benchmark was named (--bench)");
            return;
        }

        string path = Path.Combine(bench, "summary.csv");
        CsvTable table = File.Exists(path) ? CsvTable.Read(path) : throw new ClefException(bench, "summary.csv", null, "a folder made by 'clef bench run'");
        int Column(string name) => table.Column(name);
        using JsonDocument run = Parse(Path.Combine(bench, "run.json"), File.ReadAllText(Path.Combine(bench, "run.json")));
        string Said(string name) => run.RootElement.EnumerateObject().FirstOrDefault(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .Value is { ValueKind: JsonValueKind.String } v ? v.GetString()! : "";
        card.Append(CultureInfo.InvariantCulture, $"\n## How good it is\n\n{Said("suite")} on {Said("source")}: means over tasks, with 95 % intervals " +
            $"over patients. Baselines stand in the same table.\n\n| tasks | model | probe | labels | part | metric | mean | 95 % | number |\n| --- | " +
            $"--- | --- | --- | --- | --- | --- | --- | --- |\n");
        foreach (string[] r in table.Rows)
        {
            card.Append(CultureInfo.InvariantCulture, $"| {r[Column("heading")]} | {r[Column("model")]} | {r[Column("probe")]} | " +
                $"{r[Column("labels_percent")]} % | {r[Column("part")]} | {r[Column("metric")]} | {r[Column("value")]} | {r[Column("low")]} to " +
                $"{r[Column("high")]} | {r[Column("tasks")]} |\n");
        }
    }

    /// <summary>Every setting of a JSON file, a row each, inner ones by their path.</summary>
    private static void Settings(StringBuilder card, string path)
    {
        using JsonDocument json = Parse(path, File.ReadAllText(path));
        Walk("", json.RootElement);

        void Walk(string name, JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object:
                    foreach (JsonProperty inner in value.EnumerateObject())
                    {
                        Walk(name.Length > 0 ? $"{name}.{inner.Name}" : inner.Name, inner.Value);
                    }

                    break;
                case JsonValueKind.Array when value.GetArrayLength() > LongestList:
                    Row(card, name, string.Create(CultureInfo.InvariantCulture, $"{value.GetArrayLength()} entries"));
                    break;
                case JsonValueKind.Array:
                    Row(card, name, string.Join(", ", value.EnumerateArray().Select(e => e.ToString())));
                    break;
                case JsonValueKind.Null:
                    break;
                default:
                    Row(card, name, value.ToString());
                    break;
            }
        }
    }

    private static void Row(StringBuilder card, string name, string value)
    {
        string text = value.Replace("|", "\\|", StringComparison.Ordinal).Replace('\n', ' ').Replace('\r', ' ');
        card.Append(CultureInfo.InvariantCulture, $"| {name} | {(text.Length == 0 ? "" : $"`{text}`")} |\n");
    }

    private static JsonDocument Parse(string path, string text)
    {
        try
        {
            return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = 64 });
        }
        catch (JsonException e)
        {
            throw new ClefException(path, null, null, $"JSON ({e.Message})", e);
        }
    }
}

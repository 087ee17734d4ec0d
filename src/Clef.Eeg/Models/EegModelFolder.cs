using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Signals.Preparation;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Eeg.Models;

/// <summary>
/// A trained part of the EEG model on disk, in the layout of Hugging Face: <c>config.json</c>, <c>model.safetensors</c> and <c>README.md</c>, the card. The
/// configuration holds the part's sizes, the preparation of signals that belongs to it, and the digest of its weights.
/// </summary>
public static class EegModelFolder
{
    private const string ConfigFile = "config.json", WeightsFile = "model.safetensors", CardFile = "README.md";
    private const int MaximumConfigBytes = 64_000_000;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        IgnoreReadOnlyProperties = true,
        PropertyNameCaseInsensitive = false,
    };

    /// <summary>Writes a part. The configuration is written last, so that a folder with one is whole.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="kind">What the part is: <c>eeg-tokenizer</c>, <c>eeg-encoder</c>, <c>eeg-alignment</c>.</param>
    /// <param name="config">Its sizes.</param>
    /// <param name="pipeline">The preparation it was trained on.</param>
    /// <param name="weights">Its weights.</param>
    /// <param name="card">What a reader should know, as lines of Markdown.</param>
    public static void Write<T>(string path, string kind, T config, EegPipeline pipeline, IReadOnlyList<WeightEntry> weights, IReadOnlyList<string> card) where T : class
    {
        string digest = WeightDigest.Of(weights);
        using JsonDocument preparation = JsonDocument.Parse(pipeline.ToJson());
        SafetensorsWriter.Write(Path.Combine(path, WeightsFile), weights, new Dictionary<string, string> { ["format"] = "pt" });
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"# {kind}\n\n").AppendJoin('\n', card).Append("\n\n| | |\n|---|---|\n");
        text.Append(CultureInfo.InvariantCulture, $"| preparation | `{pipeline.Name}` |\n| tensors | {weights.Count} |\n| numbers | {weights.Sum(w => w.ElementCount):N0} |\n| digest of the tensors | `{digest}` |\n");
        text.Append("\nFor research; not a medical device.\n");
        AtomicFile.WriteText(Path.Combine(path, CardFile), text.ToString());
        var stored = new StoredConfig<T>(kind, config, preparation.RootElement, digest);
        AtomicFile.WriteText(Path.Combine(path, ConfigFile), JsonSerializer.Serialize(stored, Json) + "\n");
    }

    /// <summary>Reads a part's configuration.</summary>
    /// <exception cref="ClefException">The folder is none of that kind.</exception>
    public static EegModelFacts<T> Open<T>(string path, string kind) where T : class
    {
        string file = Path.Combine(path, ConfigFile);
        if (!File.Exists(file))
        {
            throw new ClefException(path, null, null, $"a model folder of kind {kind} with {ConfigFile}");
        }

        if (new FileInfo(file).Length > MaximumConfigBytes)
        {
            throw new ClefException(file, "length", new FileInfo(file).Length, $"at most {MaximumConfigBytes} bytes");
        }

        try
        {
            using JsonDocument head = JsonDocument.Parse(File.ReadAllBytes(file));
            string? found = head.RootElement.ValueKind == JsonValueKind.Object && head.RootElement.TryGetProperty("kind", out JsonElement k) ? k.ToString() : null;
            if (found != kind)
            {
                throw new ClefException(file, "kind", found, kind);
            }

            StoredConfig<T> stored = head.RootElement.Deserialize<StoredConfig<T>>(Json) ?? throw new ClefException(file, null, "null", "an object");
            return new EegModelFacts<T>(path, stored.Config, EegPipeline.FromJson(stored.Preparation.GetRawText(), file), stored.Digest);
        }
        catch (JsonException e)
        {
            throw new ClefException(file, e.Path ?? "config", null, $"a configuration of kind {kind} ({e.Message})", e);
        }
    }

    /// <summary>Loads a part's weights into modules by name, strictly: nothing missing, nothing left over, and the digest as the configuration names it.</summary>
    public static void Load<T>(EegModelFacts<T> facts, params ReadOnlySpan<(string Name, Module Module)> parts) where T : class
    {
        using WeightFile file = WeightFile.Open(Path.Combine(facts.Path, WeightsFile));
        string digest = WeightDigest.Of(file.Entries);
        if (digest != facts.Digest)
        {
            throw new ClefException(file.Name, "digest of the tensors", digest, $"{facts.Digest}, which the model's configuration names");
        }

        int used = 0;
        foreach ((string name, Module module) in parts)
        {
            WeightEntry[] own = [.. file.Entries.Where(e => e.Name.StartsWith(name + ".", StringComparison.Ordinal)).Select(e => e.Renamed(e.Name[(name.Length + 1)..]))];
            ModuleWeights.Load(module, own, $"{file.Name} ({name})");
            used += own.Length;
        }

        if (used != file.Entries.Count)
        {
            throw new ClefException(file.Name, "tensors", file.Entries.Count, $"{used}, those of {string.Join(", ", parts.ToArray().Select(p => p.Name))}");
        }
    }

    /// <summary>True where the folder is of that kind.</summary>
    public static bool Is(string path, string kind)
    {
        string file = Path.Combine(path, ConfigFile);
        if (!File.Exists(file) || new FileInfo(file).Length > MaximumConfigBytes)
        {
            return false;
        }

        try
        {
            using JsonDocument head = JsonDocument.Parse(File.ReadAllBytes(file));
            return head.RootElement.ValueKind == JsonValueKind.Object && head.RootElement.TryGetProperty("kind", out JsonElement found) && found.ToString() == kind;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Copies a part's three files, the configuration last.</summary>
    public static void Copy(string from, string to)
    {
        foreach (string file in new[] { WeightsFile, CardFile, ConfigFile })
        {
            using var source = new FileStream(Path.Combine(from, file), FileMode.Open, FileAccess.Read);
            AtomicFile.Write(Path.Combine(to, file), source.CopyTo);
        }
    }

    /// <summary>The weights of modules, each below its name.</summary>
    public static IReadOnlyList<WeightEntry> Weights(params ReadOnlySpan<(string Name, Module Module)> parts)
    {
        var entries = new List<WeightEntry>();
        foreach ((string name, Module module) in parts)
        {
            entries.AddRange(ModuleWeights.Of(module).Select(e => e.Renamed($"{name}.{e.Name}")));
        }

        return entries;
    }

    private sealed record StoredConfig<T>(string Kind, T Config, JsonElement Preparation, string Digest);
}

/// <summary>What a model folder says of a part.</summary>
/// <param name="Path">The folder.</param>
/// <param name="Config">The part's sizes.</param>
/// <param name="Pipeline">The preparation it was trained on.</param>
/// <param name="Digest">The digest of its weights.</param>
public sealed record EegModelFacts<T>(string Path, T Config, EegPipeline Pipeline, string Digest) where T : class;

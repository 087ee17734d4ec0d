using System.Text;
using System.Text.Json;
using Clef.Core;
using Clef.Ecg.Network;
using Clef.Signals.Preparation;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Ecg.Models;

/// <summary>
/// A model on disk, in the layout of Hugging Face: <c>config.json</c>, <c>model.safetensors</c>, and <c>README.md</c>, the card. Knows nothing
/// of the tensor engine.
/// </summary>
public sealed class EcgModelFolder
{
    private const string ConfigFile = "config.json", WeightsFile = "model.safetensors", CardFile = "README.md";
    private const int MaximumConfigBytes = 1_000_000;

    private readonly string _path;

    private EcgModelFolder(string path, ModelConfig config, EcgPipeline preparation)
    {
        _path = path;
        Network = config.Network;
        Preparation = preparation;
        Weights = config.Weights;
        Source = config.Source;
    }

    /// <summary>The folder's path.</summary>
    public string Name => _path;

    /// <summary>The network's sizes.</summary>
    public Net1DConfig Network { get; }

    /// <summary>The preparation of signals that belongs to the weights.</summary>
    public EcgPipeline Preparation { get; }

    /// <summary>What the weight file must hold.</summary>
    public ModelWeightsFacts Weights { get; }

    /// <summary>Where the weights come from.</summary>
    public ModelSource Source { get; }

    /// <summary>Opens a model folder; the weights are read when asked for.</summary>
    /// <exception cref="ClefException">The folder or its configuration is missing or wrong.</exception>
    public static EcgModelFolder Open(string path)
    {
        string file = Path.Combine(path, ConfigFile);
        if (!File.Exists(file))
        {
            throw new ClefException(path, null, null, $"a model folder with {ConfigFile} and {WeightsFile}, as 'clef ecg import' makes");
        }

        if (new FileInfo(file).Length > MaximumConfigBytes)
        {
            throw new ClefException(file, "length", new FileInfo(file).Length, $"at most {MaximumConfigBytes} bytes");
        }

        try
        {
            ModelConfig config = JsonSerializer.Deserialize(File.ReadAllText(file), EcgJson.Default.ModelConfig)
                ?? throw new ClefException(file, null, "null", "an object");
            if (config.Model != ModelConfig.Architecture || config.Weights.File != WeightsFile)
            {
                throw new ClefException(file, "model and weights.file", $"{config.Model}, {config.Weights.File}", $"{ModelConfig.Architecture}, {WeightsFile}");
            }

            _ = config.Network.Checked(file);
            return new EcgModelFolder(path, config, EcgPipeline.FromJson(config.Preparation.GetRawText(), file));
        }
        catch (JsonException e)
        {
            throw new ClefException(file, e.Path ?? "config", null, $"a model configuration ({e.Message})", e);
        }
    }

    /// <summary>Opens the weights.</summary>
    public WeightFile OpenWeights() => WeightFile.Open(Path.Combine(_path, WeightsFile));

    /// <summary>Writes a model folder. Each file is written whole or not at all, the configuration last.</summary>
    public static EcgModelFolder Write(string path, Net1DConfig network, EcgPipeline preparation, IReadOnlyList<WeightEntry> entries, ModelSource source)
    {
        var facts = new ModelWeightsFacts(WeightsFile, WeightDigest.Of(entries), entries.Count, Net1DLayout.ParameterCount(network));
        using JsonDocument pipeline = JsonDocument.Parse(preparation.ToJson());
        var config = new ModelConfig(ModelConfig.Architecture, network, pipeline.RootElement, facts, source);
        SafetensorsWriter.Write(Path.Combine(path, WeightsFile), entries, new Dictionary<string, string> { ["format"] = "pt", ["source_sha256"] = source.Sha256 });
        AtomicFile.WriteText(Path.Combine(path, CardFile), Card(config, preparation));
        AtomicFile.WriteText(Path.Combine(path, ConfigFile), JsonSerializer.Serialize(config, EcgJson.Default.ModelConfig) + "\n");
        return new EcgModelFolder(path, config, preparation);
    }

    private static string Card(ModelConfig config, EcgPipeline preparation)
    {
        Net1DConfig network = config.Network;
        var card = new StringBuilder();
        card.Append($"# ECG encoder, net1d {network.Name}\n\n");
        card.Append($"Turns one window of {network.Leads} lead{(network.Leads == 1 ? "" : "s")} into {network.EmbeddingWidth} numbers. ");
        card.Append("Nothing in the source file was executed, and every tensor was matched in name, shape and type.\n\n");
        card.Append("| | |\n|---|---|\n");
        card.Append($"| source | `{config.Source.File}` |\n");
        card.Append($"| SHA-256 of the source | `{config.Source.Sha256}` |\n");
        card.Append($"| digest of the tensors | `{config.Weights.Digest}` |\n");
        card.Append(System.Globalization.CultureInfo.InvariantCulture, $"| tensors, parameters | {config.Weights.Tensors}, {config.Weights.Parameters:N0} |\n");
        card.Append($"| batch norm | {(network.BatchNorm ? "applied" : "stored, not applied")} |\n");
        card.Append(System.Globalization.CultureInfo.InvariantCulture,
            $"| preparation | `{preparation.Name}`: {preparation.SampleRate} Hz, {preparation.LowCut} to {preparation.HighCut} Hz, windows of {preparation.WindowSamples} samples, z-score |\n");
        foreach (string ignored in config.Source.Ignored)
        {
            card.Append($"| ignored in the source | {ignored} |\n");
        }

        card.Append("\nThe licence of the weights is that of their source. For research; not a medical device.\n");
        return card.ToString();
    }
}

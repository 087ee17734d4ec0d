using Clef.Core;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Tensors;
using Clef.Tensors.Weights;

namespace Clef.Ecg.Embedding;

/// <summary>A model folder's network, loaded strictly and ready to embed prepared windows. Use from one thread at a time.</summary>
public sealed class EcgEncoder : IDisposable
{
    private readonly Net1D _network;

    private EcgEncoder(Net1D network, LoadedWeights loaded)
    {
        _network = network;
        Loaded = loaded;
        Config = network.Config;
    }

    /// <summary>The network's sizes.</summary>
    public Net1DConfig Config { get; }

    /// <summary>What was loaded, with its digest.</summary>
    public LoadedWeights Loaded { get; }

    /// <summary>Loads a model.</summary>
    /// <exception cref="ClefException">The weights do not match the configuration, or are not those that it names.</exception>
    public static EcgEncoder Load(EcgModelFolder folder)
    {
        using WeightFile weights = folder.OpenWeights();
        var network = new Net1D(folder.Network);
        try
        {
            LoadedWeights loaded = ModuleWeights.Load(network, weights.Entries, weights.Name);
            if (loaded.Digest != folder.Weights.Digest)
            {
                throw new ClefException(weights.Name, "digest of the tensors", loaded.Digest, $"{folder.Weights.Digest}, which the model's configuration names");
            }

            network.Evaluate();
            return new EcgEncoder(network, loaded);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>A network that belongs to another, such as one in training, as an encoder; it is not to be disposed, and its weights are those of the moment.</summary>
    internal static EcgEncoder Around(Net1D network) => new(network, new LoadedWeights("in training", "", 0));

    /// <summary>An encoder with PyTorch's default initialisation from a seed: the baseline that every pretrained one has to beat.</summary>
    public static EcgEncoder Untrained(Net1DConfig config, ulong seed)
    {
        RandomState.Seed(seed);
        var network = new Net1D(config);
        network.Evaluate();
        IReadOnlyList<WeightEntry> weights = ModuleWeights.Of(network);
        return new EcgEncoder(network, new LoadedWeights(FormattableString.Invariant($"untrained, seed {seed}"), WeightDigest.Of(weights), weights.Count));
    }

    /// <summary>The width of one row of <see cref="Embed(ReadOnlySpan{float}, int, bool, bool)"/>: the embedding's, or that of all stages together.</summary>
    public int Width(bool stages, bool deviations = false) => stages ? Config.Filters.Sum() * (deviations ? 2 : 1) : Config.EmbeddingWidth;

    /// <summary>Embeds windows.</summary>
    /// <param name="windows">(window, lead, sample), row-major.</param>
    /// <param name="count">The number of windows.</param>
    /// <param name="stages">Whether every stage's mean is wanted, one after another, the last being the embedding.</param>
    /// <param name="deviations">With stages: whether each stage's standard deviation over time follows its mean.</param>
    /// <returns>(window, <see cref="Width"/>), row-major.</returns>
    public float[] Embed(ReadOnlySpan<float> windows, int count, bool stages = false, bool deviations = false) =>
        Run(windows, count, input => stages ? Tensor.Concatenate([.. _network.ForwardStages(input, deviations)], 1) : _network.Forward(input));

    /// <summary>The features of windows for a head.</summary>
    /// <param name="windows">(window, lead, sample), row-major.</param>
    /// <param name="count">The number of windows.</param>
    /// <param name="features">Which.</param>
    /// <returns>(window, <see cref="Net1DConfig.WidthOf"/>), row-major.</returns>
    public float[] Embed(ReadOnlySpan<float> windows, int count, EcgFeatures features) => Run(windows, count, input => _network.Features(input, features));

    private float[] Run(ReadOnlySpan<float> windows, int count, Func<Tensor, Tensor> forward)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        return forward(Tensor.From(windows, count, Config.Leads, windows.Length / count / Config.Leads)).ToArray<float>();
    }

    /// <inheritdoc/>
    public void Dispose() => _network.Dispose();
}

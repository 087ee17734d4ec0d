using System.Text.Json;
using Clef.Ecg.Network;

namespace Clef.Ecg.Models;

/// <summary>The content of a model folder's <c>config.json</c>.</summary>
/// <param name="Model">The architecture; <c>net1d</c>.</param>
/// <param name="Network">Its sizes.</param>
/// <param name="Preparation">The preparation of signals that belongs to the weights, as <see cref="Clef.Signals.Preparation.EcgPipeline"/> writes it.</param>
/// <param name="Weights">What the weight file holds.</param>
/// <param name="Source">Where the weights come from.</param>
internal sealed record ModelConfig(string Model, Net1DConfig Network, JsonElement Preparation, ModelWeightsFacts Weights, ModelSource Source)
{
    public const string Architecture = "net1d";
}

/// <summary>What the weight file of a model folder holds.</summary>
/// <param name="File">Its name within the folder.</param>
/// <param name="Digest">The tensors' digest.</param>
/// <param name="Tensors">The number of tensors.</param>
/// <param name="Parameters">The number of trained numbers.</param>
public sealed record ModelWeightsFacts(string File, string Digest, int Tensors, long Parameters);

/// <summary>Where a model's weights come from.</summary>
/// <param name="File">The name of the file, without its folder.</param>
/// <param name="Sha256">The file's SHA-256.</param>
/// <param name="Ignored">What the file held beside the encoder, in words.</param>
public sealed record ModelSource(string File, string Sha256, IReadOnlyList<string> Ignored);

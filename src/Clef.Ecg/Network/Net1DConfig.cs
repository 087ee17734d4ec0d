using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;

namespace Clef.Ecg.Network;

/// <summary>
/// The sizes of the ECG encoder as data: what <c>configs/ecg/net1d-*.json</c> and a model folder's <c>config.json</c> hold. ECG specification 1.4;
/// the architecture is S. Hong's net1d, which ECGFounder uses too. Knows nothing of the tensor engine.
/// </summary>
/// <param name="Name">The size's name: <c>small</c>, <c>medium</c>, <c>large</c>, or one of your own.</param>
/// <param name="Leads">Input channels: 1, or 12.</param>
/// <param name="BaseFilters">Channels after the first convolution.</param>
/// <param name="Ratio">Channels inside a block for each channel of its output.</param>
/// <param name="Filters">Output channels of each stage; the last is the embedding's width.</param>
/// <param name="Blocks">Blocks in each stage.</param>
/// <param name="Kernel">Taps of the grouped convolutions and of the first.</param>
/// <param name="Stride">Stride of the first convolution and of each stage's first block: 1 or 2.</param>
/// <param name="GroupsWidth">Output channels of a stage for each group of its grouped convolutions.</param>
/// <param name="BatchNorm">Whether batch norm is applied. It always exists and is stored, as in the published weights.</param>
/// <param name="Dropout">Probability of dropout after each activation within blocks, in training; 0 for none.</param>
public sealed record Net1DConfig(
    string Name,
    int Leads,
    int BaseFilters,
    double Ratio,
    IReadOnlyList<int> Filters,
    IReadOnlyList<int> Blocks,
    int Kernel,
    int Stride,
    int GroupsWidth,
    bool BatchNorm,
    double Dropout)
{
    /// <summary>The names of the published sizes.</summary>
    public static IReadOnlyList<string> SizeNames { get; } = ["small", "medium", "large"];

    /// <summary>The width of the embedding.</summary>
    [JsonIgnore]
    public int EmbeddingWidth => Filters[^1];

    /// <summary>The number of features that <see cref="Net1D.Features"/> gives of a window.</summary>
    public int WidthOf(EcgFeatures features) => features switch
    {
        EcgFeatures.Embedding => EmbeddingWidth,
        EcgFeatures.Deviations => 2 * EmbeddingWidth,
        EcgFeatures.Stages => 2 * Filters.Sum(),
        EcgFeatures.Rhythm => 3 * Filters.Sum(),
        _ => throw new ClefException(Name, "features", features, string.Join(", ", Enum.GetNames<EcgFeatures>())),
    };

    /// <summary>Where the embedding stands among features.</summary>
    public Range EmbeddingIn(EcgFeatures features)
    {
        int start = features is EcgFeatures.Stages or EcgFeatures.Rhythm ? WidthOf(features) / Filters.Sum() * (Filters.Sum() - EmbeddingWidth) : 0;
        return start..(start + EmbeddingWidth);
    }

    /// <summary>A published size by its name.</summary>
    /// <exception cref="ClefException">The name is none of <see cref="SizeNames"/>.</exception>
    public static Net1DConfig OfSize(string name)
    {
        if (!SizeNames.Contains(name))
        {
            throw new ClefException(null, "size", name, string.Join(", ", SizeNames));
        }

        string file = $"net1d-{name}.json";
        using Stream stream = typeof(Net1DConfig).Assembly.GetManifestResourceStream(file)!;
        using var reader = new StreamReader(stream);
        return FromJson(reader.ReadToEnd(), file);
    }

    /// <summary>Reads a configuration; unknown and missing members are errors.</summary>
    /// <exception cref="ClefException">A member is unknown, missing or impossible.</exception>
    public static Net1DConfig FromJson(string json, string source)
    {
        try
        {
            Net1DConfig? config = JsonSerializer.Deserialize(json, EcgJson.Default.Net1DConfig);
            return (config ?? throw new ClefException(source, "network", "null", "an object")).Checked(source);
        }
        catch (JsonException e)
        {
            throw new ClefException(source, e.Path ?? "network", null, $"a network configuration ({e.Message})", e);
        }
    }

    /// <summary>Channels inside the blocks of a stage.</summary>
    public int MiddleOf(int stage) => (int)(Filters[stage] * Ratio);

    /// <summary>Groups of the grouped convolutions of a stage.</summary>
    public int GroupsOf(int stage) => Filters[stage] / GroupsWidth;

    internal Net1DConfig Checked(string source)
    {
        const int most = 1 << 16;
        Require(source, nameof(Leads), Leads, Leads is >= 1 and <= 256, "1 to 256");
        Require(source, nameof(BaseFilters), BaseFilters, BaseFilters is >= 1 and <= most, $"1 to {most}");
        Require(source, nameof(Ratio), Ratio, Ratio is > 0 and <= 64, "above 0 and at most 64");
        Require(source, nameof(Filters), Filters.Count, Filters.Count is >= 1 and <= 64 && Filters.All(f => f is >= 2 and <= most), $"1 to 64 stages of 2 to {most} channels");
        Require(source, nameof(Blocks), Blocks.Count, Blocks.Count == Filters.Count && Blocks.All(b => b is >= 1 and <= 1024), "1 to 1024 blocks for each stage of filters");
        Require(source, nameof(Kernel), Kernel, Kernel is >= 1 and <= 1024, "1 to 1024");
        Require(source, nameof(Stride), Stride, Stride is 1 or 2, "1 or 2");
        Require(source, nameof(GroupsWidth), GroupsWidth, GroupsWidth >= 1, "1 or more");
        Require(source, nameof(Dropout), Dropout, Dropout is >= 0 and < 1, "0 or more and below 1");
        int channels = BaseFilters;
        for (int stage = 0; stage < Filters.Count; stage++)
        {
            Require(source, nameof(GroupsWidth), GroupsWidth, GroupsOf(stage) >= 1 && MiddleOf(stage) >= 1 && MiddleOf(stage) % GroupsOf(stage) == 0,
                $"groups that divide the {MiddleOf(stage)} channels inside stage {stage}");
            Require(source, nameof(Filters), Filters[stage], Filters[stage] >= channels, $"at least the {channels} channels before, since the shortcut only adds channels");
            channels = Filters[stage];
        }

        return this;
    }

    private static void Require(string source, string field, object value, bool holds, string expected)
    {
        if (!holds)
        {
            throw new ClefException(source, field, value, expected);
        }
    }
}

using System.Text.Json;
using System.Text.Json.Serialization;
using Clef.Core;
using Clef.Datasets;
using Clef.Ecg.Network;
using Clef.Ecg.Rhythm;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Ecg.Models;

/// <summary>
/// The head of a model folder that predicts: <c>head.json</c> and <c>head.safetensors</c> (<c>dense.weight</c>, (output, input), and <c>dense.bias</c>),
/// beside the
/// encoder, which is a whole model folder without it.
/// </summary>
/// <param name="Task">The task.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Classes">The classes, one an output; none for regression.</param>
/// <param name="Mean">For regression: the number is mean + scale * output.</param>
/// <param name="Scale">See <paramref name="Mean"/>.</param>
/// <param name="Lead">The lead that it was trained on.</param>
/// <param name="Digest">The digest of its tensors.</param>
/// <param name="Features">What it reads off the encoder, as a mean over the windows of a record; heads of before this was a choice read the embedding.</param>
/// <param name="BeatIntervals">How it reads the intervals between the beats of the whole record, behind the features; null where it does not.</param>
public sealed record EcgHead(
    string Task, TaskKind Kind, IReadOnlyList<string> Classes, double Mean, double Scale, string Lead, string Digest,
        EcgFeatures Features = EcgFeatures.Embedding,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] BeatIntervalInputs? BeatIntervals = null)
{
    private const string ConfigFile = "head.json", WeightsFile = "head.safetensors", Prefix = "dense.";

    /// <summary>Number of outputs.</summary>
    public int OutputCount => Kind == TaskKind.Regression ? 1 : Classes.Count;

    /// <summary>True where a model folder has a head.</summary>
    public static bool IsIn(EcgModelFolder folder) => File.Exists(Path.Combine(folder.Name, ConfigFile));

    /// <summary>Writes a head into a model folder.</summary>
    public static void Write(string folder, EcgHead head, Linear weights)
    {
        WeightEntry[] entries = [.. ModuleWeights.Of(weights).Select(e => e.Renamed(Prefix + e.Name))];
        SafetensorsWriter.Write(Path.Combine(folder, WeightsFile), entries);
        AtomicFile.WriteText(Path.Combine(folder, ConfigFile), JsonSerializer.Serialize(head with { Digest = WeightDigest.Of(entries) }, EcgJson.Default.EcgHead) + "\n");
    }

    /// <summary>Reads the head of a model folder.</summary>
    /// <exception cref="ClefException">There is none, or it does not fit the encoder.</exception>
    public static LoadedHead Read(EcgModelFolder folder)
    {
        string file = Path.Combine(folder.Name, ConfigFile);
        if (!File.Exists(file))
        {
            throw new ClefException(folder.Name, "head", null, $"a model with {ConfigFile}, as 'clef ecg finetune' makes");
        }

        EcgHead head;
        try
        {
            head = JsonSerializer.Deserialize(File.ReadAllText(file), EcgJson.Default.EcgHead) ?? throw new ClefException(file, null, "null", "a head");
        }
        catch (JsonException e)
        {
            throw new ClefException(file, e.Path, null, $"a head's configuration ({e.Message})", e);
        }

        if (head.OutputCount is < 1 or > 100_000)
        {
            throw new ClefException(file, "classes", head.OutputCount, "1 to 100,000");
        }

        int intervals = head.BeatIntervals?.Checked(file).Width ?? 0;
        using WeightFile weights = WeightFile.Open(Path.Combine(folder.Name, WeightsFile));
        var linear = new Linear(folder.Network.WidthOf(head.Features) + intervals, head.OutputCount);
        try
        {
            WeightEntry[] entries = [.. weights.Entries];
            if (WeightDigest.Of(entries) != head.Digest)
            {
                throw new ClefException(weights.Name, "digest of the tensors", WeightDigest.Of(entries), $"{head.Digest}, which {ConfigFile} names");
            }

            ModuleWeights.Load(linear, [.. entries.Select(e => e.Renamed(e.Name.StartsWith(Prefix, StringComparison.Ordinal) ? e.Name[Prefix.Length..] : "?" + e.Name))], weights.Name);
            return new LoadedHead(head, linear);
        }
        catch
        {
            linear.Dispose();
            throw;
        }
    }
}

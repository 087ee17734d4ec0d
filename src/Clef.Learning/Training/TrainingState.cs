using System.Text.Json;
using Clef.Core;
using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Learning.Training;

/// <summary>Where a run stands: everything besides tensors that the next step depends on.</summary>
/// <param name="Step">Steps of the optimiser made.</param>
/// <param name="Epoch">Epoch of the next batch.</param>
/// <param name="EpochStep">Place of the next batch in its epoch.</param>
/// <param name="Best">The best held-out figure so far (lower is better); null before the first.</param>
/// <param name="SinceBest">Looks since then.</param>
/// <param name="Random">libtorch's random state, base 64.</param>
/// <param name="LogLengths">Bytes of each append-only log.</param>
public sealed record TrainingPosition(
    long Step, long Epoch, int EpochStep, double? Best, int SinceBest, string Random, IReadOnlyDictionary<string, long> LogLengths);

/// <summary>Writes and reads checkpoints: <c>weights.safetensors</c>, <c>average.safetensors</c>, <c>optimiser.safetensors</c> and <c>position.json</c>.</summary>
public sealed class TrainingState(IReadOnlyList<(string Name, Module Module)> parts, Optimizer optimiser, IReadOnlyList<WeightAverage>? averages)
{
    /// <summary>Writes everything into an empty folder.</summary>
    public void Write(string folder, TrainingPosition position)
    {
        SafetensorsWriter.Write(Path.Combine(folder, "weights.safetensors"), parts.SelectMany(p => ModuleWeights.Of(p.Module).Select(e => e.Renamed($"{p.Name}.{e.Name}"))));
        using (var scope = new TensorScope())
        {
            SafetensorsWriter.Write(Path.Combine(folder, "optimiser.safetensors"), TensorEntries.Of(optimiser.StateDict()));
        }

        if (averages is not null)
        {
            SafetensorsWriter.Write(
                Path.Combine(folder, "average.safetensors"),
                averages.SelectMany((a, i) => TensorEntries.Of(a.Weights).Select(e => e.Renamed($"{parts[i].Name}.{e.Name}"))));
        }

        AtomicFile.WriteText(Path.Combine(folder, "position.json"), JsonSerializer.Serialize(position));
    }

    /// <summary>Restores everything, strictly.</summary>
    public TrainingPosition Read(string folder)
    {
        using (WeightFile weights = WeightFile.Open(Path.Combine(folder, "weights.safetensors")))
        {
            foreach ((string name, Module module) in parts)
            {
                ModuleWeights.Load(module, Below(weights, name), weights.Name);
            }
        }

        using (WeightFile file = WeightFile.Open(Path.Combine(folder, "optimiser.safetensors")))
        {
            using var scope = new TensorScope();
            optimiser.LoadStateDict(TensorEntries.ToTensors(file.Entries));
        }

        if (averages is not null)
        {
            using WeightFile file = WeightFile.Open(Path.Combine(folder, "average.safetensors"));
            for (int i = 0; i < averages.Count; i++)
            {
                using var scope = new TensorScope();
                averages[i].Load(TensorEntries.ToTensors(Below(file, parts[i].Name)));
            }
        }

        string path = Path.Combine(folder, "position.json");
        try
        {
            return JsonSerializer.Deserialize<TrainingPosition>(File.ReadAllText(path)) ?? throw new ClefException(path, null, "null", "a position");
        }
        catch (JsonException e)
        {
            throw new ClefException(path, e.Path, null, $"a checkpoint's position ({e.Message})", e);
        }
    }

    private static WeightEntry[] Below(WeightFile file, string part) => file.Entries
        .Where(e => e.Name.StartsWith(part + ".", StringComparison.Ordinal)).Select(e => e.Renamed(e.Name[(part.Length + 1)..])).ToArray();
}

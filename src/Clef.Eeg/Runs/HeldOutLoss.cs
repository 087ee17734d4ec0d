using Clef.Core;
using Clef.Learning.Training;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Runs;

/// <summary>The loss on sessions that do not train, with the same draws at every look.</summary>
internal static class HeldOutLoss
{
    /// <summary>The mean loss of batches.</summary>
    /// <param name="model">The model, which is put into evaluation meanwhile.</param>
    /// <param name="places">The sessions.</param>
    /// <param name="sample">Prepares one with its own stream.</param>
    /// <param name="loss">The loss of a batch.</param>
    /// <param name="settings">Batch size and seed.</param>
    public static double Mean<T>(ITrainable<T> model, int[] places, Func<int, CounterRandom, T> sample, Func<T[], Tensor> loss, TrainingSettings settings)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        Module[] parts = [.. model.Parts.Select(p => p.Module)];
        Array.ForEach(parts, p => p.Evaluate());
        double sum = 0;
        foreach (int[] some in places.Chunk(settings.Batch))
        {
            using var scope = new TensorScope();
            T[] samples = [.. some.Select(p => sample(p, new CounterRandom(settings.Seed).Fork("validation").Fork((ulong)p)))];
            sum += loss(samples).ToDouble() * some.Length;
        }

        Array.ForEach(parts, p => p.Train());
        return sum / places.Length;
    }
}

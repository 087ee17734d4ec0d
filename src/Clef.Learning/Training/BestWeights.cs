using System.Globalization;
using Clef.Core;
using Clef.Learning.Runs;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Learning.Training;

/// <summary>
/// The weights with the best held-out figure so far, in the run's folder. A run that is killed makes the same looks again from its newest checkpoint, so
/// that what stands here in the end is what an unbroken run would have left.
/// </summary>
/// <param name="run">The run's folder: <c>best.safetensors</c>, and the figure in <c>best.txt</c>.</param>
/// <param name="module">Whose weights.</param>
public sealed class BestWeights(RunFolder run, Module module)
{
    private string Weights => run.File("best.safetensors");

    private string Figure => run.File("best.txt");

    /// <summary>Forgets what a run left that never came to a checkpoint.</summary>
    public void Forget()
    {
        File.Delete(Weights);
        File.Delete(Figure);
    }

    /// <summary>Takes the weights as they are now, where their figure is at least as good (low) as the best.</summary>
    /// <param name="figure">The figure, lower being better; NaN is never the best.</param>
    public void Offer(double figure)
    {
        double best = File.Exists(Figure) && File.Exists(Weights) ? double.Parse(File.ReadAllText(Figure), CultureInfo.InvariantCulture) : double.PositiveInfinity;
        if (figure <= best)
        {
            SafetensorsWriter.Write(Weights, ModuleWeights.Of(module));
            AtomicFile.WriteText(Figure, figure.ToString("R", CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Brings the best weights back; leaves the last ones where no figure was ever taken.</summary>
    public void Restore()
    {
        if (File.Exists(Weights))
        {
            using WeightFile file = WeightFile.Open(Weights);
            ModuleWeights.Load(module, [.. file.Entries], file.Name);
        }
    }
}

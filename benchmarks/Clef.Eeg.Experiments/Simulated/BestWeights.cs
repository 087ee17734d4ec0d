using System.Globalization;
using Clef.Core;
using Clef.Tensors.Modules;
using Clef.Tensors.Weights;
using Clef.Tensors.Weights.Safetensors;

namespace Clef.Eeg.Experiments.Simulated;

/// <summary>Keeps a network's weights at its least validation loss in a file, so that a run that was stopped knows them too.</summary>
internal sealed class BestWeights(Module network, string path)
{
    private readonly string _loss = Path.ChangeExtension(path, ".txt");

    /// <summary>Takes a look's loss and keeps the weights where it is the least so far.</summary>
    public double Look(double loss)
    {
        double least = File.Exists(_loss) && File.Exists(path) ? double.Parse(File.ReadAllText(_loss), CultureInfo.InvariantCulture) : double.PositiveInfinity;
        if (loss <= least)
        {
            SafetensorsWriter.Write(path, ModuleWeights.Of(network));
            AtomicFile.WriteText(_loss, loss.ToString("R", CultureInfo.InvariantCulture));
        }

        return loss;
    }

    /// <summary>Loads the kept weights.</summary>
    public void Load()
    {
        using WeightFile file = WeightFile.Open(path);
        ModuleWeights.Load(network, [.. file.Entries], path);
    }
}

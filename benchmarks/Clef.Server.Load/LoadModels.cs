using Clef.Core;
using Clef.Datasets;
using Clef.Ecg.Models;
using Clef.Ecg.Network;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Tasks;
using Clef.Evaluation.TrainedProbes;
using Clef.Signals.Preparation;
using Clef.Tensors;
using Clef.Tensors.Weights;

namespace Clef.Server.Load;

/// <summary>What is served under load: the small ECG encoder with random weights, and a probe fitted on simulated vectors.</summary>
internal static class LoadModels
{
    public static void Write(string folder)
    {
        Net1DConfig config = Net1DConfig.OfSize("small");
        RandomState.Seed(1);
        using var network = new Net1D(config);
        string model = Path.Combine(folder, "ecg-small");
        EcgModelFolder written = EcgModelFolder.Write(model, config, EcgPipeline.ClefV1, ModuleWeights.Of(network),
            new ModelSource("random weights, seed 1", new string('0', 64), []));
        int width = config.EmbeddingWidth;
        const int rows = 1000;
        var random = new CounterRandom(1);
        var features = new DenseMatrix(rows, width);
        var items = new DatasetItem[rows];
        for (int i = 0; i < rows; i++)
        {
            for (int j = 0; j < width; j++)
            {
                features[i, j] = random.Normal(0, 1);
            }

            items[i] = new DatasetItem($"r{i}", $"p{i}", "", i % 10 < 6 ? "train" : i % 10 < 8 ? "validation"
                : "test") { Classes = [features[i, 0] + random.Normal(0, 1) > 0 ? "yes" : "no"] };
        }

        var of = new ProbeModel("ecg-small", written.Weights.Digest, EcgPipeline.ClefV1.Name, "session", "I", width);
        TrainedProbeFit.Fit(features, TaskTruth.Of(TaskKind.Binary, ["no", "yes"], items), new ProbePerson[rows], "sign", "simulated vectors", of,
            simulated: true, 10, CancellationToken.None).Write(Path.Combine(model, "probes", "sign.json"));
    }
}

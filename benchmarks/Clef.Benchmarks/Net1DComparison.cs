using Clef.Ecg.Network;
using Clef.Tensors;
using Clef.Tensors.Optimisation;

namespace Clef.Benchmarks;

/// <summary>The ECG encoder, small and medium, on windows of 5,000 samples, in single precision.</summary>
internal static class Net1DComparison
{
    private const int Samples = 5000, TrainingBatch = 16;

    public static Comparison Create() => new(
        "net1d",
        "ECG encoder net1d, small and medium, windows of 5,000 samples, f32: inference of 1 and of 16 windows, and a training step of 16 (forward, backward and AdamW).",
        "net1d.py",
        "import torch; print('torch', torch.__version__)",
        ["small-1", "small-16", "small-step", "medium-1", "medium-16", "medium-step"],
        Prepare);

    private static Action Prepare(string name, int threads)
    {
        TensorRuntime.Threads = threads;
        RandomState.Seed(1);
        string[] parts = name.Split('-');
        bool step = parts[1] == "step";
        var network = new Net1D(Net1DConfig.OfSize(parts[0]));
        int batch = step ? TrainingBatch : int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture);
        Tensor input = Tensor.Randn([batch, 1, Samples]).Keep();
        network.Train(step);
        return step ? TrainingStep(network, input) : () => Forward(network, input);
    }

    private static void Forward(Net1D network, Tensor input)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        network.Forward(input).ToArray<float>();
    }

    private static Action TrainingStep(Net1D network, Tensor input)
    {
        var optimizer = new AdamW(network.NamedParameters());
        return () =>
        {
            using var scope = new TensorScope();
            optimizer.ZeroGrad();
            network.Forward(input).Square().Mean().Backward();
            optimizer.Step();
        };
    }
}

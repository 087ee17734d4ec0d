using Clef.Tensors;
using Clef.Tensors.Modules;
using Clef.Tensors.Optimisation;

namespace Clef.Benchmarks;

/// <summary>A pre-norm Transformer of width 384, 6 heads, depth 6, on one sequence of 2,048 tokens, in single precision.</summary>
internal static class TransformerComparison
{
    private const long Batch = 1, Tokens = 2048, Width = 384, Heads = 6, Depth = 6;

    public static Comparison Create() => new(
        "transformer",
        "Pre-norm Transformer, width 384, 6 heads, depth 6, one sequence of 2,048 tokens, f32; a training step is forward, backward and AdamW.",
        "transformer.py",
        "import torch; print('torch', torch.__version__)",
        ["forward", "training-step"],
        Prepare);

    private static Action Prepare(string name, int threads)
    {
        TensorRuntime.Threads = threads;
        RandomState.Seed(1);
        var network = new Sequential([.. Enumerable.Range(0, (int)Depth).Select(_ => new TransformerBlock(Width, Heads))]);
        Tensor input = Tensor.Randn([Batch, Tokens, Width]).Keep();
        return name == "forward" ? () => Forward(network, input) : TrainingStep(network, input);
    }

    private static void Forward(Sequential network, Tensor input)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        network.Forward(input);
    }

    private static Action TrainingStep(Sequential network, Tensor input)
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

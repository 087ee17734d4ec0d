using Clef.Tensors.Native;

namespace Clef.Tensors.Optimisation;

/// <summary>Stochastic gradient descent, with momentum (Nesterov's where asked for) and weight decay added to the gradient. PyTorch's arithmetic.</summary>
public sealed class Sgd : Optimizer
{
    private readonly double _momentum, _weightDecay;
    private readonly bool _nesterov;
    private readonly Tensor[] _buffers;

    /// <summary>Makes momentum buffers where there is momentum.</summary>
    public Sgd(
        IEnumerable<(string Name, Tensor Tensor)> parameters, double learningRate, double momentum = 0, double weightDecay = 0, bool nesterov = false)
        : base(parameters, learningRate)
    {
        if (nesterov && momentum <= 0)
        {
            throw new TensorException("Nesterov's momentum of zero; expected a positive momentum");
        }

        (_momentum, _weightDecay, _nesterov) = (momentum, weightDecay, nesterov);
        _buffers = momentum == 0 ? [] : Moments();
    }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Tensor Tensor)> State() =>
        _buffers.Length == 0 ? [] : Parameters.Select((p, i) => ("momentum_buffer." + p.Name, _buffers[i]));

    /// <inheritdoc/>
    protected override unsafe void Apply() => WithHandles(
        Parameters.Select(p => p.Tensor).Concat(_buffers),
        (handles, _) =>
        {
            var all = (nint*)handles;
            NativeMethods.Check(NativeMethods.SgdStep(
                all, all + Parameters.Count, Parameters.Count, Steps == 1 ? 1 : 0, LearningRate, _momentum, _weightDecay, _nesterov ? 1 : 0));
        });
}

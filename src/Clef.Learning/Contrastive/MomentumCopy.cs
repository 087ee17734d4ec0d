using Clef.Core;
using Clef.Tensors;
using Clef.Tensors.Modules;

namespace Clef.Learning.Contrastive;

/// <summary>
/// A copy of an encoder that follows it slowly, as BYOL's target and MoCo's key encoder: t = m t + (1 - m) o for every parameter. Buffers (batch-norm
/// statistics) are copied as they are.
/// </summary>
public sealed class MomentumCopy<T> where T : Module
{
    private readonly T _online;
    private readonly double _momentum;

    /// <summary>Makes the copy equal to the encoder.</summary>
    /// <param name="online">The encoder that is trained.</param>
    /// <param name="target">Another of the same shape; its values are overwritten and it is frozen.</param>
    /// <param name="momentum">0.996 for BYOL, 0.999 for MoCo.</param>
    public MomentumCopy(T online, T target, double momentum)
    {
        if (momentum is not (>= 0 and < 1))
        {
            throw new ClefException("momentum encoder", "momentum", momentum, "a number from 0 to below 1");
        }

        _online = online;
        _momentum = momentum;
        Target = target;
        target.SetRequiresGrad(false);
        Follow(0);
    }

    /// <summary>The slowly moving encoder.</summary>
    public T Target { get; }

    /// <summary>Moves one step towards the encoder.</summary>
    public void Follow() => Follow(_momentum);

    private void Follow(double momentum)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        foreach (((_, Tensor online), (_, Tensor target)) in _online.NamedParameters().Zip(Target.NamedParameters()))
        {
            target.LerpInPlace(online, 1 - momentum);
        }

        foreach (((_, Tensor online), (_, Tensor target)) in _online.NamedBuffers().Zip(Target.NamedBuffers()))
        {
            target.CopyInPlace(online);
        }
    }
}

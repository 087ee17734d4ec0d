namespace Clef.Tensors.Modules;

/// <summary>x W^T + b along the last axis. Initialised as PyTorch's <c>Linear</c>.</summary>
public sealed class Linear : Layer
{
    /// <summary>Makes weights (<paramref name="outputs"/>, <paramref name="inputs"/>) and a bias.</summary>
    public Linear(long inputs, long outputs, bool bias = true)
    {
        Weight = RegisterParameter("weight", Initializers.KaimingUniform(Tensor.Empty([outputs, inputs]), Math.Sqrt(5)));
        Bias = bias ? RegisterParameter("bias", Initializers.BiasFor(Weight, Tensor.Empty([outputs]))) : null;
    }

    /// <summary>(out, in).</summary>
    public Tensor Weight { get; }

    /// <summary>(out), where there is one.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Linear(Weight, Bias);

    /// <summary>The layer's result plus a tensor of its shape, in one pass: the end of a residual branch.</summary>
    public Tensor Forward(Tensor input, Tensor residual) => input.Linear(Weight, Bias, residual);
}

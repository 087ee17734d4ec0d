namespace Clef.Tensors.Modules;

/// <summary>Cross-correlation in time, (batch, channel, time). Initialised as PyTorch's <c>Conv1d</c>.</summary>
public sealed class Conv1d : Layer
{
    private readonly long _stride, _padding, _dilation, _groups;

    /// <summary>Makes weights (out, in / groups, kernel) and a bias.</summary>
    public Conv1d(long inputs, long outputs, long kernel, long stride = 1, long padding = 0, long dilation = 1, long groups = 1, bool bias = true)
    {
        (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);
        Weight = RegisterParameter("weight", Initializers.KaimingUniform(Tensor.Empty([outputs, inputs / groups, kernel]), Math.Sqrt(5)));
        Bias = bias ? RegisterParameter("bias", Initializers.BiasFor(Weight, Tensor.Empty([outputs]))) : null;
    }

    /// <summary>(out, in / groups, kernel).</summary>
    public Tensor Weight { get; }

    /// <summary>(out), where there is one.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Conv1d(Weight, Bias, _stride, _padding, _dilation, _groups);
}

/// <summary>Cross-correlation in two axes, (batch, channel, height, width). Initialised as PyTorch's <c>Conv2d</c>.</summary>
public sealed class Conv2d : Layer
{
    private readonly Pair2 _stride, _padding, _dilation;
    private readonly long _groups;

    /// <summary>Makes weights (out, in / groups, kernel height, kernel width) and a bias.</summary>
    public Conv2d(
        long inputs, long outputs, Pair2 kernel, Pair2 stride = default, Pair2 padding = default, Pair2 dilation = default, long groups = 1, bool bias = true)
    {
        (_stride, _padding, _dilation, _groups) = (stride, padding, dilation, groups);
        Weight = RegisterParameter(
            "weight", Initializers.KaimingUniform(Tensor.Empty([outputs, inputs / groups, kernel.Height, kernel.Width]), Math.Sqrt(5)));
        Bias = bias ? RegisterParameter("bias", Initializers.BiasFor(Weight, Tensor.Empty([outputs]))) : null;
    }

    /// <summary>(out, in / groups, kernel height, kernel width).</summary>
    public Tensor Weight { get; }

    /// <summary>(out), where there is one.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.Conv2d(Weight, Bias, _stride, _padding, _dilation, _groups);
}

/// <summary>The transpose of <see cref="Conv1d"/>. Initialised as PyTorch's <c>ConvTranspose1d</c>.</summary>
public sealed class ConvTranspose1d : Layer
{
    private readonly long _stride, _padding, _outputPadding, _groups;

    /// <summary>Makes weights (in, out / groups, kernel) and a bias.</summary>
    public ConvTranspose1d(
        long inputs, long outputs, long kernel, long stride = 1, long padding = 0, long outputPadding = 0, long groups = 1, bool bias = true)
    {
        (_stride, _padding, _outputPadding, _groups) = (stride, padding, outputPadding, groups);
        Weight = RegisterParameter("weight", Initializers.KaimingUniform(Tensor.Empty([inputs, outputs / groups, kernel]), Math.Sqrt(5)));
        Bias = bias ? RegisterParameter("bias", Initializers.BiasFor(Weight, Tensor.Empty([outputs]))) : null;
    }

    /// <summary>(in, out / groups, kernel).</summary>
    public Tensor Weight { get; }

    /// <summary>(out), where there is one.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.ConvTranspose1d(Weight, Bias, _stride, _padding, _outputPadding, _groups);
}

/// <summary>The transpose of <see cref="Conv2d"/>. Initialised as PyTorch's <c>ConvTranspose2d</c>.</summary>
public sealed class ConvTranspose2d : Layer
{
    private readonly Pair2 _stride, _padding, _outputPadding;
    private readonly long _groups;

    /// <summary>Makes weights (in, out / groups, kernel height, kernel width) and a bias.</summary>
    public ConvTranspose2d(
        long inputs, long outputs, Pair2 kernel, Pair2 stride = default, Pair2 padding = default, Pair2 outputPadding = default, long groups = 1, bool bias = true)
    {
        (_stride, _padding, _outputPadding, _groups) = (stride, padding, outputPadding, groups);
        Weight = RegisterParameter(
            "weight", Initializers.KaimingUniform(Tensor.Empty([inputs, outputs / groups, kernel.Height, kernel.Width]), Math.Sqrt(5)));
        Bias = bias ? RegisterParameter("bias", Initializers.BiasFor(Weight, Tensor.Empty([outputs]))) : null;
    }

    /// <summary>(in, out / groups, kernel height, kernel width).</summary>
    public Tensor Weight { get; }

    /// <summary>(out), where there is one.</summary>
    public Tensor? Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.ConvTranspose2d(Weight, Bias, _stride, _padding, _outputPadding, _groups);
}

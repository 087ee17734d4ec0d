namespace Clef.Tensors.Modules;

/// <summary>
/// Batch normalisation of channels (axis 1) of two, three or four axes, with running statistics; PyTorch's <c>BatchNorm1d</c> and
/// <c>BatchNorm2d</c>. Ioffe and Szegedy, 2015.
/// </summary>
public sealed class BatchNorm : Layer
{
    private readonly double _momentum, _epsilon;

    /// <summary>Makes weight 1, bias 0, running mean 0, running variance 1 and a count of batches.</summary>
    public BatchNorm(long channels, double momentum = 0.1, double epsilon = 1e-5)
    {
        (_momentum, _epsilon) = (momentum, epsilon);
        Weight = RegisterParameter("weight", Tensor.Ones(channels));
        Bias = RegisterParameter("bias", Tensor.Zeros(channels));
        RunningMean = RegisterBuffer("running_mean", Tensor.Zeros(channels));
        RunningVariance = RegisterBuffer("running_var", Tensor.Ones(channels));
        BatchesTracked = RegisterBuffer("num_batches_tracked", Tensor.Zeros([], DType.Int64));
    }

    /// <summary>(channel).</summary>
    public Tensor Weight { get; }

    /// <summary>(channel).</summary>
    public Tensor Bias { get; }

    /// <summary>(channel).</summary>
    public Tensor RunningMean { get; }

    /// <summary>(channel).</summary>
    public Tensor RunningVariance { get; }

    /// <summary>How many batches the running statistics have seen.</summary>
    public Tensor BatchesTracked { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input)
    {
        if (IsTraining)
        {
            BatchesTracked.AddInPlace(1);
        }

        return input.BatchNorm(Weight, Bias, RunningMean, RunningVariance, IsTraining, _momentum, _epsilon);
    }
}

/// <summary>Normalisation over the last axis, with a weight and a bias for each of its elements. Ba, Kiros and Hinton, 2016.</summary>
public sealed class LayerNorm : Layer
{
    private readonly long _width;
    private readonly double _epsilon;

    /// <summary>Makes weight 1 and bias 0.</summary>
    public LayerNorm(long width, double epsilon = 1e-5)
    {
        (_width, _epsilon) = (width, epsilon);
        Weight = RegisterParameter("weight", Tensor.Ones(width));
        Bias = RegisterParameter("bias", Tensor.Zeros(width));
    }

    /// <summary>(width).</summary>
    public Tensor Weight { get; }

    /// <summary>(width).</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.LayerNorm([_width], Weight, Bias, _epsilon);
}

/// <summary>Normalisation over groups of channels (axis 1) and everything after them. Wu and He, 2018.</summary>
public sealed class GroupNorm : Layer
{
    private readonly long _groups;
    private readonly double _epsilon;

    /// <summary>Makes weight 1 and bias 0.</summary>
    public GroupNorm(long groups, long channels, double epsilon = 1e-5)
    {
        (_groups, _epsilon) = (groups, epsilon);
        Weight = RegisterParameter("weight", Tensor.Ones(channels));
        Bias = RegisterParameter("bias", Tensor.Zeros(channels));
    }

    /// <summary>(channel).</summary>
    public Tensor Weight { get; }

    /// <summary>(channel).</summary>
    public Tensor Bias { get; }

    /// <inheritdoc/>
    public override Tensor Forward(Tensor input) => input.GroupNorm(_groups, Weight, Bias, _epsilon);
}

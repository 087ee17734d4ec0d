using Clef.Tensors;
using Clef.Tensors.Distributed;
using Clef.Tensors.Modules;

namespace Clef.Eeg.Tokenizer;

/// <summary>
/// Takes the mean of all tokens from each and divides by their deviation, component by component, so that they lie all round the sphere on which the codes
/// are. An encoder gives its tokens a large common part, and on the sphere that part makes all of them neighbours: they then share a handful of codes. Mean
/// and deviation follow the tokens of training, are constants to the gradient, and stay as they are in use.
/// </summary>
internal sealed class TokenSpread : Module
{
    private const double Decay = 0.99, Least = 1e-5; // Least: a component that never varies is left at 0.
    private readonly long _width;
    private readonly Tensor _mean, _variance, _steps;

    public TokenSpread(long width)
    {
        _width = width;
        _mean = RegisterBuffer("mean", Tensor.Zeros(width), record: true);
        _variance = RegisterBuffer("variance", Tensor.Ones(width), record: true);
        _steps = RegisterBuffer("steps", Tensor.Zeros([], DType.Int64));
    }

    /// <summary>The other processes, whose tokens count too; null where there are none.</summary>
    public ProcessGroup? Group { get; set; }

    /// <summary>(batch, code width, row, column) to the same shape.</summary>
    /// <param name="encoded">What the encoder gave.</param>
    /// <param name="columns">Which columns count, (batch, 1, 1, column) of 0 and 1.</param>
    public Tensor Forward(Tensor encoded, Tensor columns)
    {
        using var scope = new TensorScope();
        if (IsTraining)
        {
            Follow(encoded, columns);
        }

        return scope.Return((encoded - Across(_mean)) * Across((_variance + Least).Rsqrt()));
    }

    private Tensor Across(Tensor components) => components.Reshape(1, _width, 1, 1);

    private void Follow(Tensor encoded, Tensor columns)
    {
        using var scope = new TensorScope();
        using GradientMode.Restore mode = GradientMode.Disable();
        Tensor tokens = encoded.Detach(), counted = tokens * columns;
        Tensor sums = Tensor.Concatenate([
            counted.Sum([0, 2, 3]), // (code width)
            (counted * tokens).Sum([0, 2, 3]), // (code width)
            (columns.Sum() * encoded.Size(2)).Reshape(1),
        ]);
        Group?.AllReduce(sums);
        double count = sums.Select(0, 2 * _width).ToDouble();
        if (count == 0)
        {
            return;
        }

        long steps = _steps.ToInt64();
        double share = 1 - Math.Min(Decay, steps / (steps + 9.0)); // the first batch's own, then ever longer means
        Tensor mean = sums.Slice(0, 0, _width) / count, square = sums.Slice(0, _width, 2 * _width) / count;
        _steps.FillInPlace(steps + 1);
        _mean.LerpInPlace(mean, share);
        _variance.LerpInPlace((square - mean.Square()).Clamp(low: 0), share);
    }
}

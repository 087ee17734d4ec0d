using Clef.Tensors.Native;

namespace Clef.Tensors.Optimisation;

/// <summary>
/// Adam (Kingma and Ba, 2015): steps by the mean of gradients over the root of the mean of their squares, both corrected for starting at zero.
/// Weight decay is added to the gradient. PyTorch's arithmetic and defaults.
/// </summary>
public class Adam : Optimizer
{
    private readonly Tensor[] _first, _second;
    private readonly bool _decoupled;

    /// <summary>Makes moments of zero.</summary>
    public Adam(
        IEnumerable<(string Name, Tensor Tensor)> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 0)
        : this(parameters, learningRate, beta1, beta2, epsilon, weightDecay, decoupled: false)
    {
    }

    private protected Adam(
        IEnumerable<(string Name, Tensor Tensor)> parameters, double learningRate, double beta1, double beta2, double epsilon, double weightDecay, bool decoupled)
        : base(parameters, learningRate)
    {
        (Beta1, Beta2, Epsilon, WeightDecay, _decoupled) = (beta1, beta2, epsilon, weightDecay, decoupled);
        (_first, _second) = (Moments(), Moments());
    }

    /// <summary>The share of the mean of gradients that stays at each step.</summary>
    public double Beta1 { get; }

    /// <summary>The share of the mean of squares that stays at each step.</summary>
    public double Beta2 { get; }

    /// <summary>Added to the root, against division by zero.</summary>
    public double Epsilon { get; }

    /// <summary>The pull of weights towards zero; schedules may change it.</summary>
    public double WeightDecay { get; set; }

    /// <inheritdoc/>
    protected override IEnumerable<(string Name, Tensor Tensor)> State() =>
        Parameters.Select((p, i) => ("exp_avg." + p.Name, _first[i])).Concat(Parameters.Select((p, i) => ("exp_avg_sq." + p.Name, _second[i])));

    /// <inheritdoc/>
    protected override unsafe void Apply() => WithHandles(
        Parameters.Select(p => p.Tensor).Concat(_first).Concat(_second),
        (handles, count) =>
        {
            var all = (nint*)handles;
            long third = count / 3;
            NativeMethods.Check(NativeMethods.AdamStep(
                all, all + third, all + (2 * third), third, Steps, LearningRate, Beta1, Beta2, Epsilon, WeightDecay, _decoupled ? 1 : 0));
        });
}

/// <summary>AdamW (Loshchilov and Hutter, 2019): Adam whose weight decay shrinks the weights themselves, apart from the gradient.</summary>
public sealed class AdamW : Adam
{
    /// <summary>Makes moments of zero.</summary>
    public AdamW(
        IEnumerable<(string Name, Tensor Tensor)> parameters,
        double learningRate = 1e-3,
        double beta1 = 0.9,
        double beta2 = 0.999,
        double epsilon = 1e-8,
        double weightDecay = 1e-2)
        : base(parameters, learningRate, beta1, beta2, epsilon, weightDecay, decoupled: true)
    {
    }
}

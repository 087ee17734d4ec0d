namespace Clef.Tensors.Modules;

/// <summary>
/// Starting values of weights, equal to PyTorch's <c>torch.nn.init</c> to the byte: the same formulas in the same order, from the same generator.
/// Each changes the tensor given and returns it.
/// </summary>
public static class Initializers
{
    /// <summary>
    /// He's uniform initialisation (2015) as PyTorch's linear and convolution layers use it: U(-b, b) with
    /// b = sqrt(3) gain / sqrt(fan in), gain = sqrt(2 / (1 + slope^2)); with slope sqrt(5), b = 1 / sqrt(fan in).
    /// </summary>
    public static Tensor KaimingUniform(Tensor weight, double slope)
    {
        double gain = Math.Sqrt(2.0 / (1 + (slope * slope)));
        double deviation = gain / Math.Sqrt(FanIn(weight));
        double bound = Math.Sqrt(3.0) * deviation;
        return weight.UniformInPlace(-bound, bound);
    }

    /// <summary>He's normal initialisation (2015): N(0, gain^2 / fan in).</summary>
    public static Tensor KaimingNormal(Tensor weight, double slope = 0)
    {
        double gain = Math.Sqrt(2.0 / (1 + (slope * slope)));
        return weight.NormalInPlace(0, gain / Math.Sqrt(FanIn(weight)));
    }

    /// <summary>Glorot's uniform initialisation (2010): U(-b, b) with b = gain sqrt(6 / (fan in + fan out)).</summary>
    public static Tensor XavierUniform(Tensor weight, double gain = 1)
    {
        double deviation = gain * Math.Sqrt(2.0 / (FanIn(weight) + FanOut(weight)));
        double bound = Math.Sqrt(3.0) * deviation;
        return weight.UniformInPlace(-bound, bound);
    }

    /// <summary>U(-1 / sqrt(fan in), 1 / sqrt(fan in)), PyTorch's rule for the bias beside a weight.</summary>
    public static Tensor BiasFor(Tensor weight, Tensor bias)
    {
        double bound = 1 / Math.Sqrt(FanIn(weight));
        return bias.UniformInPlace(-bound, bound);
    }

    /// <summary>A normal distribution.</summary>
    public static Tensor Normal(Tensor weight, double mean = 0, double deviation = 1) => weight.NormalInPlace(mean, deviation);

    /// <summary>A normal distribution cut off at <paramref name="low"/> and <paramref name="high"/>, by the inverse of its distribution function.</summary>
    public static Tensor TruncatedNormal(Tensor weight, double mean = 0, double deviation = 1, double low = -2, double high = 2)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        double lower = NormalDistribution((low - mean) / deviation), upper = NormalDistribution((high - mean) / deviation);
        weight.UniformInPlace((2 * lower) - 1, (2 * upper) - 1);
        weight.ErfinvInPlace().MultiplyInPlace(deviation * Math.Sqrt(2.0)).AddInPlace(mean);
        return weight.ClampInPlace(low, high);
    }

    /// <summary>One value throughout.</summary>
    public static Tensor Constant(Tensor weight, double value)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        return weight.FillInPlace(value);
    }

    // Inputs that reach one output: everything but the first axis.
    private static double FanIn(Tensor weight) => Needs2(weight).ElementCount / (double)weight.Size(0);

    private static double FanOut(Tensor weight) => weight.ElementCount / (double)weight.Size(1);

    private static Tensor Needs2(Tensor weight) => weight.Rank >= 2
        ? weight
        : throw new TensorException($"fan of {weight.Description}; expected a weight of two or more axes");

    private static double NormalDistribution(double x)
    {
        using Tensor scaled = Tensor.Scalar(x / Math.Sqrt(2.0), DType.Float64);
        using Tensor erf = scaled.Erf();
        return (1 + erf.ToDouble()) / 2;
    }
}

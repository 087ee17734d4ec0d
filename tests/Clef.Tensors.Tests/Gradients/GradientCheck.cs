namespace Clef.Tensors.Tests.Gradients;

/// <summary>Compares an operation's gradients with central differences in double precision.</summary>
internal static class GradientCheck
{
    // Truncation grows with the square of the step and rounding with its inverse: 1e-5 leaves both near 1e-10 of values near one.
    private const double Step = 1e-5;

    /// <summary>Checks every element of every input; outputs are weighted by fixed, irregular numbers so that no element hides.</summary>
    public static void Run(Func<Tensor[], Tensor> operation, params Tensor[] inputs)
    {
        using var scope = new TensorScope();
        foreach (Tensor input in inputs)
        {
            input.DType.ShouldBe(DType.Float64);
            input.RequiresGrad = true;
        }

        Tensor output = operation(inputs);
        output.RequiresGrad.ShouldBeTrue("the operation is not recorded");
        Tensor weights = Weights(output);
        (output * weights).Sum().Backward();

        for (int which = 0; which < inputs.Length; which++)
        {
            double[] analytic = (inputs[which].Grad ?? Tensor.Zeros(inputs[which].Shape, DType.Float64)).Contiguous().ToArray<double>();
            double[] numeric = Numeric(operation, inputs, which, weights);
            for (int i = 0; i < analytic.Length; i++)
            {
                double tolerance = 1e-6 + (1e-5 * Math.Abs(numeric[i]));
                analytic[i].ShouldBe(numeric[i], tolerance, $"input {which}, element {i} of {inputs[which].Description}");
            }
        }
    }

    private static double[] Numeric(Func<Tensor[], Tensor> operation, Tensor[] inputs, int which, Tensor weights)
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        Span<double> values = inputs[which].AsSpan<double>();
        var slopes = new double[values.Length];
        for (int i = 0; i < values.Length; i++)
        {
            double at = values[i];
            values[i] = at + Step;
            double above = Value();
            values[i] = at - Step;
            double below = Value();
            values[i] = at;
            slopes[i] = (above - below) / (2 * Step);
        }

        return slopes;

        double Value()
        {
            using var scope = new TensorScope();
            return (operation(inputs) * weights).Sum().ToDouble();
        }
    }

    private static Tensor Weights(Tensor output)
    {
        var values = new double[output.ElementCount];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = Math.Sin((1.7 * i) + 0.4) + 0.2;
        }

        return Tensor.From<double>(values).Reshape(output.Shape);
    }

    /// <summary>Irregular numbers between about -1.5 and 1.5, none near another or near zero by chance of symmetry.</summary>
    public static Tensor Numbers(params long[] shape)
    {
        long count = shape.Aggregate(1L, (a, b) => a * b);
        var values = new double[count];
        for (int i = 0; i < count; i++)
        {
            values[i] = (1.1 * Math.Sin((0.9 * i) + (0.37 * count) + 0.2)) + (0.4 * Math.Cos(2.3 * i));
        }

        return Tensor.From<double>(values).Reshape(shape);
    }

    /// <summary>Irregular numbers between about 0.3 and 1.9.</summary>
    public static Tensor Positive(params long[] shape) => (Numbers(shape).Sin() * 0.8) + 1.1;
}

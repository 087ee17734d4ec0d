using Clef.Tensors;

namespace Clef.Eeg.Tests;

/// <summary>Compares gradients with central differences.</summary>
internal static class Gradients
{
    /// <summary>Compares some elements of a gradient, in double precision.</summary>
    public static void Check(Tensor at, Func<Tensor, double> loss, Tensor gradient, IEnumerable<int> elements, double tolerance = 1e-5)
    {
        const double step = 1e-5;
        double[] analytic = gradient.Contiguous().ToArray<double>(), values = at.Detach().Contiguous().ToArray<double>();
        foreach (int element in elements)
        {
            double Moved(double by)
            {
                double[] moved = [.. values];
                moved[element] += by;
                return loss(Tensor.From(moved, at.Shape));
            }

            double numeric = (Moved(step) - Moved(-step)) / (2 * step);
            analytic[element].ShouldBe(numeric, tolerance * (1 + Math.Abs(numeric)), $"element {element}");
        }
    }

    /// <summary>Compares some elements of a parameter's gradient with what moving them makes of a loss.</summary>
    public static void Check(Tensor parameter, Func<double> loss, IEnumerable<int> elements) => Check(parameter, moved =>
    {
        using GradientMode.Restore mode = GradientMode.Disable();
        using var scope = new TensorScope();
        Tensor former = parameter.Detach().Clone();
        parameter.CopyInPlace(moved);
        double value = loss();
        parameter.CopyInPlace(former);
        return value;
    }, parameter.Grad!, elements);
}

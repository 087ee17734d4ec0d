using Clef.Core;

namespace Clef.Evaluation.Metrics;

/// <summary>
/// One-number recalibration (Guo et al. 2017): probabilities become sigmoid(logit / T), with T chosen on held-out rows so that the log loss is
/// least. The ranking, and so the AUROC, does not change.
/// </summary>
/// <param name="Temperature">T, positive; above 1 the raw logits were over-confident.</param>
public readonly record struct TemperatureScaling(double Temperature)
{
    /// <summary>
    /// Fits 1/T by Newton's method on the convex log loss of inverse temperature, kept within [1/100, 100].
    /// Labels of one class only leave T at 1: nothing can be learnt from them.
    /// </summary>
    public static TemperatureScaling Fit(ReadOnlySpan<double> logits, ReadOnlySpan<bool> labels)
    {
        if (logits.Length != labels.Length)
        {
            throw new ClefException(null, "labels", labels.Length, $"as many labels as logits, {logits.Length}");
        }

        if (!labels.Contains(true) || !labels.Contains(false))
        {
            return new TemperatureScaling(1);
        }

        double low = 0.01, high = 100, inverse = 1;
        for (int step = 0; step < 200; step++)
        {
            double slope = 0, curvature = 0;
            for (int i = 0; i < logits.Length; i++)
            {
                double p = Logistic.Sigmoid(inverse * logits[i]);
                slope += (p - (labels[i] ? 1 : 0)) * logits[i];
                curvature += p * (1 - p) * logits[i] * logits[i];
            }

            // The slope's sign brackets the minimum; Newton's step is taken where it stays inside the bracket, else the bracket is halved.
            if (slope > 0)
            {
                high = inverse;
            }
            else
            {
                low = inverse;
            }

            double next = inverse - (slope / curvature);
            next = next > low && next < high ? next : 0.5 * (low + high);
            if (Math.Abs(next - inverse) <= 1e-13 * inverse)
            {
                break;
            }

            inverse = next;
        }

        return new TemperatureScaling(1 / inverse);
    }

    /// <summary>The calibrated probability of a logit.</summary>
    public double Probability(double logit) => Logistic.Sigmoid(logit / Temperature);
}

/// <summary>The logistic function and its logarithms, safe at any argument.</summary>
internal static class Logistic
{
    public static double Sigmoid(double x) => x >= 0 ? 1 / (1 + Math.Exp(-x)) : Math.Exp(x) / (1 + Math.Exp(x));

    /// <summary>ln(1 + e^x).</summary>
    public static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}

using Clef.Core;

namespace Clef.Evaluation.Metrics;

/// <summary>
/// A metric of fixed predictions as a function of row weights. All ones give the plain metric; the multiplicities of a bootstrap draw give its
/// replicate, in time linear in the rows, since whatever must be sorted is sorted once.
/// A figure that is not defined (one class only, no weight) is NaN, never a made-up number.
/// </summary>
public abstract class ResampledMetric
{
    /// <summary>The number of rows that the weights must have.</summary>
    public abstract int Rows { get; }

    /// <summary>The metric with row i counted <c>weights[i]</c> times; NaN where it is not defined.</summary>
    public abstract double Value(ReadOnlySpan<double> weights);

    /// <summary>The plain metric, every row counted once.</summary>
    public double Value()
    {
        var ones = new double[Rows];
        Array.Fill(ones, 1.0);
        return Value(ones);
    }

    /// <summary>Refuses a score that is not a finite number, by its row.</summary>
    protected static void RequireFinite(ReadOnlySpan<double> scores, string what)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            if (!double.IsFinite(scores[i]))
            {
                throw new ClefException(null, FormattableString.Invariant($"{what} of row {i}"), scores[i], "a finite number");
            }
        }
    }

    /// <summary>Refuses columns of unequal length.</summary>
    protected static void RequireEqualLength(int scores, int labels)
    {
        if (scores != labels)
        {
            throw new ClefException(null, "labels", labels, $"as many labels as scores, {scores}");
        }
    }
}

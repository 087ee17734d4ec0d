namespace Clef.Evaluation.Metrics;

/// <summary>
/// The highest sensitivity that any threshold reaches while its specificity is at least the one asked for.
/// Zero where only the threshold above all scores qualifies; NaN where a class is absent.
/// </summary>
public sealed class SensitivityAtSpecificity : ResampledMetric
{
    private readonly ScoreOrder _order;
    private readonly double _specificity;

    /// <summary>Sorts the scores once.</summary>
    /// <param name="scores">Higher means positive.</param>
    /// <param name="labels">True for positive.</param>
    /// <param name="specificity">The least specificity, from 0 to 1.</param>
    public SensitivityAtSpecificity(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels, double specificity)
    {
        RequireEqualLength(scores.Length, labels.Length);
        RequireFinite(scores, "score");
        _order = new ScoreOrder(scores, labels);
        _specificity = specificity;
    }

    /// <inheritdoc/>
    public override int Rows => _order.Row.Length;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights)
    {
        (double positives, double negatives) = _order.Sum(weights, 0, Rows);
        if (positives == 0 || negatives == 0)
        {
            return double.NaN;
        }

        double truePositives = 0, falsePositives = 0;
        for (int g = _order.GroupEnd.Length - 1; g >= 0; g--)
        {
            (double positive, double negative) = _order.Sum(weights, g == 0 ? 0 : _order.GroupEnd[g - 1], _order.GroupEnd[g]);
            // The bound is compared as a count of negatives: 1 - fp/n would lose a threshold to rounding.
            if (falsePositives + negative > (1 - _specificity) * negatives * (1 + 1e-12))
            {
                break;
            }

            falsePositives += negative;
            truePositives += positive;
        }

        return truePositives / positives;
    }
}

namespace Clef.Evaluation.Metrics;

/// <summary>
/// Average precision: the sum over distinct thresholds of precision times the gain in recall, without interpolation.
/// NaN where there is no positive.
/// </summary>
public sealed class AveragePrecision : ResampledMetric
{
    private readonly ScoreOrder _order;

    /// <summary>Sorts the scores once. Higher scores mean positive.</summary>
    public AveragePrecision(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        RequireEqualLength(scores.Length, labels.Length);
        RequireFinite(scores, "score");
        _order = new ScoreOrder(scores, labels);
    }

    /// <inheritdoc/>
    public override int Rows => _order.Row.Length;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights)
    {
        double truePositives = 0, predicted = 0, sum = 0;
        for (int g = _order.GroupEnd.Length - 1; g >= 0; g--)
        {
            (double positive, double negative) = _order.Sum(weights, g == 0 ? 0 : _order.GroupEnd[g - 1], _order.GroupEnd[g]);
            truePositives += positive;
            predicted += positive + negative;
            if (positive > 0)
            {
                sum += truePositives / predicted * positive;
            }
        }

        return sum / truePositives;
    }

    /// <summary>The average precision of scores for binary labels.</summary>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels) => new AveragePrecision(scores, labels).Value();
}

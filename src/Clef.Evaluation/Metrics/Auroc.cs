using Clef.Core.Statistics;

namespace Clef.Evaluation.Metrics;

/// <summary>
/// Area under the receiver operating characteristic: the chance that a positive scores above a negative, ties counted half
/// (the Mann-Whitney form, exact). NaN where a class is absent. <see cref="Of"/> is <see cref="RocPlacements.Area"/>; an instance gives the same
/// area over rows with weights, from one sorting, for resampling.
/// </summary>
public sealed class Auroc : ResampledMetric
{
    private readonly ScoreOrder _order;

    /// <summary>Sorts the scores once. Higher scores mean positive.</summary>
    public Auroc(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
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
        double above = 0, negatives = 0, positives = 0;
        int from = 0;
        foreach (int end in _order.GroupEnd)
        {
            (double positive, double negative) = _order.Sum(weights, from, end);
            above += positive * (negatives + 0.5 * negative);
            positives += positive;
            negatives += negative;
            from = end;
        }

        return above / (positives * negatives);
    }

    /// <summary>The AUROC of finite scores for binary labels.</summary>
    public static double Of(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        RequireEqualLength(scores.Length, labels.Length);
        RequireFinite(scores, "score");
        return RocPlacements.Of(scores, labels).Area;
    }
}

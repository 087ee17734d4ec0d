namespace Clef.Evaluation.Metrics;

/// <summary>The mean of several metrics of the same rows, such as the AUROC of each class: of those that the weights leave defined; NaN where they leave none.</summary>
/// <param name="metrics">The metrics, at least one.</param>
public sealed class MeanMetric(IReadOnlyList<ResampledMetric> metrics) : ResampledMetric
{
    /// <inheritdoc/>
    public override int Rows => metrics[0].Rows;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights)
    {
        double sum = 0;
        int defined = 0;
        foreach (ResampledMetric metric in metrics)
        {
            double value = metric.Value(weights);
            (sum, defined) = double.IsNaN(value) ? (sum, defined) : (sum + value, defined + 1);
        }

        return sum / defined;
    }
}

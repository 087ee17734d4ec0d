namespace Clef.Evaluation.Metrics;

/// <summary>One bin of a reliability curve.</summary>
/// <param name="MeanProbability">Mean predicted probability of the bin's rows.</param>
/// <param name="Frequency">Share of positives among them.</param>
/// <param name="Weight">Number (or weight) of rows.</param>
public readonly record struct ReliabilityBin(double MeanProbability, double Frequency, double Weight);

/// <summary>Agreement of predicted probabilities with observed frequencies.</summary>
public sealed class Calibration : ResampledMetric
{
    private readonly double[] _probability;
    private readonly bool[] _label;
    private readonly int _bins;
    private readonly bool _brier;

    private Calibration(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int bins, bool brier)
    {
        RequireEqualLength(probabilities.Length, labels.Length);
        RequireFinite(probabilities, "probability");
        foreach (double p in probabilities)
        {
            if (p is < 0 or > 1)
            {
                throw new Core.ClefException(null, "probability", p, "a number from 0 to 1");
            }
        }

        _probability = probabilities.ToArray();
        _label = labels.ToArray();
        _bins = bins;
        _brier = brier;
    }

    /// <inheritdoc/>
    public override int Rows => _probability.Length;

    /// <summary>Expected calibration error over equal-width bins, [0, 1/n], (1/n, 2/n], ...: the weighted mean of |frequency - mean probability|.</summary>
    public static Calibration ExpectedError(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, int bins = 15) =>
        new(probabilities, labels, bins, brier: false);

    /// <summary>Brier score: mean squared difference of probability and outcome.</summary>
    public static Calibration Brier(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels) => new(probabilities, labels, 1, brier: true);

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights)
    {
        if (_brier)
        {
            double sum = 0, all = 0;
            for (int i = 0; i < _probability.Length; i++)
            {
                double error = _probability[i] - (_label[i] ? 1 : 0);
                sum += weights[i] * error * error;
                all += weights[i];
            }

            return sum / all;
        }

        ReliabilityBin[] curve = Reliability(_probability, _label, weights, _bins);
        double total = curve.Sum(b => b.Weight);
        return total == 0 ? double.NaN : curve.Where(b => b.Weight > 0).Sum(b => b.Weight * Math.Abs(b.Frequency - b.MeanProbability)) / total;
    }

    /// <summary>The reliability curve over equal-width bins; an empty bin has weight 0 and NaN for the rest.</summary>
    public static ReliabilityBin[] Reliability(ReadOnlySpan<double> probabilities, ReadOnlySpan<bool> labels, ReadOnlySpan<double> weights, int bins)
    {
        var weight = new double[bins];
        var mean = new double[bins];
        var positive = new double[bins];
        for (int i = 0; i < probabilities.Length; i++)
        {
            int bin = Math.Clamp((int)Math.Ceiling(probabilities[i] * bins) - 1, 0, bins - 1);
            weight[bin] += weights[i];
            mean[bin] += weights[i] * probabilities[i];
            positive[bin] += labels[i] ? weights[i] : 0;
        }

        return Enumerable.Range(0, bins).Select(b => new ReliabilityBin(mean[b] / weight[b], positive[b] / weight[b], weight[b])).ToArray();
    }
}

using Clef.Core;

namespace Clef.Learning.Contrastive;

/// <summary>The clinical dissimilarity W of every two patients of a batch (spec section 3.1), which weighs negatives and is what similarity should mirror.</summary>
public static class RiskDissimilarity
{
    private const double RangeEpsilon = 1e-6;

    /// <summary>
    /// W, (B, B), symmetric, from 0 on the diagonal to at most 1: squared risk differences, scaled to the batch's largest, raised to at least
    /// <paramref name="minimum"/>, and in <see cref="GuidanceMode.Paper"/> multiplied by the mask of missing metadata.
    /// </summary>
    /// <param name="patients">One entry a patient of the batch.</param>
    /// <param name="mode">The rule for missing risks.</param>
    /// <param name="minimum">The paper's alpha: the least dissimilarity of two different patients.</param>
    public static double[,] Of(ReadOnlySpan<RiskEvidence> patients, GuidanceMode mode, double minimum = 0.2)
    {
        if (minimum is not (>= 0 and <= 1))
        {
            throw new ClefException("guided objective", "minimum dissimilarity", minimum, "a number from 0 to 1");
        }

        int batch = patients.Length;
        var difference = new double[batch, batch];
        double largest = 0, known = 0;
        int pairs = 0;
        for (int i = 0; i < batch; i++)
        {
            for (int k = 0; k < batch; k++)
            {
                double value = i == k ? 0 : SquaredDifference(patients[i], patients[k], mode);
                difference[i, k] = value;
                if (i != k && double.IsFinite(value))
                {
                    largest = Math.Max(largest, value);
                    known += value;
                    pairs++;
                }
            }
        }

        var weights = new double[batch, batch];
        for (int i = 0; i < batch; i++)
        {
            for (int k = 0; k < batch; k++)
            {
                if (i != k)
                {
                    // The diagonal's zero is the batch's minimum, so that min-max scaling divides by the largest. Where no pair is known, none is
                    // told from another: all are fully dissimilar, as in a plain contrastive loss.
                    double scaled = double.IsFinite(difference[i, k]) ? difference[i, k] / (largest + RangeEpsilon)
                        : pairs > 0 ? known / pairs / (largest + RangeEpsilon) : 1;
                    weights[i, k] = (((1 - minimum) * scaled) + minimum) * Mask(patients[i], patients[k], mode);
                }
            }
        }

        return weights;
    }

    private static double SquaredDifference(RiskEvidence a, RiskEvidence b, GuidanceMode mode)
    {
        switch (mode)
        {
            case GuidanceMode.Reference:
                double difference = (double.IsFinite(a.Risk) ? a.Risk : 0) - (double.IsFinite(b.Risk) ? b.Risk : 0);
                return difference * difference;
            case GuidanceMode.Paper:
                return (a.Risk - b.Risk) * (a.Risk - b.Risk);
            default:
                return ((a.Expected - b.Expected) * (a.Expected - b.Expected)) + a.Variance + b.Variance;
        }
    }

    private static double Mask(RiskEvidence a, RiskEvidence b, GuidanceMode mode) =>
        mode == GuidanceMode.Paper ? Math.Exp(-a.Completeness * b.Completeness) : 1;
}

namespace Clef.Learning.Supervised;

/// <summary>Mean and deviation of each number of the training part's vectors, by which a head standardises what it reads.</summary>
/// <param name="Mean">(number).</param>
/// <param name="Deviation">(number), of the vectors themselves, not of what they were drawn from.</param>
public sealed record VectorSpread(float[] Mean, float[] Deviation)
{
    /// <summary>Below this share of the greatest deviation a number counts as constant.</summary>
    private const double LeastDeviation = 1e-6;

    /// <summary>Of the first numbers of each vector.</summary>
    /// <param name="vectors">(vector, number), at least one.</param>
    /// <param name="width">How many numbers.</param>
    public static VectorSpread Of(IReadOnlyList<float[]> vectors, int width)
    {
        float[] means = new float[width], deviations = new float[width];
        for (int i = 0; i < width; i++)
        {
            double mean = vectors.Average(v => (double)v[i]);
            means[i] = (float)mean;
            deviations[i] = (float)Math.Sqrt(vectors.Average(v => (v[i] - mean) * (v[i] - mean)));
        }

        return new VectorSpread(means, deviations);
    }

    /// <summary>What each number is to be multiplied with: 0 where it is constant, so that it is left out, else one over its deviation.</summary>
    /// <param name="share">The deviation that is wanted.</param>
    public float[] Scales(double share = 1)
    {
        double least = Math.Max(LeastDeviation * Deviation.Max(), float.Epsilon);
        return [.. Deviation.Select(d => d > least ? (float)(share / d) : 0)];
    }
}

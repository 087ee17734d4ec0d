namespace Clef.Signals.Filtering;

/// <summary>Standardisation of a window.</summary>
public static class ZScore
{
    /// <summary>The constant added to the standard deviation by the authors' code (ECG specification 2.2).</summary>
    public const double DefaultEpsilon = 1e-8;

    /// <summary>Subtracts the mean and divides by (population standard deviation + epsilon), in place; a flat window becomes zero.</summary>
    public static void Apply(Span<float> window, double epsilon = DefaultEpsilon)
    {
        if (window.IsEmpty)
        {
            return;
        }

        double sum = 0;
        foreach (float x in window)
        {
            sum += x;
        }

        double mean = sum / window.Length;
        double squares = 0;
        foreach (float x in window)
        {
            squares += (x - mean) * (x - mean);
        }

        double scale = 1 / (Math.Sqrt(squares / window.Length) + epsilon);
        foreach (ref float x in window)
        {
            x = (float)((x - mean) * scale);
        }
    }
}

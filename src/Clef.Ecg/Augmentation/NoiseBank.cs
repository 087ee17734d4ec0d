using Clef.Core;
using Clef.Signals.Noise;

namespace Clef.Ecg.Augmentation;

/// <summary>
/// Noise of four kinds for any lead, brought to a set standard deviation in a buffer of its own: the bank itself is never changed (the released code
/// scales a view of it in place, and so wears it down).
/// </summary>
public abstract class NoiseBank
{
    /// <summary>Writes a random stretch of one kind of noise as it appears in a lead.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="lead">The lead's name; where it is not known, noise of lead I.</param>
    /// <param name="random">The sample's stream.</param>
    /// <param name="destination">Receives the noise at the bank's rate, mean as recorded, standard deviation <paramref name="deviation"/>; zeros where it is flat.</param>
    /// <param name="deviation">In millivolts; 0.1 in the paper's code.</param>
    public abstract void Fill(EcgNoiseKind kind, string lead, CounterRandom random, Span<float> destination, double deviation);

    /// <summary>Simulated noise at 500 Hz, the preparation's rate, for those who have no recorded noise.</summary>
    public static NoiseBank BuiltIn { get; } = new GeneratedNoise(500);

    /// <summary>Simulated noise for windows of another rate, in hertz.</summary>
    public static NoiseBank Generated(double sampleRate) => sampleRate > 0 && double.IsFinite(sampleRate)
        ? new GeneratedNoise(sampleRate) : throw new ClefException("noise", "sample rate", sampleRate, "a positive number of hertz");

    /// <summary>The user's recorded noise, in any form that <see cref="RecordedEcgNoise"/> reads.</summary>
    /// <param name="path">The MATLAB file, folder or zip archive.</param>
    /// <param name="sampleRate">The rate of the windows, in hertz.</param>
    /// <param name="matrixRate">The rate of matrices that say none.</param>
    public static NoiseBank Recorded(string path, double sampleRate = 500, double matrixRate = 500) => new RecordedNoiseBank(RecordedEcgNoise.Read(path, sampleRate, matrixRate));

    /// <summary>Scales to a standard deviation.</summary>
    protected static void Scale(Span<float> noise, double deviation)
    {
        double sum = 0, squares = 0;
        foreach (float value in noise)
        {
            sum += value;
            squares += (double)value * value;
        }

        double mean = sum / noise.Length, actual = Math.Sqrt(Math.Max(0, (squares / noise.Length) - (mean * mean)));
        float factor = actual > 1e-12 ? (float)(deviation / actual) : 0;
        foreach (ref float value in noise)
        {
            value *= factor;
        }
    }

    private sealed class GeneratedNoise(double sampleRate) : NoiseBank
    {
        public override void Fill(EcgNoiseKind kind, string lead, CounterRandom random, Span<float> destination, double deviation)
        {
            int index = Math.Max(0, EcgNoise.Leads.ToList().IndexOf(lead));
            EcgNoise.Fill(kind, index, sampleRate, random.NextBits(), destination, deviation);
        }
    }
}

namespace Clef.Simulation.Tests;

/// <summary>Band powers by averaged Hann periodograms of two seconds, enough for the tests of plausibility.</summary>
internal static class Spectrum
{
    /// <summary>Mean power density between two frequencies, over the given span of seconds.</summary>
    internal static double Band(float[] x, double rate, double from, double to, double firstSecond = 0, double seconds = double.MaxValue)
    {
        int n = (int)(2 * rate), start = (int)(firstSecond * rate), end = (int)Math.Min(x.Length, (firstSecond + Math.Min(seconds, 1e6)) * rate);
        double sum = 0;
        int count = 0;
        for (int at = start; at + n <= end; at += n)
        {
            for (double f = Math.Ceiling(from * 2) / 2; f <= to; f += 0.5)
            {
                double w = 2 * Math.PI * f / rate, c = 2 * Math.Cos(w), s1 = 0, s2 = 0;
                for (int i = 0; i < n; i++)
                {
                    (s1, s2) = ((x[at + i] * (0.5 - (0.5 * Math.Cos(2 * Math.PI * i / n)))) + (c * s1) - s2, s1);
                }

                sum += ((s1 * s1) + (s2 * s2) - (c * s1 * s2)) * 2 / (rate * n * 0.375);
                count++;
            }
        }

        return sum / Math.Max(1, count);
    }

    internal static double Rms(float[] x) => Math.Sqrt(x.Average(v => (double)v * v));

    /// <summary>The area under the receiver operating characteristic of a score.</summary>
    internal static double Auroc(IEnumerable<(double Score, bool Positive)> cases)
    {
        (double Score, bool Positive)[] all = [.. cases];
        double[] yes = [.. all.Where(c => c.Positive).Select(c => c.Score)], no = [.. all.Where(c => !c.Positive).Select(c => c.Score)];
        return yes.Sum(y => no.Sum(z => y > z ? 1 : y == z ? 0.5 : 0)) / ((double)yes.Length * no.Length);
    }
}

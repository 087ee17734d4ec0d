using Clef.Core;

namespace Clef.Signals.Resampling;

/// <summary>A ratio of sampling rates in lowest terms: <see cref="Up"/> output samples for each <see cref="Down"/> input samples.</summary>
/// <param name="Up">Factor of interpolation.</param>
/// <param name="Down">Factor of decimation.</param>
public readonly record struct Ratio(int Up, int Down)
{
    /// <summary>The largest term allowed; the anti-alias filter has twenty times as many taps.</summary>
    public const int LargestTerm = 20_000;

    /// <summary>At this relative error of the rate (86 microseconds in a day) a ratio counts as exact.</summary>
    private const double Exact = 1e-9;

    /// <summary>
    /// The ratio from one rate to another, both in hertz and possibly fractional, by continued fractions: exact where it can be, else the nearest one
    /// with terms up to <see cref="LargestTerm"/>.
    /// </summary>
    public static Ratio Between(double from, double to)
    {
        if (!(double.IsFinite(from) && from > 0 && double.IsFinite(to) && to > 0) || to / from is > LargestTerm or < 1.0 / LargestTerm)
        {
            throw new ClefException("resampling", "rates", FormattableString.Invariant($"{from} to {to} Hz"), $"finite rates above 0, at most {LargestTerm} apart");
        }

        double target = to / from;
        double rest = target;
        (long beforeUp, long beforeDown, long up, long down) = (0, 1, 1, 0);
        while (true)
        {
            double whole = Math.Floor(rest);
            long nextUp = ((long)whole * up) + beforeUp;
            long nextDown = ((long)whole * down) + beforeDown;
            if (nextUp > LargestTerm || nextDown > LargestTerm)
            {
                break;
            }

            (beforeUp, beforeDown, up, down) = (up, down, nextUp, nextDown);
            if (up > 0 && Math.Abs(((double)up / down / target) - 1) < Exact)
            {
                break;
            }

            rest = 1 / (rest - whole);
        }

        // A ratio below 1/2 starts from 0/1, which is not a ratio yet when the next term is already too large.
        return up > 0 && down > 0 ? new Ratio((int)up, (int)down) : new Ratio(1, (int)Math.Round(1 / target));
    }

    /// <summary>Number of output samples for <paramref name="count"/> input samples, rounded up as SciPy does.</summary>
    public long OutputCount(long count) => ((count * Up) + Down - 1) / Down;
}

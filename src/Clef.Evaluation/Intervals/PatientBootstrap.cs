using Clef.Core;
using Clef.Evaluation.Metrics;
using MathNet.Numerics.Distributions;

namespace Clef.Evaluation.Intervals;

/// <summary>
/// The bootstrap over patients: whole patients are drawn with replacement, so that several sessions of one person never count as independent.
/// The draws depend on the seed alone, so two metrics, or two models, can be resampled together and their difference has a paired interval.
/// Intervals are expanded percentile intervals (Hesterberg, Am Stat 2015): with few patients the plain ones are too narrow.
/// </summary>
public sealed class PatientBootstrap
{
    private readonly int[] _patient;
    private readonly int _patients;
    private readonly int _seed;

    /// <summary>Prepares the draws.</summary>
    /// <param name="patients">The patient of each row, any identifiers.</param>
    /// <param name="replicates">How many times to draw.</param>
    /// <param name="seed">The seed of all draws.</param>
    public PatientBootstrap(IReadOnlyList<string> patients, int replicates = 1000, int seed = 0)
    {
        if (replicates < 1)
        {
            throw new ClefException(null, "replicates", replicates, "a positive number");
        }

        var index = new Dictionary<string, int>(StringComparer.Ordinal);
        _patient = new int[patients.Count];
        for (int i = 0; i < _patient.Length; i++)
        {
            if (!index.TryGetValue(patients[i], out _patient[i]))
            {
                index.Add(patients[i], _patient[i] = index.Count);
            }
        }

        _patients = index.Count;
        _seed = seed;
        Replicates = replicates;
    }

    /// <summary>How many replicates are drawn.</summary>
    public int Replicates { get; }

    /// <summary>Number of rows.</summary>
    public int Rows => _patient.Length;

    /// <summary>Number of distinct patients.</summary>
    public int Patients => _patients;

    /// <summary>The row weights of replicate <paramref name="replicate"/>: how often each row's patient was drawn.</summary>
    public void Weights(int replicate, Span<double> weights)
    {
        // SplitMix64 (Steele, Lea and Flood 2014), begun anew for each draw. System.Random is linear in its seed: with one seed a draw, the draws would
        // be the points of a lattice in place of independent ones.
        ulong state = Mix(Mix((uint)_seed) + (uint)replicate);
        var times = new int[_patients];
        for (int i = 0; i < _patients; i++)
        {
            state += 0x9E3779B97F4A7C15;
            times[Math.BigMul(Mix(state), (ulong)_patients, out _)]++;
        }

        for (int i = 0; i < _patient.Length; i++)
        {
            weights[i] = times[_patient[i]];
        }
    }

    /// <summary>All replicates of a metric; NaN where a draw left it undefined.</summary>
    public double[] Distribution(ResampledMetric metric) => Distribution(metric.Rows, metric.Value);

    /// <summary>All replicates of any function of row weights, such as a difference of two metrics.</summary>
    public double[] Distribution(int rows, WeightedFigure figure)
    {
        if (rows != _patient.Length)
        {
            throw new ClefException(null, "rows of the metric", rows, $"{_patient.Length}, one a patient entry");
        }

        var values = new double[Replicates];
        var weights = new double[rows];
        for (int r = 0; r < values.Length; r++)
        {
            Weights(r, weights);
            values[r] = figure(weights);
        }

        return values;
    }

    /// <summary>A metric with its expanded percentile interval.</summary>
    public Interval Interval(ResampledMetric metric, double confidence = 0.95) => Expanded(metric.Value(), Distribution(metric), Patients, confidence);

    /// <summary>
    /// The expanded percentile interval: the percentiles are taken further out, by what Student's t with n - 1 degrees of freedom and the factor
    /// sqrt(n / (n - 1)) of the variance would widen an interval of a mean. Of 75 patients it takes the 2.24th and the 97.76th of a hundred, and of
    /// many the 2.5th and the 97.5th.
    /// </summary>
    /// <param name="value">The point estimate.</param>
    /// <param name="replicates">Its replicates.</param>
    /// <param name="patients">n, the patients that the estimate rests on; a single one tells nothing of others and gives NaN ends.</param>
    /// <param name="confidence">The confidence asked for.</param>
    public static Interval Expanded(double value, ReadOnlySpan<double> replicates, int patients, double confidence = 0.95)
    {
        if (patients < 2)
        {
            return new Interval(value, double.NaN, double.NaN);
        }

        double n = patients, t = StudentT.InvCDF(0, 1, n - 1, 0.5 + (0.5 * confidence));
        return Percentile(value, replicates, 1 - (2 * Normal.Tail(Math.Sqrt(n / (n - 1)) * t)));
    }

    /// <summary>The percentile interval of replicates around a point estimate; NaN ends where fewer than half of them are defined.</summary>
    public static Interval Percentile(double value, ReadOnlySpan<double> replicates, double confidence = 0.95)
    {
        double[] defined = replicates.ToArray().Where(double.IsFinite).ToArray();
        if (defined.Length * 2 < replicates.Length || defined.Length == 0)
        {
            return new Interval(value, double.NaN, double.NaN);
        }

        Array.Sort(defined);
        double tail = 0.5 * (1 - confidence);
        return new Interval(value, Quantile(defined, tail), Quantile(defined, 1 - tail));
    }

    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }

    /// <summary>Linear interpolation between order statistics (Hyndman and Fan's type 7) of ascending values.</summary>
    public static double Quantile(ReadOnlySpan<double> ascending, double q)
    {
        double position = q * (ascending.Length - 1);
        int below = Math.Clamp((int)Math.Floor(position), 0, ascending.Length - 1);
        int above = Math.Min(below + 1, ascending.Length - 1);
        return ascending[below] + ((position - below) * (ascending[above] - ascending[below]));
    }
}

/// <summary>A figure computed from row weights.</summary>
public delegate double WeightedFigure(ReadOnlySpan<double> weights);

using Clef.Cohorts.Store;

namespace Clef.Cohorts.Labels;

/// <summary>
/// The covariates of sessions as numbers: age standardised with its square and a column for "not known", sex as F and not known, each site
/// and setting but the first as its own column.
/// </summary>
public sealed class Covariates
{
    private Covariates(string[] names, double[][] rows)
    {
        Names = names;
        Rows = rows;
    }

    /// <summary>The columns' names: <c>age</c>, <c>age squared</c>, <c>age unknown</c>, <c>sex F</c>, <c>site A</c>, ...</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>One row per session.</summary>
    public IReadOnlyList<double[]> Rows { get; }

    /// <summary>Makes the covariates named by a task.</summary>
    public static Covariates Of(IReadOnlyList<Session> sessions, IReadOnlyList<string> match)
    {
        var names = new List<string>();
        var columns = new List<Func<Session, double>>();
        void Add(string name, Func<Session, double> value)
        {
            // A constant column balances nothing.
            if (sessions.Select(value).Distinct().Take(2).Count() == 2)
            {
                names.Add(name);
                columns.Add(value);
            }
        }

        if (match.Contains("age"))
        {
            double[] known = sessions.Where(s => s.Age is not null).Select(s => s.Age!.Value).ToArray();
            double mean = known.Length == 0 ? 0 : known.Average();
            double deviation = known.Length == 0 ? 1 : Math.Sqrt(known.Average(a => (a - mean) * (a - mean)));
            deviation = deviation > 0 ? deviation : 1;
            double Age(Session s) => ((s.Age ?? mean) - mean) / deviation;
            Add("age", Age);
            Add("age squared", s => Age(s) * Age(s));
            Add("age unknown", s => s.Age is null ? 1 : 0);
        }

        if (match.Contains("sex"))
        {
            Add("sex F", s => s.Sex == "F" ? 1 : 0);
            Add("sex unknown", s => s.Sex is null ? 1 : 0);
        }

        foreach ((string name, Func<Session, string?> value) in (
            IEnumerable<(string, Func<Session, string?>)>)[("site", s => s.Site), ("setting", s => s.Setting)])
        {
            if (match.Contains(name))
            {
                foreach (string level in sessions.Select(s => value(s) ?? "unknown").Distinct().Order(StringComparer.Ordinal).Skip(1))
                {
                    Add($"{name} {level}", s => (value(s) ?? "unknown") == level ? 1 : 0);
                }
            }
        }

        return new Covariates(names.ToArray(), sessions.Select(s => columns.Select(c => c(s)).ToArray()).ToArray());
    }

    /// <summary>
    /// Standardised mean differences of positives and controls: the difference of means divided by the square root of the mean of both
    /// variances (of all candidates, so that the measure before and after matching has one denominator).
    /// </summary>
    public IReadOnlyList<double> Differences(IReadOnlyList<int> positives, IReadOnlyList<int> controls, IReadOnlyList<double> scale)
    {
        var differences = new double[Names.Count];
        for (int c = 0; c < differences.Length; c++)
        {
            differences[c] = positives.Count == 0 || controls.Count == 0 ? double.NaN
                : scale[c] == 0 ? 0
                : (positives.Average(i => Rows[i][c]) - controls.Average(i => Rows[i][c])) / scale[c];
        }

        return differences;
    }

    /// <summary>The denominators of <see cref="Differences"/>.</summary>
    public IReadOnlyList<double> Scale(IReadOnlyList<int> positives, IReadOnlyList<int> controls) =>
        Enumerable.Range(0, Names.Count).Select(c => Math.Sqrt((Variance(positives, c) + Variance(controls, c)) / 2)).ToArray();

    private double Variance(IReadOnlyList<int> rows, int column)
    {
        if (rows.Count < 2)
        {
            return 0;
        }

        double mean = rows.Average(i => Rows[i][column]);
        return rows.Sum(i => (Rows[i][column] - mean) * (Rows[i][column] - mean)) / (rows.Count - 1);
    }
}

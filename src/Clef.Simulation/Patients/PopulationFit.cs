using System.Globalization;
using Clef.Core;

namespace Clef.Simulation.Patients;

/// <summary>
/// Fits <see cref="PopulationModel"/> to a table of people: adults from 18 years; per sex, least squares of each transformed factor on 1, a, a^2
/// over the complete rows, and the covariance of the residuals; smoking, diabetes and missing values by logistic regression (Newton's steps).
/// </summary>
public static class PopulationFit
{
    private static readonly string[] Columns = ["BPSysAve", "BPDiaAve", "TotChol", "DirectChol", "BMI", "Pulse"];

    private static readonly Factor[] Scales =
        [Factor.Systolic, Factor.Diastolic, Factor.Logarithm, Factor.Logarithm, Factor.Logarithm, Factor.Logarithm];

    /// <summary>Fits the model to a CSV file in the layout of the NHANES teaching extract.</summary>
    /// <exception cref="ClefException">A column is missing, a value is no number, or too few complete rows remain.</exception>
    public static PopulationModel Fit(string path)
    {
        List<Person> people = Read(path);
        double[] a = [.. people.Select(p => p.A)];
        bool[] noPressure = [.. people.Select(p => p.Values[0] is null)];
        Person[] withPressure = [.. people.Where(p => p.Values[0] is not null)];
        return new PopulationModel(
            "NHANES 2009-2012 (teaching extract), adults", people.Count, FitSex(path, people, "female"), FitSex(path, people, "male"),
            Logit(a, noPressure, 2),
            Logit([.. withPressure.Select(p => p.A)], [.. withPressure.Select(p => p.Values[2] is null)], 2),
            people.Where(p => p.Values[0] is null).Average(p => p.Values[2] is null ? 1.0 : 0),
            Logit(a, [.. people.Select(p => p.Values[4] is null)], 2));
    }

    private static SexModel FitSex(string path, List<Person> all, string sex)
    {
        Person[] people = [.. all.Where(p => p.Sex == sex)];
        Person[] complete = [.. people.Where(p => p.Values.All(v => v is not null))];
        if (complete.Length < 50)
        {
            throw new ClefException(path, "Gender", complete.Length, $"at least 50 complete adult rows with Gender '{sex}'");
        }

        var shares = new double[14];
        foreach (Person p in people)
        {
            shares[p.Age < 20 ? 0 : Math.Min(13, (int)(p.Age / 5) - 3)] += 1.0 / people.Length;
        }

        var mean = new double[Columns.Length][];
        var residuals = new double[Columns.Length][];
        for (int f = 0; f < Columns.Length; f++)
        {
            double[] y = [.. complete.Select(p => Scales[f].Forward(p.Values[f]!.Value))];
            mean[f] = LeastSquares([.. complete.Select(p => p.A)], y);
            residuals[f] = [.. complete.Select((p, i) => y[i] - PopulationModel.Quadratic(mean[f], p.A))];
        }

        Person[] asked = [.. people.Where(p => p.Smoker is not null)];
        Person[] known = [.. people.Where(p => p.Diabetes is not null)];
        return new SexModel(
            shares, mean, Cholesky(residuals),
            Logit([.. asked.Select(p => p.A)], [.. asked.Select(p => p.Smoker!.Value)], 3),
            Logit([.. known.Select(p => p.A)], [.. known.Select(p => p.Diabetes!.Value)], 3));
    }

    private static List<Person> Read(string path)
    {
        string[] lines = File.ReadAllLines(path);
        List<string> header = lines.Length > 0 ? [.. lines[0].Split(',')] : [];
        int At(string name) => header.IndexOf(name) is >= 0 and int i ? i : throw new ClefException(path, "header", lines.FirstOrDefault(), $"a column '{name}'");
        int age = At("Age"), sex = At("Gender"), smoke = At("SmokeNow"), ever = At("Smoke100"), diabetes = At("Diabetes");
        int[] at = [.. Columns.Select(At)];
        var people = new List<Person>();
        for (int row = 1; row < lines.Length; row++)
        {
            string[] cells = lines[row].Split(',');
            if (cells.Length != header.Count)
            {
                throw new ClefException(path, $"line {row + 1}", cells.Length, $"{header.Count} cells");
            }

            double? Number(int column) => cells[column] is "NA" or "" ? null
                : double.TryParse(cells[column], NumberStyles.Float, CultureInfo.InvariantCulture, out double v) ? v
                : throw new ClefException(path, $"line {row + 1}, {header[column]}", cells[column], "a number or NA");
            if (Number(age) is not double years || years < 18)
            {
                continue;
            }

            // A diastolic reading of zero means that it could not be heard; it counts as missing, as do the readings taken with it.
            double?[] values = [.. at.Select(Number)];
            if (values[1] is <= 0)
            {
                values[0] = values[1] = null;
            }

            bool? smoker = cells[smoke] == "Yes" ? true : cells[smoke] == "No" || cells[ever] == "No" ? false : null;
            bool? diabetic = cells[diabetes] == "Yes" ? true : cells[diabetes] == "No" ? false : null;
            people.Add(new Person(years, (years - 50) / 10, cells[sex], values, smoker, diabetic));
        }

        return people;
    }

    private static double[] LeastSquares(double[] a, double[] y)
    {
        var normal = new double[3, 4];
        for (int n = 0; n < a.Length; n++)
        {
            double[] x = [1, a[n], a[n] * a[n]];
            Accumulate(normal, x, 1, y[n]);
        }

        return Solve(normal);
    }

    /// <summary>Logistic regression on the first <paramref name="terms"/> of 1, a, a^2, with a faint ridge that keeps rare outcomes finite.</summary>
    private static double[] Logit(double[] a, bool[] outcome, int terms)
    {
        var beta = new double[terms];
        for (int step = 0; step < 30; step++)
        {
            var normal = new double[terms, terms + 1];
            for (int n = 0; n < a.Length; n++)
            {
                double[] x = terms == 2 ? [1, a[n]] : [1, a[n], a[n] * a[n]];
                double p = PopulationModel.Logistic(x.Zip(beta, (u, b) => u * b).Sum()), weight = Math.Max(1e-6, p * (1 - p));
                Accumulate(normal, x, weight, ((outcome[n] ? 1 : 0) - p) / weight);
            }

            for (int i = 0; i < terms; i++)
            {
                normal[i, i] += 0.01;
                normal[i, terms] -= 0.01 * beta[i];
            }

            double[] change = Solve(normal);
            for (int i = 0; i < terms; i++)
            {
                beta[i] += change[i];
            }
        }

        return beta;
    }

    private static void Accumulate(double[,] normal, double[] x, double weight, double y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            for (int j = 0; j < x.Length; j++)
            {
                normal[i, j] += weight * x[i] * x[j];
            }

            normal[i, x.Length] += weight * x[i] * y;
        }
    }

    /// <summary>Gauss-Jordan elimination with row pivots of an n x (n + 1) system.</summary>
    private static double[] Solve(double[,] m)
    {
        int n = m.GetLength(0);
        for (int k = 0; k < n; k++)
        {
            int pivot = Enumerable.Range(k, n - k).MaxBy(r => Math.Abs(m[r, k]));
            for (int c = 0; c <= n; c++)
            {
                (m[k, c], m[pivot, c]) = (m[pivot, c], m[k, c]);
            }

            for (int r = 0; r < n; r++)
            {
                double factor = r == k ? 0 : m[r, k] / m[k, k];
                for (int c = k; c <= n && factor != 0; c++)
                {
                    m[r, c] -= factor * m[k, c];
                }
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => m[i, n] / m[i, i])];
    }

    /// <summary>The lower-triangular factor of the covariance of rows of residuals (factor x person).</summary>
    private static double[][] Cholesky(double[][] residuals)
    {
        int n = residuals.Length, count = residuals[0].Length;
        double[][] lower = [.. Enumerable.Range(0, n).Select(_ => new double[n])];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j <= i; j++)
            {
                double sum = residuals[i].Zip(residuals[j], (x, y) => x * y).Sum() / (count - 3);
                for (int k = 0; k < j; k++)
                {
                    sum -= lower[i][k] * lower[j][k];
                }

                lower[i][j] = i == j ? Math.Sqrt(Math.Max(0, sum)) : lower[j][j] > 0 ? sum / lower[j][j] : 0;
            }
        }

        return lower;
    }

    private sealed record Person(double Age, double A, string Sex, double?[] Values, bool? Smoker, bool? Diabetes);
}

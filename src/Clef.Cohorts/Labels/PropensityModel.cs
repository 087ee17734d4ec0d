namespace Clef.Cohorts.Labels;

/// <summary>
/// Logistic regression by Newton's method with a small ridge penalty (which keeps separable data finite; the intercept is not penalised).
/// Deterministic.
/// </summary>
public static class PropensityModel
{
    private const double Ridge = 1e-2;

    /// <summary>The logit of each row's probability.</summary>
    /// <param name="rows">Covariates, (row, column).</param>
    /// <param name="positive">The outcome of each row.</param>
    public static double[] Logits(IReadOnlyList<double[]> rows, IReadOnlyList<bool> positive)
    {
        int width = rows.Count == 0 ? 1 : rows[0].Length + 1;
        var weights = new double[width];
        for (int iteration = 0; iteration < 50; iteration++)
        {
            var gradient = new double[width];
            var hessian = new double[width, width];
            for (int i = 0; i < rows.Count; i++)
            {
                double p = 1 / (1 + Math.Exp(-Dot(weights, rows[i])));
                double error = (positive[i] ? 1 : 0) - p;
                double w = Math.Max(p * (1 - p), 1e-12);
                for (int a = 0; a < width; a++)
                {
                    double xa = a == 0 ? 1 : rows[i][a - 1];
                    if (xa == 0)
                    {
                        continue;
                    }

                    gradient[a] += error * xa;
                    for (int b = 0; b <= a; b++)
                    {
                        hessian[a, b] += w * xa * (b == 0 ? 1 : rows[i][b - 1]);
                    }
                }
            }

            for (int a = 1; a < width; a++)
            {
                gradient[a] -= Ridge * weights[a];
                hessian[a, a] += Ridge;
            }

            hessian[0, 0] += 1e-9;
            double[] step = Solve(hessian, gradient);
            double largest = 0;
            for (int a = 0; a < width; a++)
            {
                // A step of more than 5 logits would overshoot far from the optimum.
                double limited = Math.Clamp(step[a], -5, 5);
                weights[a] += limited;
                largest = Math.Max(largest, Math.Abs(limited));
            }

            if (largest < 1e-9)
            {
                break;
            }
        }

        return rows.Select(r => Dot(weights, r)).ToArray();
    }

    private static double Dot(double[] weights, double[] row)
    {
        double sum = weights[0];
        for (int i = 0; i < row.Length; i++)
        {
            sum += weights[i + 1] * row[i];
        }

        return sum;
    }

    /// <summary>Solves a symmetric positive definite system of which the lower triangle is given, by Cholesky's factorisation.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int n = right.Length;
        for (int j = 0; j < n; j++)
        {
            for (int k = 0; k < j; k++)
            {
                for (int i = j; i < n; i++)
                {
                    matrix[i, j] -= matrix[i, k] * matrix[j, k];
                }
            }

            double root = Math.Sqrt(Math.Max(matrix[j, j], 1e-12));
            for (int i = j; i < n; i++)
            {
                matrix[i, j] /= root;
            }

            matrix[j, j] = root;
        }

        var x = (double[])right.Clone();
        for (int i = 0; i < n; i++)
        {
            for (int k = 0; k < i; k++)
            {
                x[i] -= matrix[i, k] * x[k];
            }

            x[i] /= matrix[i, i];
        }

        for (int i = n - 1; i >= 0; i--)
        {
            for (int k = i + 1; k < n; k++)
            {
                x[i] -= matrix[k, i] * x[k];
            }

            x[i] /= matrix[i, i];
        }

        return x;
    }
}

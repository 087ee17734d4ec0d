namespace Clef.Evaluation.LinearAlgebra;

/// <summary>Brings every feature to mean 0 and standard deviation 1 over training rows. A feature that is constant there becomes 0 everywhere.</summary>
public sealed class Standardiser
{
    /// <summary>Fits means and (population) standard deviations.</summary>
    public Standardiser(DenseMatrix training)
    {
        int n = Math.Max(1, training.Rows), d = training.Columns;
        Mean = new double[d];
        Scale = new double[d];
        for (int i = 0; i < training.Rows; i++)
        {
            ReadOnlySpan<double> row = training.Row(i);
            for (int j = 0; j < d; j++)
            {
                Mean[j] += row[j] / n;
            }
        }

        for (int i = 0; i < training.Rows; i++)
        {
            ReadOnlySpan<double> row = training.Row(i);
            for (int j = 0; j < d; j++)
            {
                double x = row[j] - Mean[j];
                Scale[j] += x * x / n;
            }
        }

        for (int j = 0; j < d; j++)
        {
            double deviation = Math.Sqrt(Scale[j]);
            Scale[j] = deviation > 1e-12 * Math.Max(1, Math.Abs(Mean[j])) ? 1 / deviation : 0;
        }
    }

    /// <summary>Mean of each feature.</summary>
    public double[] Mean { get; }

    /// <summary>Reciprocal of each feature's standard deviation; 0 for a constant feature.</summary>
    public double[] Scale { get; }

    /// <summary>The standardised rows, in a matrix of their own.</summary>
    public DenseMatrix Apply(DenseMatrix rows)
    {
        var standard = new DenseMatrix(rows.Rows, rows.Columns);
        for (int i = 0; i < rows.Rows; i++)
        {
            ReadOnlySpan<double> source = rows.Row(i);
            Span<double> target = standard.Row(i);
            for (int j = 0; j < source.Length; j++)
            {
                target[j] = (source[j] - Mean[j]) * Scale[j];
            }
        }

        return standard;
    }
}

using MathNet.Numerics.LinearAlgebra;

namespace Clef.Evaluation.LinearAlgebra;

/// <summary>
/// Standardised features turned to their principal axes: there the second moment of the features is diagonal, so that a ridge penalty is solved in
/// closed form for every penalty at once and a logistic fit has a good diagonal preconditioner. A rotation changes no ridge-penalised solution.
/// </summary>
public sealed class PrincipalAxes
{
    /// <summary>Beyond this many features the features are only standardised: a dense eigenproblem would cost more than it saves.</summary>
    public const int MaximumRotated = 1024;

    private readonly double[] _mean;
    private readonly double[] _scale;
    private readonly DenseMatrix? _axes;

    /// <summary>Fits means, standard deviations and axes on training rows. A constant feature is left out by a scale of zero.</summary>
    public PrincipalAxes(DenseMatrix training)
    {
        int n = training.Rows, d = training.Columns;
        _mean = new double[d];
        _scale = new double[d];
        for (int j = 0; j < d; j++)
        {
            double sum = 0, square = 0;
            for (int i = 0; i < n; i++)
            {
                sum += training[i, j];
            }

            double mean = sum / Math.Max(1, n);
            for (int i = 0; i < n; i++)
            {
                double x = training[i, j] - mean;
                square += x * x;
            }

            double deviation = Math.Sqrt(square / Math.Max(1, n));
            _mean[j] = mean;
            _scale[j] = deviation > 1e-12 * Math.Max(1, Math.Abs(mean)) ? 1 / deviation : 0;
        }

        DenseMatrix standard = Standardise(training);
        Moments = new double[d];
        if (d > MaximumRotated || d == 0 || n == 0)
        {
            Array.Fill(Moments, 1.0);
            return;
        }

        DenseMatrix moment = MatrixProduct.Of(standard.Transpose(), standard);
        Matrix<double> symmetric = ToMathNet(moment, 1.0 / n);
        var evd = symmetric.Evd(Symmetricity.Symmetric);
        _axes = new DenseMatrix(d, d);
        for (int j = 0; j < d; j++)
        {
            Moments[j] = Math.Max(0, evd.EigenValues[j].Real);
            for (int i = 0; i < d; i++)
            {
                _axes[i, j] = evd.EigenVectors[i, j];
            }
        }
    }

    /// <summary>The mean square of each turned feature over the training rows.</summary>
    public double[] Moments { get; }

    /// <summary>Standardises and turns rows.</summary>
    public DenseMatrix Apply(DenseMatrix rows)
    {
        DenseMatrix standard = Standardise(rows);
        return _axes is null ? standard : MatrixProduct.Of(standard, _axes);
    }

    /// <summary>Weights and intercept for the features as they were, from those of the turned ones.</summary>
    public (double[] Weights, double Intercept) Undo(ReadOnlySpan<double> turned, double intercept)
    {
        var weights = new double[_mean.Length];
        for (int i = 0; i < weights.Length; i++)
        {
            double weight = 0;
            if (_axes is null)
            {
                weight = turned[i];
            }
            else
            {
                ReadOnlySpan<double> axis = _axes.Row(i);
                for (int j = 0; j < axis.Length; j++)
                {
                    weight += axis[j] * turned[j];
                }
            }

            weights[i] = weight * _scale[i];
            intercept -= weights[i] * _mean[i];
        }

        return (weights, intercept);
    }

    private DenseMatrix Standardise(DenseMatrix rows)
    {
        var standard = new DenseMatrix(rows.Rows, rows.Columns);
        for (int i = 0; i < rows.Rows; i++)
        {
            ReadOnlySpan<double> source = rows.Row(i);
            Span<double> target = standard.Row(i);
            for (int j = 0; j < source.Length; j++)
            {
                target[j] = (source[j] - _mean[j]) * _scale[j];
            }
        }

        return standard;
    }

    private static Matrix<double> ToMathNet(DenseMatrix values, double factor) =>
        MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.Create(values.Rows, values.Columns, (i, j) => 0.5 * factor * (values[i, j] + values[j, i]));
}

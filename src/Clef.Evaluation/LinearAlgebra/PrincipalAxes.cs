using MathNet.Numerics.LinearAlgebra;

namespace Clef.Evaluation.LinearAlgebra;

/// <summary>
/// Standardised features turned to their principal axes: there the second moment of the features is diagonal, so that a ridge penalty is solved in
/// closed form for every penalty at once and a logistic fit has a good diagonal preconditioner. A rotation changes no ridge-penalised solution.
/// </summary>
public sealed class PrincipalAxes
{
    /// <summary>Beyond this many features the features are only standardised, unless more are asked for: a dense eigenproblem would cost more than it
    /// saves.</summary>
    public const int MaximumRotated = 1024;

    private readonly Standardiser _standard;
    private readonly DenseMatrix? _axes;

    /// <summary>Fits means, standard deviations and axes on training rows.</summary>
    /// <param name="training">(row, feature).</param>
    /// <param name="most">The most features that are turned.</param>
    public PrincipalAxes(DenseMatrix training, int most = MaximumRotated)
    {
        int n = training.Rows, d = training.Columns;
        _standard = new Standardiser(training);
        DenseMatrix standard = _standard.Apply(training);
        Moments = new double[d];
        if (d > most || d == 0 || n == 0)
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

    /// <summary>False where there were too many features to turn, which are then only standardised.</summary>
    public bool Turned => _axes is not null;

    /// <summary>Standardises and turns rows.</summary>
    public DenseMatrix Apply(DenseMatrix rows)
    {
        DenseMatrix standard = _standard.Apply(rows);
        return _axes is null ? standard : MatrixProduct.Of(standard, _axes);
    }

    /// <summary>Weights and intercept for the features as they were, from those of the turned ones.</summary>
    public (double[] Weights, double Intercept) Undo(ReadOnlySpan<double> turned, double intercept)
    {
        var weights = new double[_standard.Mean.Length];
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

            weights[i] = weight * _standard.Scale[i];
            intercept -= weights[i] * _standard.Mean[i];
        }

        return (weights, intercept);
    }

    private static Matrix<double> ToMathNet(DenseMatrix values, double factor) =>
        MathNet.Numerics.LinearAlgebra.Double.DenseMatrix.Create(values.Rows, values.Columns, (i, j) => 0.5 * factor * (values[i, j] + values[j, i]));
}

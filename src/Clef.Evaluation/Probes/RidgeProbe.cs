using Clef.Evaluation.LinearAlgebra;

namespace Clef.Evaluation.Probes;

/// <summary>The targets of one regression task over all rows; NaN where a row takes no part.</summary>
public sealed record RegressionTask(string Name, double[] Targets);

/// <summary>
/// Ridge regression on frozen embeddings: minimises mean squared error + penalty * |w|^2 on features standardised over the task's training rows, with
/// a free intercept (scikit-learn's alpha is penalty * rows). All penalties come from one turn to principal axes; the one with the least
/// mean absolute error on validation rows is taken, equal ones going to the larger. Predictions are on the target's own scale.
/// </summary>
public static class RidgeProbe
{
    /// <summary>The penalties tried unless others are given.</summary>
    public static IReadOnlyList<double> DefaultPenalties { get; } = [30, 3, 0.3, 0.03, 0.003];

    /// <summary>Fits one task; NaN predictions where fewer than two training rows have a target.</summary>
    public static ProbeResult Fit(DenseMatrix embeddings, RegressionTask task, Part[] parts, IReadOnlyList<double>? penalties = null)
    {
        int[] train = Rows(task, parts, Part.Train), validation = Rows(task, parts, Part.Validation);
        if (train.Length < 2)
        {
            return new ProbeResult(
                task.Name, double.NaN, Enumerable.Repeat(double.NaN, embeddings.Rows).ToArray(), Enumerable.Repeat(double.NaN, embeddings.Columns)
                    .ToArray(), double.NaN);
        }

        var axes = new PrincipalAxes(embeddings.Select(train));
        DenseMatrix turned = axes.Apply(embeddings); // (row, axis)
        double mean = train.Average(i => task.Targets[i]);
        double[] correlation = new double[turned.Columns];
        foreach (int i in train)
        {
            ReadOnlySpan<double> row = turned.Row(i);
            for (int j = 0; j < row.Length; j++)
            {
                correlation[j] += row[j] * (task.Targets[i] - mean) / train.Length;
            }
        }

        ProbeResult? best = null;
        double least = double.PositiveInfinity;
        foreach (double penalty in (penalties ?? DefaultPenalties).OrderDescending())
        {
            double[] weights = Solve(axes, turned, train, correlation, penalty);
            double[] predictions = new double[turned.Rows];
            for (int i = 0; i < predictions.Length; i++)
            {
                predictions[i] = mean + System.Numerics.Tensors.TensorPrimitives.Dot<double>(turned.Row(i), weights);
            }

            double error = validation.Length == 0 ? 0 : validation.Average(i => Math.Abs(predictions[i] - task.Targets[i]));
            if (error < least)
            {
                least = error;
                (double[] original, double intercept) = axes.Undo(weights, mean);
                best = new ProbeResult(task.Name, penalty, predictions, original, intercept);
            }
        }

        return best!;
    }

    /// <summary>In principal axes the normal equations are diagonal; where the features were too many to turn, they are solved by conjugate
    /// gradients.</summary>
    private static double[] Solve(PrincipalAxes axes, DenseMatrix turned, int[] train, double[] correlation, double penalty)
    {
        if (axes.Turned)
        {
            return correlation.Select((c, j) => c / (axes.Moments[j] + penalty)).ToArray();
        }

        DenseMatrix rows = turned.Select(train), transposed = rows.Transpose();
        var x = new DenseMatrix(correlation.Length, 1);
        double[] residual = (double[])correlation.Clone();
        var direction = new DenseMatrix(correlation.Length, 1);
        residual.CopyTo(direction.Values, 0);
        double square = Dot(residual, residual), goal = 1e-20 * square;
        for (int step = 0; step < 4 * correlation.Length && square > goal; step++)
        {
            double[] product = MatrixProduct.Of(transposed, MatrixProduct.Of(rows, direction)).Values;
            for (int j = 0; j < product.Length; j++)
            {
                product[j] = (product[j] / train.Length) + (penalty * direction.Values[j]);
            }

            double length = square / Dot(direction.Values, product);
            for (int j = 0; j < product.Length; j++)
            {
                x.Values[j] += length * direction.Values[j];
                residual[j] -= length * product[j];
            }

            double next = Dot(residual, residual);
            for (int j = 0; j < product.Length; j++)
            {
                direction.Values[j] = residual[j] + (next / square * direction.Values[j]);
            }

            square = next;
        }

        return x.Values;
    }

    private static double Dot(double[] a, double[] b) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(a, b);

    private static int[] Rows(RegressionTask task, Part[] parts, Part part) =>
        Enumerable.Range(0, task.Targets.Length).Where(i => parts[i] == part && double.IsFinite(task.Targets[i])).ToArray();
}

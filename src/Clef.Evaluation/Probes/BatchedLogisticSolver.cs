using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Probes;

/// <summary>
/// Solves many penalised logistic problems on the same rows by L-BFGS (Nocedal 1980), all problems advancing together: the two matrix products of an
/// evaluation, which are nearly all the work, are done once for all problems that have not yet converged. Each problem keeps its own step length and
/// memory, so its path does not depend on the others.
/// </summary>
internal static class BatchedLogisticSolver
{
    private const int MaximumEvaluations = 500;
    // The largest slope left, for a mean loss: far below what a validation set can tell apart.
    private const double GradientTolerance = 1e-7;

    /// <summary>Solves in place.</summary>
    /// <param name="rows">(row, axis), training rows only.</param>
    /// <param name="moments">Mean square of each axis: a quarter of it bounds the loss's curvature along that axis.</param>
    /// <param name="problems">Receive their weights.</param>
    /// <param name="cancel">Stops between evaluations.</param>
    public static void Solve(DenseMatrix rows, double[] moments, IReadOnlyList<LogisticProblem> problems, CancellationToken cancel)
    {
        DenseMatrix transposed = rows.Transpose(); // (axis, row)
        List<LimitedMemoryPath> active = problems.Select(p => new LimitedMemoryPath(p, moments)).ToList();
        for (int evaluation = 0; active.Count > 0 && evaluation < MaximumEvaluations; evaluation++)
        {
            cancel.ThrowIfCancellationRequested();
            (double[] losses, DenseMatrix gradients) = Evaluate(rows, transposed, active);
            Parallel.For(0, active.Count, p => active[p].Advance(losses[p], gradients.Row(p), GradientTolerance));
            active.RemoveAll(p => p.Finished);
        }

        foreach (LimitedMemoryPath path in active)
        {
            path.Finish();
        }
    }

    /// <summary>Losses and gradients (problem, axis then intercept) at the points that the paths propose.</summary>
    private static (double[] Losses, DenseMatrix Gradients) Evaluate(DenseMatrix rows, DenseMatrix transposed, List<LimitedMemoryPath> active)
    {
        int n = rows.Rows, d = rows.Columns, count = active.Count;
        var weights = new DenseMatrix(count, d); // (problem, axis)
        for (int p = 0; p < count; p++)
        {
            active[p].Proposal.AsSpan(0, d).CopyTo(weights.Row(p));
        }

        DenseMatrix residuals = MatrixProduct.Of(weights, transposed); // (problem, row), logits at first
        var losses = new double[count];
        var intercepts = new double[count];
        Parallel.For(0, count, p =>
        {
            LogisticProblem problem = active[p].Problem;
            Span<double> row = residuals.Row(p);
            double intercept = active[p].Proposal[d], share = 1.0 / problem.Count, loss = 0, slope = 0;
            for (int i = 0; i < n; i++)
            {
                sbyte label = problem.Labels[i];
                if (label < 0)
                {
                    row[i] = 0;
                    continue;
                }

                double logit = row[i] + intercept, magnitude = Math.Exp(-Math.Abs(logit));
                loss += Math.Max(label == 1 ? -logit : logit, 0) + Math.Log(1 + magnitude);
                double probability = (logit >= 0 ? 1 : magnitude) / (1 + magnitude);
                row[i] = (probability - label) * share;
                slope += row[i];
            }

            losses[p] = loss * share;
            intercepts[p] = slope;
        });

        DenseMatrix products = MatrixProduct.Of(residuals, rows); // (problem, axis)
        var gradients = new DenseMatrix(count, d + 1);
        for (int p = 0; p < count; p++)
        {
            products.Row(p).CopyTo(gradients.Row(p));
            gradients[p, d] = intercepts[p];
        }

        return (losses, gradients);
    }
}

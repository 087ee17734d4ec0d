using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Probes;

/// <summary>What a fitted probe says of every row of one task.</summary>
/// <param name="Task">The task's name.</param>
/// <param name="Penalty">The penalty chosen; NaN where the task could not be fitted.</param>
/// <param name="Scores">A logit (or a prediction) for every row of the embeddings, labelled or not; NaN where the task could not be fitted.</param>
/// <param name="Weights">Weights for the embedding as given.</param>
/// <param name="Intercept">Intercept.</param>
public sealed record ProbeResult(string Task, double Penalty, double[] Scores, double[] Weights, double Intercept);

/// <summary>
/// Logistic regression on frozen embeddings, for all tasks and penalties together. Minimises, for each task and penalty,
/// mean log loss over the task's training rows + penalty / 2 * |w|^2 on features standardised over all training rows, with a free intercept
/// (scikit-learn's C is 1 / (penalty * rows)). The penalty with the least log loss on the task's validation rows is taken; equal ones go to the larger.
/// A task without both classes in training has no fit and says so by NaN.
/// </summary>
public static class LogisticProbe
{
    /// <summary>The penalties tried unless others are given, from strong to weak.</summary>
    public static IReadOnlyList<double> DefaultPenalties { get; } = [3, 0.3, 0.03, 0.003, 0.0003];

    /// <summary>
    /// Features up to which the axes are turned: on the strongly correlated stages of an encoder L-BFGS takes hundreds of evaluations without, tens with it.
    /// </summary>
    private const int MaximumTurned = 2048;

    /// <summary>Fits every task.</summary>
    /// <param name="embeddings">(row, feature).</param>
    /// <param name="tasks">Labels over the same rows.</param>
    /// <param name="parts">The split of the rows.</param>
    /// <param name="penalties">Penalties to choose from.</param>
    /// <param name="cancel">Stops between iterations.</param>
    public static IReadOnlyList<ProbeResult> Fit(
        DenseMatrix embeddings, IReadOnlyList<ProbeTask> tasks, Part[] parts, IReadOnlyList<double>? penalties = null, CancellationToken cancel = default)
    {
        double[] tried = (penalties ?? DefaultPenalties).OrderDescending().ToArray();
        int[] trainRows = Enumerable.Range(0, embeddings.Rows).Where(i => parts[i] == Part.Train).ToArray();
        var axes = new PrincipalAxes(embeddings.Select(trainRows), MaximumTurned);
        DenseMatrix turned = axes.Apply(embeddings); // (row, axis)

        var problems = new List<LogisticProblem>();
        foreach (ProbeTask task in tasks)
        {
            (int positive, int negative) = task.Count(parts, Part.Train);
            if (positive > 0 && negative > 0)
            {
                problems.AddRange(tried.Select(penalty => new LogisticProblem(trainRows.Select(r => task.Labels[r]).ToArray(), penalty)));
            }
        }

        BatchedLogisticSolver.Solve(turned.Select(trainRows), axes.Moments, problems, cancel);
        DenseMatrix logits = Logits(turned, problems); // (row, problem)

        var results = new List<ProbeResult>(tasks.Count);
        int first = 0;
        foreach (ProbeTask task in tasks)
        {
            (int positive, int negative) = task.Count(parts, Part.Train);
            if (positive == 0 || negative == 0)
            {
                results.Add(new ProbeResult(task.Name, double.NaN, Nothing(embeddings.Rows), Nothing(embeddings.Columns), double.NaN));
                continue;
            }

            int[] validation = task.Rows(parts, Part.Validation);
            int best = Enumerable.Range(first, tried.Length).MinBy(p => LogLoss(logits, p, validation, task.Labels));
            first += tried.Length;
            var scores = new double[embeddings.Rows];
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] = logits[i, best];
            }

            LogisticProblem chosen = problems[best];
            (double[] weights, double intercept) = axes.Undo(chosen.Weights.AsSpan(0, turned.Columns), chosen.Weights[turned.Columns]);
            results.Add(new ProbeResult(task.Name, chosen.Penalty, scores, weights, intercept));
        }

        return results;
    }

    private static DenseMatrix Logits(DenseMatrix turned, List<LogisticProblem> problems)
    {
        var weights = new DenseMatrix(turned.Columns, problems.Count); // (axis, problem)
        for (int p = 0; p < problems.Count; p++)
        {
            for (int j = 0; j < turned.Columns; j++)
            {
                weights[j, p] = problems[p].Weights[j];
            }
        }

        DenseMatrix logits = MatrixProduct.Of(turned, weights);
        for (int i = 0; i < logits.Rows; i++)
        {
            Span<double> row = logits.Row(i);
            for (int p = 0; p < row.Length; p++)
            {
                row[p] += problems[p].Weights[turned.Columns];
            }
        }

        return logits;
    }

    /// <summary>Mean log loss; without rows 0 for all, so that the strongest penalty, which comes first, is taken.</summary>
    private static double LogLoss(DenseMatrix logits, int problem, int[] rows, sbyte[] labels) =>
        rows.Length == 0 ? 0 : rows.Average(i => Logistic.Softplus(labels[i] == 1 ? -logits[i, problem] : logits[i, problem]));

    private static double[] Nothing(int length)
    {
        var values = new double[length];
        Array.Fill(values, double.NaN);
        return values;
    }
}

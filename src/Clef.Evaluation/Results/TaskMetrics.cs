using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Results;

/// <summary>The metrics of a task. The first is the one that rankings, wins and intervals of means use; it is better when higher.</summary>
public static class TaskMetrics
{
    /// <summary>The primary metric's name.</summary>
    public static string Primary(bool regression) => regression ? "r2" : "auroc";

    /// <summary>Whether a smaller figure is better.</summary>
    public static bool LowerIsBetter(string metric) => metric is "mae" or "brier" or "ece";

    /// <summary>The primary metric, seed by seed.</summary>
    public static ResampledMetric[] PrimaryOf(TaskPredictions task, PartScores part) => task.Task.Regression
        ? part.Scores.Select(s => (ResampledMetric)RegressionMetric.R2(part.Values, s)).ToArray()
        : part.Scores.Select(s => (ResampledMetric)new Auroc(s, part.Labels)).ToArray();

    /// <summary>All metrics, seed by seed, the primary one first.</summary>
    public static IEnumerable<(string Name, ResampledMetric[] Seeds)> All(TaskPredictions task, PartScores part)
    {
        yield return (Primary(task.Task.Regression), PrimaryOf(task, part));
        if (task.Task.Regression)
        {
            yield return ("mae", part.Scores.Select(s => (ResampledMetric)RegressionMetric.MeanAbsoluteError(part.Values, s)).ToArray());
            yield break;
        }

        int[] truth = part.Labels.Select(l => l ? 1 : 0).ToArray();
        double[] Probabilities(int seed) => part.Scores[seed].Select(s => task.Probability(seed, s)).ToArray();
        int[] Decisions(int seed) => part.Scores[seed].Select(s => task.Decision(seed, s)).ToArray();
        ResampledMetric[] Each(Func<int, ResampledMetric> metric) => Enumerable.Range(0, part.Scores.Length).Select(metric).ToArray();
        yield return ("average_precision", Each(s => new AveragePrecision(part.Scores[s], part.Labels)));
        yield return ("sensitivity_at_specificity_90", Each(s => new SensitivityAtSpecificity(part.Scores[s], part.Labels, 0.9)));
        yield return ("balanced_accuracy", Each(s => ConfusionMetric.BalancedAccuracy(truth, Decisions(s), 2)));
        yield return ("f1", Each(s => ConfusionMetric.F1(truth, Decisions(s))));
        yield return ("brier", Each(s => Calibration.Brier(Probabilities(s), part.Labels)));
        yield return ("ece", Each(s => Calibration.ExpectedError(Probabilities(s), part.Labels, 10)));
    }
}

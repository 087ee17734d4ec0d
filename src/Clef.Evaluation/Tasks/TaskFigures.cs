using Clef.Core;
using Clef.Datasets;
using Clef.Evaluation.Intervals;
using Clef.Evaluation.Metrics;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Tasks;

/// <summary>One figure of a task with its interval over patients.</summary>
/// <param name="Metric"><c>auroc</c>, <c>average precision</c>, <c>mae</c> (on the target's own scale) or <c>r2</c>.</param>
/// <param name="Class">The class; <c>macro</c> for the mean over classes; empty for regression.</param>
/// <param name="Interval">The figure; NaN where it is not defined.</param>
/// <param name="Note">The classes that a mean had to skip, by name; else empty.</param>
public sealed record TaskFigure(string Metric, string Class, Interval Interval, string Note);

/// <summary>The figures of predictions on one part of a split.</summary>
public static class TaskFigures
{
    /// <summary>The name of the mean over classes.</summary>
    public const string Macro = "macro";

    /// <summary>
    /// Measures. Classification: AUROC of each class against the rest, and the macro AUROC and average precision over the classes that have both
    /// answers in the part; the others are named. In a bootstrap draw that leaves a class without one of them, the mean is over the rest.
    /// </summary>
    /// <param name="truth">The labels.</param>
    /// <param name="scores">(class, row), or (0, row) for regression: any increasing function of probability, or the predicted number. NaN where
    /// there is none.</param>
    /// <param name="part">The part measured.</param>
    /// <param name="replicates">Draws of the bootstrap over patients.</param>
    /// <param name="seed">Its seed; the same for all models, so that their draws are the same.</param>
    public static IReadOnlyList<TaskFigure> Of(TaskTruth truth, IReadOnlyList<double[]> scores, Part part = Part.Test, int replicates = 1000, int seed = 0)
    {
        int[] rows = truth.RowsOf(part);
        var bootstrap = new PatientBootstrap([.. rows.Select(i => truth.Patients[i])], replicates, seed);
        if (truth.Kind == TaskKind.Regression)
        {
            double[] values = Take(truth.Values, rows), predicted = Take(scores[0], rows);
            return [
                new TaskFigure("mae", "", bootstrap.Interval(RegressionMetric.MeanAbsoluteError(values, predicted)), ""),
                new TaskFigure("r2", "", bootstrap.Interval(RegressionMetric.R2(values, predicted)), ""),
            ];
        }

        if (scores.Count != truth.Classes.Count)
        {
            throw new ClefException(null, "columns of scores", scores.Count, $"one a class, {truth.Classes.Count}");
        }

        var figures = new List<TaskFigure>();
        var areas = new List<ResampledMetric>();
        var precisions = new List<ResampledMetric>();
        var skipped = new List<string>();
        for (int c = 0; c < truth.Classes.Count; c++)
        {
            bool[] labels = [.. rows.Select(i => truth.Labels[c][i] == 1)];
            double[] predicted = Take(scores[c], rows);
            string? reason = !labels.Contains(true) ? "none in this part" : !labels.Contains(false) ? "all of this part" : predicted.Any(double.IsNaN)
                ? "none in training" : null;
            if (reason is not null)
            {
                skipped.Add($"{truth.Classes[c]} ({reason})");
                continue;
            }

            areas.Add(new Auroc(predicted, labels));
            precisions.Add(new AveragePrecision(predicted, labels));
            figures.Add(new TaskFigure("auroc", truth.Classes[c], bootstrap.Interval(areas[^1]), ""));
        }

        string note = skipped.Count == 0 ? "" : $"skipped: {string.Join(", ", skipped)}";
        figures.Insert(0, new TaskFigure("auroc", Macro, Mean(areas, bootstrap), note));
        figures.Insert(1, new TaskFigure("average precision", Macro, Mean(precisions, bootstrap), note));
        return figures;
    }

    private static Interval Mean(List<ResampledMetric> metrics, PatientBootstrap bootstrap) =>
        metrics.Count == 0 ? new Interval(double.NaN, double.NaN, double.NaN) : bootstrap.Interval(new MeanMetric(metrics));

    private static double[] Take(double[] values, int[] rows) => [.. rows.Select(i => values[i])];
}

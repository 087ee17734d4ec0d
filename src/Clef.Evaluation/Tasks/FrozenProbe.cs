using Clef.Datasets;
using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Probes;

namespace Clef.Evaluation.Tasks;

/// <summary>A linear probe of any kind of task on frozen features: one-vs-rest logistic regression, or ridge regression.</summary>
public static class FrozenProbe
{
    /// <summary>Fits on the training part, with the penalty that is best on the validation part for each class.</summary>
    /// <param name="features">(row, feature); NaN where unknown (<see cref="Complete"/>).</param>
    /// <param name="truth">The labels of the same rows.</param>
    /// <param name="cancel">Stops.</param>
    /// <returns>(class, row) as <see cref="TaskFigures"/> takes it; NaN for a class that training lacks.</returns>
    public static IReadOnlyList<double[]> Fit(DenseMatrix features, TaskTruth truth, CancellationToken cancel = default) =>
        [.. FitWeights(Complete(features, truth.RowsOf(Part.Train)), truth, cancel).Select(r => r.Scores)];

    /// <summary>The same on features without gaps, with the weights.</summary>
    public static IReadOnlyList<ProbeResult> FitWeights(DenseMatrix features, TaskTruth truth, CancellationToken cancel = default) =>
        truth.Kind == TaskKind.Regression
        ? [RidgeProbe.Fit(features, new RegressionTask("", truth.Values), truth.Parts)]
        : LogisticProbe.Fit(features, [.. truth.Classes.Select((c, i) => new ProbeTask(c, truth.Labels[i]))], truth.Parts, cancel: cancel);

    /// <summary>Features without gaps: an unknown value becomes the mean of the training rows, and a column that has unknown values gets another that
    /// says so.</summary>
    public static DenseMatrix Complete(DenseMatrix features, int[] train)
    {
        int[] gaps = [.. Enumerable.Range(0, features.Columns).Where(j => Enumerable.Range(0, features.Rows).Any(i => !double.IsFinite(features[i, j])))];
        if (gaps.Length == 0)
        {
            return features;
        }

        var complete = new DenseMatrix(features.Rows, features.Columns + gaps.Length);
        for (int i = 0; i < features.Rows; i++)
        {
            features.Row(i).CopyTo(complete.Row(i));
        }

        for (int g = 0; g < gaps.Length; g++)
        {
            double mean = train.Select(i => features[i, gaps[g]]).Where(double.IsFinite).DefaultIfEmpty(0).Average();
            for (int i = 0; i < features.Rows; i++)
            {
                bool unknown = !double.IsFinite(features[i, gaps[g]]);
                complete[i, gaps[g]] = unknown ? mean : features[i, gaps[g]];
                complete[i, features.Columns + g] = unknown ? 1 : 0;
            }
        }

        return complete;
    }
}

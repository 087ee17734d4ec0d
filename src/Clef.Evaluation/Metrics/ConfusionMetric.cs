namespace Clef.Evaluation.Metrics;

/// <summary>A metric of class decisions: a (weighted) confusion matrix and a figure read off it.</summary>
public sealed class ConfusionMetric : ResampledMetric
{
    private readonly int[] _truth;
    private readonly int[] _predicted;
    private readonly int _classes;
    private readonly Func<double[,], double> _figure;

    private ConfusionMetric(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes, Func<double[,], double> figure)
    {
        RequireEqualLength(predicted.Length, truth.Length);
        _truth = truth.ToArray();
        _predicted = predicted.ToArray();
        _classes = classes;
        _figure = figure;
        foreach (int label in _truth.Concat(_predicted))
        {
            if ((uint)label >= (uint)classes)
            {
                throw new Core.ClefException(null, "class", label, $"a number from 0 to {classes - 1}");
            }
        }
    }

    /// <inheritdoc/>
    public override int Rows => _truth.Length;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights)
    {
        var matrix = new double[_classes, _classes];
        for (int i = 0; i < _truth.Length; i++)
        {
            matrix[_truth[i], _predicted[i]] += weights[i];
        }

        return _figure(matrix);
    }

    /// <summary>The mean recall over the classes that occur in the truth.</summary>
    public static ConfusionMetric BalancedAccuracy(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes) =>
        new(truth, predicted, classes, matrix =>
        {
            double sum = 0;
            int present = 0;
            for (int c = 0; c < matrix.GetLength(0); c++)
            {
                double row = Row(matrix, c);
                if (row > 0)
                {
                    sum += matrix[c, c] / row;
                    present++;
                }
            }

            return present == 0 ? double.NaN : sum / present;
        });

    /// <summary>The share of right decisions.</summary>
    public static ConfusionMetric Accuracy(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes) =>
        new(truth, predicted, classes, matrix =>
        {
            double right = 0, all = 0;
            for (int c = 0; c < matrix.GetLength(0); c++)
            {
                right += matrix[c, c];
                all += Row(matrix, c);
            }

            return right / all;
        });

    /// <summary>F1 of class 1 against class 0; 0 where nothing was found though there was something to find or to claim; NaN without rows.</summary>
    public static ConfusionMetric F1(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted) =>
        new(truth, predicted, 2, matrix => Row(matrix, 0) + Row(matrix, 1) == 0 ? double.NaN : F1(matrix, 1));

    /// <summary>The mean F1 over the classes that occur in the truth or among the decisions.</summary>
    public static ConfusionMetric MacroF1(ReadOnlySpan<int> truth, ReadOnlySpan<int> predicted, int classes) =>
        new(truth, predicted, classes, matrix =>
        {
            double sum = 0;
            int present = 0;
            for (int c = 0; c < matrix.GetLength(0); c++)
            {
                if (Row(matrix, c) + Column(matrix, c) > 0)
                {
                    sum += F1(matrix, c);
                    present++;
                }
            }

            return present == 0 ? double.NaN : sum / present;
        });

    private static double F1(double[,] matrix, int c)
    {
        double total = Row(matrix, c) + Column(matrix, c);
        return total == 0 ? 0 : 2 * matrix[c, c] / total;
    }

    private static double Row(double[,] matrix, int c) => Enumerable.Range(0, matrix.GetLength(1)).Sum(k => matrix[c, k]);

    private static double Column(double[,] matrix, int c) => Enumerable.Range(0, matrix.GetLength(0)).Sum(k => matrix[k, c]);
}

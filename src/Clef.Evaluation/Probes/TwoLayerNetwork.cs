using Clef.Evaluation.LinearAlgebra;
using Clef.Evaluation.Metrics;

namespace Clef.Evaluation.Probes;

/// <summary>Linear, ReLU, linear to one logit, trained by Adam on the mean log loss of session logits.</summary>
internal sealed class TwoLayerNetwork
{
    private readonly DenseMatrix _first;  // (feature, unit)
    private readonly double[] _firstBias; // (unit)
    private readonly DenseMatrix _second; // (unit, 1)
    private readonly double[] _secondBias = new double[1];
    private readonly Adam[] _optimisers;

    public TwoLayerNetwork(int features, int hidden, int seed)
    {
        var random = new Random(seed);
        _first = new DenseMatrix(features, hidden);
        _firstBias = new double[hidden];
        _second = new DenseMatrix(hidden, 1);
        // Uniform within 1/sqrt(fan-in), as PyTorch's linear layer.
        Fill(_first.Values, 1 / Math.Sqrt(Math.Max(1, features)));
        Fill(_firstBias, 1 / Math.Sqrt(Math.Max(1, features)));
        Fill(_second.Values, 1 / Math.Sqrt(hidden));
        Fill(_secondBias, 1 / Math.Sqrt(hidden));
        _optimisers = [new(_first.Values), new(_firstBias), new(_second.Values), new(_secondBias)];

        void Fill(double[] values, double bound)
        {
            for (int i = 0; i < values.Length; i++)
            {
                values[i] = bound * ((2 * random.NextDouble()) - 1);
            }
        }
    }

    /// <summary>A logit for each row.</summary>
    public double[] Logits(DenseMatrix rows) => Output(Hidden(rows));

    /// <summary>The mean log loss of sessions and its gradients in the order first weights, first bias, second weights, second bias.</summary>
    /// <param name="rows">(row, feature), sessions one after another.</param>
    /// <param name="counts">Rows of each session.</param>
    /// <param name="labels">0 or 1 for each session.</param>
    public (double Loss, double[][] Gradients) LossAndGradients(DenseMatrix rows, int[] counts, double[] labels)
    {
        DenseMatrix hidden = Hidden(rows); // (row, unit)
        double[] logits = Output(hidden);
        var slope = new DenseMatrix(rows.Rows, 1); // d loss / d logit of each row
        double loss = 0, total = 0;
        for (int s = 0, row = 0; s < counts.Length; row += counts[s], s++)
        {
            double logit = logits.AsSpan(row, counts[s]).ToArray().Average();
            loss += Logistic.Softplus(logit) - (labels[s] * logit);
            double each = (Logistic.Sigmoid(logit) - labels[s]) / (counts.Length * (double)counts[s]);
            slope.Values.AsSpan(row, counts[s]).Fill(each);
            total += each * counts[s];
        }

        double[] second = MatrixProduct.Of(hidden.Transpose(), slope).Values; // (unit)
        var back = new DenseMatrix(rows.Rows, hidden.Columns); // (row, unit)
        var bias = new double[hidden.Columns];
        for (int i = 0; i < rows.Rows; i++)
        {
            for (int u = 0; u < hidden.Columns; u++)
            {
                back[i, u] = hidden[i, u] > 0 ? slope.Values[i] * _second.Values[u] : 0;
                bias[u] += back[i, u];
            }
        }

        double[] first = MatrixProduct.Of(rows.Transpose(), back).Values; // (feature, unit)
        return (loss / counts.Length, [first, bias, second, [total]]);
    }

    /// <summary>One step of Adam.</summary>
    public void Step(DenseMatrix rows, int[] counts, double[] labels, double rate)
    {
        double[][] gradients = LossAndGradients(rows, counts, labels).Gradients;
        for (int i = 0; i < gradients.Length; i++)
        {
            _optimisers[i].Step(gradients[i], rate);
        }
    }

    /// <summary>The parameters, in the order of the gradients; writing them changes the network.</summary>
    public double[][] Parameters => [_first.Values, _firstBias, _second.Values, _secondBias];

    private DenseMatrix Hidden(DenseMatrix rows)
    {
        DenseMatrix hidden = MatrixProduct.Of(rows, _first);
        for (int i = 0; i < hidden.Rows; i++)
        {
            Span<double> row = hidden.Row(i);
            for (int u = 0; u < row.Length; u++)
            {
                row[u] = Math.Max(0, row[u] + _firstBias[u]);
            }
        }

        return hidden;
    }

    private double[] Output(DenseMatrix hidden) => MatrixProduct.Of(hidden, _second).Values.Select(v => v + _secondBias[0]).ToArray();

    /// <summary>Adam (Kingma and Ba 2015) with its usual constants.</summary>
    private sealed class Adam(double[] values)
    {
        private readonly double[] _mean = new double[values.Length];
        private readonly double[] _square = new double[values.Length];
        private int _step;

        public void Step(double[] gradient, double rate)
        {
            _step++;
            double meanBias = 1 - Math.Pow(0.9, _step), squareBias = 1 - Math.Pow(0.999, _step);
            for (int i = 0; i < values.Length; i++)
            {
                _mean[i] = (0.9 * _mean[i]) + (0.1 * gradient[i]);
                _square[i] = (0.999 * _square[i]) + (0.001 * gradient[i] * gradient[i]);
                values[i] -= rate * (_mean[i] / meanBias) / (Math.Sqrt(_square[i] / squareBias) + 1e-8);
            }
        }
    }
}

using System.Numerics.Tensors;

namespace Clef.Evaluation.Probes;

/// <summary>
/// The path of one problem under L-BFGS: it proposes a point, is told loss and gradient there, and proposes the next. The initial curvature is the
/// bound moment / 4 + penalty on each axis, with which a first step of one never overshoots.
/// </summary>
internal sealed class LimitedMemoryPath
{
    private const int Memory = 20;
    private const double SufficientDecrease = 1e-4;

    private readonly double[] _inverseCurvature;
    private readonly List<(double[] Step, double[] Change, double Inverse)> _memory = [];
    private readonly double[] _direction;
    private double[] _point;
    private double[] _gradient = [];
    private double _loss = double.PositiveInfinity;
    private double _slope;
    private double _length = 1;

    public LimitedMemoryPath(LogisticProblem problem, double[] moments)
    {
        Problem = problem;
        int d = moments.Length;
        _inverseCurvature = new double[d + 1];
        for (int j = 0; j < d; j++)
        {
            _inverseCurvature[j] = 1 / ((0.25 * moments[j]) + problem.Penalty + 1e-12);
        }

        _inverseCurvature[d] = 4; // the intercept: curvature at most 1/4, no penalty
        _point = new double[d + 1];
        _direction = new double[d + 1];
        Proposal = new double[d + 1];
    }

    public LogisticProblem Problem { get; }

    /// <summary>Where loss and gradient are wanted: weights, then the intercept.</summary>
    public double[] Proposal { get; private set; }

    public bool Finished { get; private set; }

    /// <summary>Takes mean log loss and its gradient at the proposal (without the penalty, which is added here).</summary>
    public void Advance(double loss, ReadOnlySpan<double> lossGradient, double tolerance)
    {
        int d = Proposal.Length - 1;
        double[] gradient = lossGradient.ToArray();
        double square = 0;
        for (int j = 0; j < d; j++)
        {
            square += Proposal[j] * Proposal[j];
            gradient[j] += Problem.Penalty * Proposal[j];
        }

        loss += 0.5 * Problem.Penalty * square;
        // The slack is the rounding of a loss near its minimum, where no smaller one can be told apart.
        double slack = 1e-14 * (1 + Math.Abs(loss));
        if (_gradient.Length > 0 && loss > _loss + (SufficientDecrease * _length * _slope) + slack)
        {
            _length *= 0.5;
            if (_length < 1e-10)
            {
                Finish();
                return;
            }

            Propose();
            return;
        }

        Remember(gradient);
        (_point, _gradient, _loss) = (Proposal, gradient, loss);
        Proposal = new double[d + 1];
        if (TensorPrimitives.MaxMagnitude<double>(gradient) is double largest && Math.Abs(largest) <= tolerance)
        {
            Finish();
            return;
        }

        Direct();
        _length = 1;
        Propose();
    }

    /// <summary>Ends the path at the best point found.</summary>
    public void Finish()
    {
        Problem.Weights = _point;
        Finished = true;
    }

    private void Propose() => TensorPrimitives.MultiplyAdd(_direction, _length, _point, Proposal);

    private void Remember(double[] gradient)
    {
        if (_gradient.Length == 0)
        {
            return;
        }

        var step = new double[gradient.Length];
        var change = new double[gradient.Length];
        TensorPrimitives.Subtract(Proposal, _point, step);
        TensorPrimitives.Subtract(gradient, _gradient, change);
        double curvature = TensorPrimitives.Dot<double>(step, change);
        if (curvature > 1e-300)
        {
            _memory.Add((step, change, 1 / curvature));
            if (_memory.Count > Memory)
            {
                _memory.RemoveAt(0);
            }
        }
    }

    /// <summary>The two-loop recursion.</summary>
    private void Direct()
    {
        TensorPrimitives.Negate(_gradient, _direction);
        Span<double> share = stackalloc double[Memory];
        for (int m = _memory.Count - 1; m >= 0; m--)
        {
            (double[] step, double[] change, double inverse) = _memory[m];
            share[m] = inverse * TensorPrimitives.Dot<double>(step, _direction);
            TensorPrimitives.MultiplyAdd(change, -share[m], _direction, _direction);
        }

        TensorPrimitives.Multiply(_direction, _inverseCurvature, _direction);
        for (int m = 0; m < _memory.Count; m++)
        {
            (double[] step, double[] change, double inverse) = _memory[m];
            TensorPrimitives.MultiplyAdd(step, share[m] - (inverse * TensorPrimitives.Dot<double>(change, _direction)), _direction, _direction);
        }

        _slope = TensorPrimitives.Dot<double>(_gradient, _direction);
    }
}

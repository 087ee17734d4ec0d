namespace Clef.Tensors.Optimisation;

/// <summary>The learning rate of each step, counted from 0.</summary>
public abstract record LearningRate
{
    /// <summary>The rate of a step.</summary>
    public abstract double At(long step);

    /// <summary>One rate throughout.</summary>
    public static LearningRate Constant(double rate) => new ConstantRate(rate);

    /// <summary>
    /// Rises in a straight line over <paramref name="warmup"/> steps, of which the first has rate / warmup, then falls by half a cosine to
    /// <paramref name="minimum"/> at step <paramref name="total"/> and stays there.
    /// </summary>
    public static LearningRate CosineWithWarmup(double rate, long warmup, long total, double minimum = 0) => new CosineRate(rate, warmup, total, minimum);

    /// <summary>
    /// Half a cosine from the rate to <paramref name="minimum"/> over <paramref name="period"/> steps, again and again, each period
    /// <paramref name="growth"/> times the one before (Loshchilov and Hutter, 2017; PyTorch's <c>CosineAnnealingWarmRestarts</c>).
    /// </summary>
    public static LearningRate CosineWithRestarts(double rate, long period, int growth = 1, double minimum = 0) => new RestartRate(rate, period, growth, minimum);

    private protected static double HalfCosine(double rate, double minimum, double part) => minimum + ((rate - minimum) * (1 + Math.Cos(Math.PI * part)) / 2);

    private sealed record ConstantRate(double Rate) : LearningRate
    {
        public override double At(long step) => Rate;
    }

    private sealed record CosineRate : LearningRate
    {
        private readonly double _rate, _minimum;
        private readonly long _warmup, _total;

        public CosineRate(double rate, long warmup, long total, double minimum)
        {
            if (warmup < 0 || total < warmup || total == 0)
            {
                throw new TensorException($"a cosine schedule of {total} steps with {warmup} of warm-up; expected 0 <= warm-up <= steps, and a step");
            }

            (_rate, _warmup, _total, _minimum) = (rate, warmup, total, minimum);
        }

        public override double At(long step) =>
            step < _warmup ? _rate * (step + 1) / _warmup
            : step >= _total ? _minimum
            : HalfCosine(_rate, _minimum, (step - _warmup) / (double)(_total - _warmup));
    }

    private sealed record RestartRate : LearningRate
    {
        private readonly double _rate, _minimum;
        private readonly long _period;
        private readonly int _growth;

        public RestartRate(double rate, long period, int growth, double minimum)
        {
            if (period <= 0 || growth < 1)
            {
                throw new TensorException($"restarts every {period} steps, growing {growth} times; expected a positive period and a growth of 1 or more");
            }

            (_rate, _period, _growth, _minimum) = (rate, period, growth, minimum);
        }

        public override double At(long step)
        {
            long period = _period, inside = step;
            if (_growth == 1)
            {
                inside %= period;
            }
            else
            {
                while (inside >= period)
                {
                    inside -= period;
                    period *= _growth;
                }
            }

            return HalfCosine(_rate, _minimum, inside / (double)period);
        }
    }
}

namespace Clef.Evaluation.Metrics;

/// <summary>
/// Harrell's concordance: among pairs in which one is known to have had the event first, the share in which it also has the higher risk score,
/// ties in score counted half. A pair counts when the earlier time is an event, or when times tie and only one is an event (it came first).
/// NaN where no pair counts. Time is quadratic in the rows.
/// </summary>
public sealed class Concordance : ResampledMetric
{
    private readonly double[] _time;
    private readonly bool[] _event;
    private readonly double[] _risk;

    /// <summary>Takes follow-up times, whether each ended in the event, and risk scores (higher means earlier).</summary>
    public Concordance(ReadOnlySpan<double> time, ReadOnlySpan<bool> happened, ReadOnlySpan<double> risk)
    {
        RequireEqualLength(risk.Length, time.Length);
        RequireEqualLength(risk.Length, happened.Length);
        RequireFinite(time, "time");
        RequireFinite(risk, "risk");
        _time = time.ToArray();
        _event = happened.ToArray();
        _risk = risk.ToArray();
    }

    /// <inheritdoc/>
    public override int Rows => _time.Length;

    /// <inheritdoc/>
    public override double Value(ReadOnlySpan<double> weights)
    {
        double right = 0, pairs = 0;
        for (int i = 0; i < _time.Length; i++)
        {
            if (!_event[i] || weights[i] == 0)
            {
                continue;
            }

            for (int j = 0; j < _time.Length; j++)
            {
                bool first = _time[i] < _time[j] || (_time[i] == _time[j] && !_event[j]);
                if (first && j != i)
                {
                    double weight = weights[i] * weights[j];
                    pairs += weight;
                    right += weight * (_risk[i] > _risk[j] ? 1 : _risk[i] == _risk[j] ? 0.5 : 0);
                }
            }
        }

        return pairs > 0 ? right / pairs : double.NaN;
    }
}

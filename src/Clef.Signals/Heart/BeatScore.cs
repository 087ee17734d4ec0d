namespace Clef.Signals.Heart;

/// <summary>Agreement of detected with annotated beats (ANSI/AAMI EC57): each is matched with at most one other no more than 150 ms away.</summary>
/// <param name="Matched">Beats found.</param>
/// <param name="Missed">Annotated beats that were not found.</param>
/// <param name="Extra">Detections without a beat.</param>
public readonly record struct BeatScore(int Matched, int Missed, int Extra)
{
    /// <summary>The tolerance of the standard, in seconds.</summary>
    public const double Tolerance = 0.15;

    /// <summary>Share of the annotated beats that were found; NaN where there are none.</summary>
    public double Sensitivity => Matched / (double)(Matched + Missed);

    /// <summary>Share of the detections that are beats; NaN where there are none.</summary>
    public double PositivePredictiveValue => Matched / (double)(Matched + Extra);

    /// <summary>The sum over two records.</summary>
    public static BeatScore operator +(BeatScore a, BeatScore b) => new(a.Matched + b.Matched, a.Missed + b.Missed, a.Extra + b.Extra);

    /// <summary>Scores one record; both lists ascend and are in seconds.</summary>
    public static BeatScore Of(IReadOnlyList<double> detected, IReadOnlyList<double> annotated)
    {
        int d = 0, a = 0, matched = 0;
        while (d < detected.Count && a < annotated.Count)
        {
            if (Math.Abs(detected[d] - annotated[a]) <= Tolerance)
            {
                matched++;
                d++;
                a++;
            }
            else if (detected[d] < annotated[a])
            {
                d++;
            }
            else
            {
                a++;
            }
        }

        return new BeatScore(matched, annotated.Count - matched, detected.Count - matched);
    }
}

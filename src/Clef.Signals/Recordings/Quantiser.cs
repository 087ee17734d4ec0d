using Clef.Core;

namespace Clef.Signals.Recordings;

/// <summary>
/// Turns physical values into the integers of a format: digital = round((value - physical minimum) x digital span / physical span) + digital minimum.
/// </summary>
/// <param name="PhysicalMinimum">Physical value of <paramref name="DigitalMinimum"/>.</param>
/// <param name="PhysicalMaximum">Physical value of <paramref name="DigitalMaximum"/>.</param>
/// <param name="DigitalMinimum">Lowest digital value.</param>
/// <param name="DigitalMaximum">Highest digital value.</param>
public sealed record Quantiser(double PhysicalMinimum, double PhysicalMaximum, int DigitalMinimum, int DigitalMaximum)
{
    /// <summary>Physical units per digital unit.</summary>
    public double Step => (PhysicalMaximum - PhysicalMinimum) / ((double)DigitalMaximum - DigitalMinimum);

    /// <summary>The digital value nearest to a finite physical one; null where it lies more than half a step outside the range.</summary>
    public int? Digital(float value)
    {
        double digital = Math.Round((value - PhysicalMinimum) / Step) + DigitalMinimum;
        return digital >= DigitalMinimum && digital <= DigitalMaximum ? (int)digital : null;
    }

    /// <summary>
    /// The range and steps of a channel. Where the channel states its own range and step, and these fit into <paramref name="bits"/>, they are kept, so that
    /// nothing is quantised twice; otherwise the range is that of the data.
    /// </summary>
    /// <param name="recording">The recording.</param>
    /// <param name="channel">Index of the channel.</param>
    /// <param name="extremes">Its lowest and highest sample.</param>
    /// <param name="bits">Bits of the format's integers; the lowest value of all is left free where <paramref name="reserveLowest"/> says so.</param>
    /// <param name="stated">A range that the caller demands; values outside are an error.</param>
    /// <param name="reserveLowest">True where the format gives the lowest integer the meaning "no sample".</param>
    /// <param name="printed">Rounds a bound outward to what the format's header can print; the first argument is the bound, the second its direction.</param>
    /// <exception cref="ClefException">The stated range is empty, or a value lies outside it.</exception>
    public static Quantiser For(
        Recording recording, int channel, (float Low, float High) extremes, int bits, (double Minimum, double Maximum)? stated, bool reserveLowest,
        Func<double, int, double> printed)
    {
        Channel facts = recording.Channels[channel];
        (double low, double high) = extremes;
        int most = (int)((1L << (bits - 1)) - 1), least = -most - (reserveLowest ? 0 : 1);
        if (stated is null && facts.PhysicalRange is { } own && double.IsFinite(facts.Resolution) && facts.Resolution > 0
            && low >= own.Minimum - facts.Resolution / 2 && high <= own.Maximum + facts.Resolution / 2)
        {
            double span = Math.Round((own.Maximum - own.Minimum) / facts.Resolution);
            if (reserveLowest && span == (double)most - least + 1 && low >= own.Minimum + facts.Resolution / 2)
            {
                own.Minimum += facts.Resolution; // the lowest step meant "no sample" in the source too
                span--;
            }

            (double minimum, double maximum) = (printed(own.Minimum, 0), printed(own.Maximum, 0));
            if (span >= 1 && span <= (double)most - least && maximum > minimum)
            {
                int digitalMinimum = span == (double)most - least ? least : -(int)((span + 1) / 2);
                return new Quantiser(minimum, maximum, digitalMinimum, (int)(digitalMinimum + span));
            }
        }

        if (stated is { } range)
        {
            if (!(range.Maximum > range.Minimum) || low < range.Minimum || high > range.Maximum)
            {
                throw new ClefException(recording.Name, $"channel {facts.Label}", FormattableString.Invariant($"{low} to {high} {facts.Unit}"),
                    FormattableString.Invariant($"values within the stated physical range {range.Minimum} to {range.Maximum}"));
            }

            (low, high) = range;
        }
        else if (low == high)
        {
            (low, high) = (low - 1, high + 1); // a flat channel needs a range too
        }

        return new Quantiser(printed(low, -1), printed(high, 1), least, most);
    }
}
